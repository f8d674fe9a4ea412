import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { saveStateWords } from '../features/editor/save-state-line.tsx';
import type { SaveState } from '../lib/live/save-state.ts';

/** The tab says the title, and before it whatever keeps the words from being saved. */
export function useTabTitle(title: string, told: SaveState): void {
  const { t } = useTranslation();
  const prefix = told.kind === 'saved' ? '' : `${saveStateWords(t, told)} · `;
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
