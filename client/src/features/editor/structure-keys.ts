// What Enter, Tab and Backspace do inside structures that have a shape of their own, and the Markdown that makes them.
import { Extension, InputRule } from '@tiptap/core';
import type { Node, ResolvedPos } from '@tiptap/pm/model';
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from '@tiptap/pm/state';
import { putFootnote, putFormula, structureNamed } from './structure-commands.ts';

const FENCE = /^:::([\p{L}\p{M}]*)\s$/u;
const FORMULA = /(?:^|[^$])(\$\$([^$\n]+)\$\$)$/;
const FOOTNOTE = /\[\^\]$/;

export const StructureKeys = Extension.create({
  name: 'structureKeys',
  // Before the lists and the base keys.
  priority: 210,

  addKeyboardShortcuts() {
    const act = (change: (state: EditorState) => Transaction | null) => () => {
      const { view, state } = this.editor;
      if (!view.editable || !state.selection.empty) return false;
      const tr = change(state);
      if (tr) view.dispatch(tr.scrollIntoView());
      return tr !== null;
    };
    return {
      Enter: act(enter),
      Tab: act((state) => toHalfLine(state, 1)),
      'Shift-Tab': act((state) => toHalfLine(state, -1)),
      Backspace: act(backspace),
      ArrowDown: act((state) => paragraphBelow(state)),
    };
  },

  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new PluginKey('below-the-article'),
        props: {
          handleDOMEvents: {
            // Below a last block that is no plain text a press begins a paragraph: there is no other way out of it.
            mousedown: (view, event) => {
              const last = view.dom.lastElementChild;
              if (!view.editable || event.target !== view.dom || !last) return false;
              if (event.clientY <= last.getBoundingClientRect().bottom) return false;
              const tr = paragraphAtEnd(view.state);
              if (!tr) return false;
              event.preventDefault();
              view.dispatch(tr.scrollIntoView());
              view.focus();
              return true;
            },
          },
        },
      }),
    ];
  },

  addInputRules() {
    const { editor } = this;
    return [
      new InputRule({
        find: FENCE,
        handler: ({ state, range, match }) => {
          const put = structureNamed(match[1] ?? '');
          if (!put || state.selection.$from.parent.type.name !== 'paragraph') return null;
          state.tr.delete(range.from, range.to);
          // Once the fence is gone: the structure takes the block as it then is.
          queueMicrotask(() => put(editor));
        },
      }),
      new InputRule({
        find: FORMULA,
        handler: ({ state, range, match }) => {
          const formula = state.schema.nodes.formulaInline;
          const [, written = '', latex = ''] = match;
          if (!formula) return null;
          state.tr.replaceWith(range.to - written.length + 1, range.to, formula.create({ latex }));
        },
      }),
      new InputRule({
        find: /^\$\$\s$/,
        handler: ({ state, range }) => {
          state.tr.delete(range.from, range.to);
          queueMicrotask(() => putFormula(editor, true));
        },
      }),
      new InputRule({
        find: FOOTNOTE,
        handler: ({ state, range }) => {
          state.tr.delete(range.from, range.to);
          queueMicrotask(() => putFootnote(editor));
        },
      }),
    ];
  },
});

/** The arrow down leads out of a structure that ends the article. */
function paragraphBelow(state: EditorState): Transaction | null {
  const { $from } = state.selection;
  if ($from.depth < 2 || $from.parentOffset < $from.parent.content.size) return null;
  for (let depth = $from.depth - 1; depth >= 0; depth -= 1)
    if ($from.indexAfter(depth) < $from.node(depth).childCount) return null;
  return paragraphAtEnd(state);
}

function paragraphAtEnd(state: EditorState): Transaction | null {
  const { lastChild } = state.doc;
  if (!lastChild || lastChild.type.name === 'paragraph' || lastChild.type.name === 'footnote') return null;
  return paragraphAfter(state, state.doc.content.size);
}

function enter(state: EditorState): Transaction | null {
  const { $from } = state.selection;
  switch ($from.parent.type.name) {
    case 'hemistich':
      return enterInVerse(state, $from);
    case 'image':
      return paragraphAfter(state, $from.after());
    case 'footnote':
      return backToMark(state, $from.parent);
    default:
      return null;
  }
}

/** From the first half-line to the second; from the second to a new couplet; out of an empty couplet. */
function enterInVerse(state: EditorState, $from: ResolvedPos): Transaction | null {
  const couplet = $from.node(-1);
  if ($from.index(-1) < couplet.childCount - 1) return toHalfLine(state, 1);
  if (couplet.textContent === '') return dissolve(state, $from);
  const { hemistich, couplet: type } = state.schema.nodes;
  if (!hemistich || !type) return null;
  const at = $from.after(-1);
  const halves = couplet.childCount > 1 ? [hemistich.create(), hemistich.create()] : [hemistich.create()];
  const tr = state.tr.insert(at, type.create(null, halves));
  return tr.setSelection(TextSelection.create(tr.doc, at + 2));
}

function toHalfLine(state: EditorState, step: 1 | -1): Transaction | null {
  const { $from } = state.selection;
  if ($from.parent.type.name !== 'hemistich') return null;
  const couplet = $from.node(-1);
  const index = $from.index(-1) + step;
  const { hemistich } = state.schema.nodes;
  if (step === 1 && index === couplet.childCount && couplet.childCount === 1 && hemistich) {
    // One whose other half went is made whole again.
    const tr = state.tr.insert($from.after(), hemistich.create());
    return tr.setSelection(TextSelection.create(tr.doc, $from.after() + 1));
  }
  if (index < 0 || index >= couplet.childCount) return state.tr;
  const at = $from.posAtIndex(index, -1);
  return state.tr.setSelection(TextSelection.create(state.doc, at + 1));
}

function backspace(state: EditorState): Transaction | null {
  const { $from } = state.selection;
  if ($from.parentOffset > 0) return null;
  const { name } = $from.parent.type;
  if (name === 'hemistich') {
    if ($from.index(-1) > 0) return caretBefore(state, $from);
    return $from.node(-1).textContent === '' ? dissolve(state, $from) : null;
  }
  // A note's words do not flow into the article when its beginning is deleted.
  if (name === 'footnote') return $from.parent.content.size === 0 ? removeNote(state, $from) : state.tr;
  if (name === 'detailsSummary') return unwrapDetails(state, $from);
  return null;
}

/** At the beginning of the second half-line Backspace goes to the end of the first, and joins nothing. */
function caretBefore(state: EditorState, $from: ResolvedPos): Transaction {
  return state.tr.setSelection(TextSelection.create(state.doc, $from.before() - 1));
}

function dissolve(state: EditorState, $from: ResolvedPos): Transaction | null {
  const { paragraph } = state.schema.nodes;
  if (!paragraph) return null;
  const at = $from.before(-1);
  const tr = state.tr.replaceWith(at, $from.after(-1), paragraph.create());
  return tr.setSelection(TextSelection.create(tr.doc, at + 1));
}

function unwrapDetails(state: EditorState, $from: ResolvedPos): Transaction | null {
  const { paragraph } = state.schema.nodes;
  if (!paragraph) return null;
  const details = $from.node(-1);
  const at = $from.before(-1);
  const blocks: Node[] = [];
  details.forEach((child) => {
    blocks.push(child.type.name === 'detailsSummary' ? paragraph.create(null, child.content) : child);
  });
  const tr = state.tr.replaceWith(at, at + details.nodeSize, blocks);
  return tr.setSelection(TextSelection.create(tr.doc, at + 1));
}

function paragraphAfter(state: EditorState, at: number): Transaction | null {
  const { paragraph } = state.schema.nodes;
  if (!paragraph) return null;
  const tr = state.tr.insert(at, paragraph.create());
  return tr.setSelection(TextSelection.create(tr.doc, at + 1));
}

function backToMark(state: EditorState, note: Node): Transaction {
  const at = markOf(state.doc, note.attrs.note);
  return at === null ? state.tr : state.tr.setSelection(TextSelection.create(state.doc, at + 1));
}

/** An empty note goes with its mark. */
function removeNote(state: EditorState, $from: ResolvedPos): Transaction {
  const tr = state.tr.delete($from.before(), $from.after());
  const at = markOf(tr.doc, $from.parent.attrs.note);
  if (at !== null) tr.delete(at, at + 1).setSelection(TextSelection.create(tr.doc, at));
  return tr;
}

function markOf(article: Node, note: unknown): number | null {
  let found: number | null = null;
  article.descendants((node, at) => {
    if (found === null && node.type.name === 'footnoteMark' && node.attrs.note === note) found = at;
    return found === null;
  });
  return found;
}
