import type { Editor } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { EditorState, Plugin } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';
import type { UnsavedBlock } from '../../../lib/live/unsaved-words.ts';
import { putBack } from '../put-back.ts';

/** The article with kept words put back into it, without a page; `document`: what it stands for. It is sound. */
export function putBackInto(doc: Node, blocks: readonly UnsavedBlock[], document?: Y.Doc): Node {
  const bound = new Plugin({
    key: ySyncPluginKey,
    state: { init: () => ({ doc: document }), apply: (_, value: object) => value },
  });
  let state = EditorState.create({ doc, plugins: document ? [bound] : [] });
  const view = {
    dispatch: (transaction: EditorState['tr']) => {
      state = state.apply(transaction);
    },
  };
  putBack({ state, view } as unknown as Editor, blocks);
  state.doc.check();
  return state.doc;
}
