import type { Editor } from '@tiptap/core';
import { useEffect, useState } from 'react';

/**
 * Draws a component again when what it shows of the article and the selection has changed; without `shown`, with every
 * change. Drawing a bar of buttons with every letter is felt while typing, and most letters change none of them.
 */
export function useRedrawOnTransaction(editor: Editor, shown?: (editor: Editor) => string): void {
  const [, redraw] = useState<string | number>(0);
  useEffect(() => {
    // React does not draw where the state stays as it was.
    const draw = () => redraw(shown ? shown(editor) : (count) => Number(count) + 1);
    editor.on('transaction', draw);
    return () => {
      editor.off('transaction', draw);
    };
  }, [editor, shown]);
}
