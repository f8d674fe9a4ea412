import type { Editor } from '@tiptap/core';
import { useEffect, useState } from 'react';

/** Draws a component again with every change of the article or the selection. */
export function useRedrawOnTransaction(editor: Editor): void {
  const [, redraw] = useState(0);
  useEffect(() => {
    const draw = () => redraw((count) => count + 1);
    editor.on('transaction', draw);
    return () => {
      editor.off('transaction', draw);
    };
  }, [editor]);
}
