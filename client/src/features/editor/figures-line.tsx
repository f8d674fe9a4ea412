import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArticleFigures } from './article-figures.ts';

/** Words and minutes of reading, once they are counted; `lead` stands between them and what is before. */
export function FiguresLine({ of, lead = '' }: { of: ArticleFigures; lead?: string }) {
  const { t } = useTranslation();
  const figures = useSyncExternalStore(of.subscribe, of.get);
  if (!figures) return null;
  const { words, minutes } = figures;
  return <>{`${lead}${t('library.words', { count: words })} · ${t('editor.minutes', { count: minutes })}`}</>;
}
