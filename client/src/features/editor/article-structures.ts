// How structures that are more than a tag are drawn in the editor. They join as a plugin, so that the schema stays
// free of the interface.
import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { detailsView } from './details-view.ts';
import { type FileWords, fileView } from './file-view.ts';
import { formulaView } from './formula-view.ts';
import { type ImageWords, imageView } from './image-view.ts';

/** Words that stand in the article's own elements, in the interface's language. */
export interface StructureWords {
  toggleDetails: string;
  latex: string;
  image: ImageWords;
  file: FileWords;
  /** What the empty text that the caret stands in is for, by the name of its node. */
  placeholders: Readonly<Record<string, string>>;
}

/** Until the interface is there. */
export const NO_WORDS: StructureWords = {
  toggleDetails: '',
  latex: '',
  image: { alt: '', width: '', missing: '' },
  file: { save: '↓', size: () => '' },
  placeholders: {},
};

export const ArticleStructures = Extension.create<{ words: () => StructureWords }>({
  name: 'articleStructures',

  addOptions() {
    return { words: () => NO_WORDS };
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
            image: (node, view, getPos) => imageView(node, view, getPos, () => words().image),
            file: (node) => fileView(node, () => words().file),
            formulaInline: (node, view, getPos) => formulaView(node, view, getPos, () => words().latex),
            formulaBlock: (node, view, getPos) => formulaView(node, view, getPos, () => words().latex),
          },
        },
      }),
    ];
  },
});
