// In focus mode the block under the caret keeps its ink and the others step back.
import type { Editor } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

const KEY = new PluginKey('focused-block');

/** Begins focus mode in the text; the answer ends it. */
export function focusOnBlock(editor: Editor): () => void {
  editor.registerPlugin(
    new Plugin({
      key: KEY,
      props: {
        attributes: { 'data-focus': '' },
        decorations({ doc, selection }) {
          const from = selection.$from.before(1);
          const to = selection.$to.after(1);
          const blocks: Decoration[] = [];
          doc.forEach((node, at) => {
            const end = at + node.nodeSize;
            if (at < to && end > from) blocks.push(Decoration.node(at, end, { class: 'in-focus' }));
          });
          return DecorationSet.create(doc, blocks);
        },
      },
    }),
  );
  return () => {
    if (!editor.isDestroyed) editor.unregisterPlugin(KEY);
  };
}
