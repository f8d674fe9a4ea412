// The numbers of footnotes, drawn as attributes of their marks and notes, in the article's own digits. Pressing one
// goes from the mark to the note and back.
import type { Language } from '@hamnevis/core/contract/shared';
import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';

/** Where a note is marked or written, counted from the beginning of its top-level block. */
interface NotePlace {
  kind: 'mark' | 'note';
  note: string;
  offset: number;
}

// A block that did not change keeps its node; only what changed is read again.
const places = new WeakMap<Node, readonly NotePlace[]>();

export const FootnoteNumbers = Extension.create<{ language: Language }>({
  name: 'footnoteNumbers',

  addOptions() {
    return { language: 'fa' };
  },

  addProseMirrorPlugins() {
    const digits = new Intl.NumberFormat(this.options.language === 'fa' ? 'fa-IR' : 'en', {
      useGrouping: false,
    });
    const draw = (article: Node) => numbered(article, (number) => digits.format(number));
    return [
      new Plugin<DecorationSet>({
        key: new PluginKey('footnote-numbers'),
        state: {
          init: (_config, state) => draw(state.doc),
          apply: (transaction, drawn) => (transaction.docChanged ? draw(transaction.doc) : drawn),
        },
        props: {
          decorations(state) {
            return this.getState(state);
          },
          handleClickOn: (view, _position, node, at, event) => {
            if (node.type.name === 'footnoteMark') return goTo(view, 'footnote', node.attrs.note);
            const isNumber = node.type.name === 'footnote' && event.target === view.nodeDOM(at);
            return isNumber && goTo(view, 'footnoteMark', node.attrs.note);
          },
        },
      }),
    ];
  },
});

function numbered(article: Node, write: (number: number) => string): DecorationSet {
  const found: { kind: NotePlace['kind']; note: string; from: number; to: number }[] = [];
  article.forEach((block, at) => {
    for (const { kind, note, offset } of placesIn(block)) {
      const from = at + offset;
      found.push({ kind, note, from, to: from + (article.nodeAt(from)?.nodeSize ?? 1) });
    }
  });
  if (found.length === 0) return DecorationSet.empty;
  const numbers = new Map<string, number>();
  for (const { kind, note } of found)
    if (kind === 'mark' && !numbers.has(note)) numbers.set(note, numbers.size + 1);
  return DecorationSet.create(
    article,
    found.map(({ note, from, to }) => {
      const number = numbers.get(note);
      return Decoration.node(from, to, { 'data-number': number === undefined ? '—' : write(number) });
    }),
  );
}

function placesIn(block: Node): readonly NotePlace[] {
  const known = places.get(block);
  if (known) return known;
  const found: NotePlace[] = [];
  const read = (node: Node, offset: number) => {
    const { note } = node.attrs;
    if (node.type.name === 'footnoteMark') found.push({ kind: 'mark', note: String(note), offset });
    if (node.type.name === 'footnote') found.push({ kind: 'note', note: String(note), offset });
  };
  read(block, 0);
  block.descendants((node, at) => read(node, at + 1));
  places.set(block, found);
  return found;
}

function goTo(view: EditorView, type: 'footnote' | 'footnoteMark', note: unknown): boolean {
  let found: number | null = null;
  view.state.doc.descendants((node, at) => {
    if (found === null && node.type.name === type && node.attrs.note === note) found = at;
    return found === null;
  });
  if (found === null) return false;
  const selection = TextSelection.near(view.state.doc.resolve(found + 1));
  view.dispatch(view.state.tr.setSelection(selection).scrollIntoView());
  return true;
}
