// Many small changes of the text as one step of undo, each touching only the letters that it changes.
import type { Editor } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Mapping } from '@tiptap/pm/transform';
import { ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';

/** Puts `text` in the place of a stretch inside one block; it takes the marks of what it replaces. */
export interface TextEdit {
  from: number;
  to: number;
  text: string;
}

/**
 * Applies edits that do not overlap, given as positions in the article as it stands now. One Ctrl+Z takes all of them
 * back and nothing else. Answers how many there were.
 */
export function applyEdits(editor: Editor, edits: readonly TextEdit[]): number {
  if (edits.length === 0) return 0;
  const document = (ySyncPluginKey.getState(editor.state) as { doc?: Y.Doc } | undefined)?.doc;
  const undo = (yUndoPluginKey.getState(editor.state) as { undoManager?: Y.UndoManager } | undefined)
    ?.undoManager;
  undo?.stopCapturing();
  const apply = () => {
    const before = new Mapping();
    for (const round of rounds(editor.state.doc, edits)) {
      const { tr } = editor.state;
      for (const edit of round) {
        const from = before.map(edit.from, -1);
        const to = before.map(edit.to, -1);
        if (edit.text) tr.insertText(edit.text, from, to);
        else tr.delete(from, to);
      }
      before.appendMapping(tr.mapping);
      editor.view.dispatch(tr);
    }
  };
  if (document) document.transact(apply, ySyncPluginKey);
  else apply();
  undo?.stopCapturing();
  return edits.length;
}

/**
 * The binding to Yjs compares a block's text before and after a transaction and rewrites all that lies between its
 * first and its last difference. So a round holds at most one edit of each block, and nobody's letters in between are
 * written anew. From the end to the beginning: within a round no position moves another.
 */
function rounds(article: Node, edits: readonly TextEdit[]): TextEdit[][] {
  const all: TextEdit[][] = [];
  const inBlock = new Map<number, number>();
  for (const edit of [...edits].sort((a, b) => b.from - a.from)) {
    const block = article.resolve(edit.from).start();
    const round = inBlock.get(block) ?? 0;
    inBlock.set(block, round + 1);
    const known = all[round];
    if (known) known.push(edit);
    else all.push([edit]);
  }
  return all;
}
