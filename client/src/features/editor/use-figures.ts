import type { Language } from '@hamnevis/core/contract/shared';
import { readingMinutes } from '@hamnevis/core/document/words';
import type { Editor } from '@tiptap/core';
import { useEffect, useState } from 'react';
import { WordCounter } from './word-counter.ts';

const COUNT_AFTER_MS = 800;
/** Counting gives way to whatever else the page has to do after this long. */
const SLICE_MS = 6;

/** Words and minutes of reading, counted in the pauses of typing. */
export function useFigures(
  editor: Editor | null,
  language: Language,
): { words: number; minutes: number } | null {
  const [words, setWords] = useState<number | null>(null);
  useEffect(() => {
    if (!editor) return;
    const counter = new WordCounter(language);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const count = () => {
      timer = undefined;
      if (editor.isDestroyed) return;
      const end = performance.now() + SLICE_MS;
      const counted = counter.count(editor.state.doc, () => performance.now() < end);
      if (counted === null) timer = setTimeout(count, 0);
      else setWords(counted);
    };
    const later = ({ transaction }: { transaction: { docChanged: boolean } }) => {
      if (transaction.docChanged) timer ??= setTimeout(count, COUNT_AFTER_MS);
    };
    timer = setTimeout(count, 50);
    editor.on('transaction', later);
    return () => {
      clearTimeout(timer);
      editor.off('transaction', later);
    };
  }, [editor, language]);
  return words === null ? null : { words, minutes: readingMinutes(words) };
}
