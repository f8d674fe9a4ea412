import type { Editor } from '@tiptap/core';
import { useCallback, useEffect, useState } from 'react';
import { focusOnBlock } from '../features/editor/focused-block.ts';

/** Nothing but the text, with the block under the caret before the others. Ends with the page. */
export function useFocusMode(editor: Editor | null): { isOn: boolean; toggle: () => void } {
  const [isOn, setIsOn] = useState(false);
  useEffect(() => (editor && isOn ? focusOnBlock(editor) : undefined), [editor, isOn]);
  return { isOn, toggle: useCallback(() => setIsOn((now) => !now), []) };
}
