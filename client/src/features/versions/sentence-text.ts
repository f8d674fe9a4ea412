import type { TFunction } from 'i18next';
import type { DiffSentence, SentenceValue } from './diff-sentences.ts';

/** A sentence of a comparison in the language of `t`. */
export function sentenceText({ key, values }: DiffSentence, t: TFunction): string {
  const said = (value: SentenceValue) =>
    typeof value === 'object' ? t(value.key, value.values ?? {}) : value;
  return t(key, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, said(value)])));
}
