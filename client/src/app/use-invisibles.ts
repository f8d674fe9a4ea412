import type { Editor } from '@tiptap/core';
import { useCallback, useEffect, useState } from 'react';
import { showInvisibles, showsInvisibles } from '../features/editor/invisible-characters.ts';

/** Whether characters without a shape are shown in the article, and the switch for it. */
export function useInvisibles(editor: Editor | null): { isOn: boolean; toggle: () => void } {
  const [isShown, setIsShown] = useState(showsInvisibles);
  useEffect(() => {
    if (editor) showInvisibles(editor, isShown);
  }, [editor, isShown]);
  return { isOn: isShown, toggle: useCallback(() => setIsShown((now) => !now), []) };
}
