import type { Editor } from '@tiptap/core';

/** Types the slash that opens the menu, for keyboards on which it is hard to find. */
export function openSlashMenu(editor: Editor): void {
  const { $from } = editor.state.selection;
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 1), $from.parentOffset);
  // The menu opens at the beginning of a line or after a space.
  editor
    .chain()
    .focus()
    .insertContent(before === '' || /\s/.test(before) ? '/' : ' /')
    .run();
}
