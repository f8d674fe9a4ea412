// How structures that are more than a tag are drawn in the editor. They join as a plugin, so that the schema stays
// free of the interface.
import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { detailsView } from './details-view.ts';
import { formulaView } from './formula-view.ts';

/** Words that stand in the article's own elements, in the interface's language. */
export interface StructureWords {
  toggleDetails: string;
  latex: string;
  /** What the empty text that the caret stands in is for, by the name of its node. */
  placeholders: Readonly<Record<string, string>>;
}

export const ArticleStructures = Extension.create<{ words: () => StructureWords }>({
  name: 'articleStructures',

  addOptions() {
    return { words: () => ({ toggleDetails: '', latex: '', placeholders: {} }) };
  },

  addProseMirrorPlugins() {
    const { words } = this.options;
    return [
      new Plugin({
        key: new PluginKey('article-structures'),
        props: {
          decorations({ doc, selection: { $from } }) {
            const { parent } = $from;
            const told = words().placeholders[parent.type.name];
            if (!told || parent.content.size > 0) return null;
            const place = { class: 'is-empty', 'data-placeholder': told };
            return DecorationSet.create(doc, [Decoration.node($from.before(), $from.after(), place)]);
          },
          nodeViews: {
            details: () => detailsView(() => words().toggleDetails),
            formulaInline: (node, view, getPos) => formulaView(node, view, getPos, () => words().latex),
            formulaBlock: (node, view, getPos) => formulaView(node, view, getPos, () => words().latex),
          },
        },
      }),
    ];
  },
});
