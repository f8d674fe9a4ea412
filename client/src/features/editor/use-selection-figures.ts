import type { Language } from '@hamnevis/core/contract/shared';
import type { Editor } from '@tiptap/core';
import { useEffect, useState } from 'react';
import { type SelectionFigures, selectionFigures } from './selection-figures.ts';

const COUNT_AFTER_MS = 150;

/** How much is selected, counted when the selection rests; null while nothing is. */
export function useSelectionFigures(editor: Editor | null, language: Language): SelectionFigures | null {
  const [figures, setFigures] = useState<SelectionFigures | null>(null);
  useEffect(() => {
    if (!editor) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      clearTimeout(timer);
      // Most keystrokes select nothing, and nothing is drawn again for them.
      if (editor.state.selection.empty) return setFigures(null);
      timer = setTimeout(() => {
        if (!editor.isDestroyed) setFigures(selectionFigures(editor.state, language));
      }, COUNT_AFTER_MS);
    };
    editor.on('transaction', later);
    return () => {
      clearTimeout(timer);
      setFigures(null);
      editor.off('transaction', later);
    };
  }, [editor, language]);
  return figures;
}
