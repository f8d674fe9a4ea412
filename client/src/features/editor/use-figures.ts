import type { Language } from '@hamnevis/core/contract/shared';
import { countWords, readingMinutes } from '@hamnevis/core/document/words';
import { type ArticleNode, plainText } from '@hamnevis/core/document/yjs';
import type { Editor } from '@tiptap/core';
import { useEffect, useState } from 'react';

const COUNT_AFTER_MS = 800;

/** Words and minutes of reading, counted in the pauses of typing. */
export function useFigures(
  editor: Editor | null,
  language: Language,
): { words: number; minutes: number } | null {
  const [words, setWords] = useState<number | null>(null);
  useEffect(() => {
    if (!editor) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const count = () => {
      timer = undefined;
      if (!editor.isDestroyed) {
        // The same reading of the text as the library's figure.
        setWords(countWords(plainText(editor.getJSON() as ArticleNode), language));
      }
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
