import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { yUndoPluginKey } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';

/**
 * Puts a text into the article as a paragraph before its block `place` (at the end, without one), selects it and
 * brings it into view. One undo step of its own.
 */
export function putParagraph(editor: Editor, text: string, place: number | null): void {
  const { tr, schema, doc } = editor.state;
  const paragraph = schema.nodes.paragraph;
  if (!paragraph) throw new TypeError('the schema has no paragraph');
  let at = doc.content.size;
  if (place !== null && place < doc.childCount) {
    at = 0;
    for (let index = 0; index < place; index += 1) at += doc.child(index).nodeSize;
  }
  tr.insert(at, paragraph.create(null, schema.text(text)));
  tr.setSelection(TextSelection.create(tr.doc, at + 1, at + 1 + text.length));
  const { undoManager } = (yUndoPluginKey.getState(editor.state) ?? {}) as { undoManager?: Y.UndoManager };
  undoManager?.stopCapturing();
  editor.view.dispatch(tr.scrollIntoView());
  undoManager?.stopCapturing();
}
