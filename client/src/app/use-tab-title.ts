import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveStateWords } from '../features/editor/save-state-line.tsx';
import type { SaveState } from '../lib/live/save-state.ts';

/** Being saved is not worth telling for shorter: every letter is on its way for a moment, and a title costs as much. */
const TOLD_AFTER_MS = 1_000;

/** The tab says the title, and before it whatever keeps the words from being saved. */
export function useTabTitle(title: string, save: SaveState): void {
  const { t } = useTranslation();
  const isSaving = save.kind === 'saving';
  const [takesLong, setTakesLong] = useState(false);
  useEffect(() => {
    if (!isSaving) return;
    const timer = setTimeout(() => setTakesLong(true), TOLD_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setTakesLong(false);
    };
  }, [isSaving]);
  const isTold = save.kind !== 'saved' && (!isSaving || takesLong);
  const prefix = isTold ? `${saveStateWords(t, save)} · ` : '';
  const name = t('app.name');
  useEffect(() => {
    document.title = `${prefix}${title} · ${name}`;
  }, [prefix, title, name]);
  // Only when the document is left: a title that is written twice with every letter is felt.
  useEffect(
    () => () => {
      document.title = name;
    },
    [name],
  );
}
