// What puts a structure into the article: asked by keys, by the slash menu, by Markdown and by the menu of a block.
import { type CalloutKind, isCalloutKind } from '@hamnevis/core/document/boxes';
import type { Editor } from '@tiptap/core';
import { Fragment, type Node, type Schema } from '@tiptap/pm/model';
import { type EditorState, NodeSelection, TextSelection, type Transaction } from '@tiptap/pm/state';

/** Asks the page for its file chooser; the value is `image` or `file`. */
export const ASK_FILE = 'askFile';

/** Lets a person choose an image or another file for the place of the caret. */
export function chooseFile(editor: Editor, kind: 'image' | 'file'): boolean {
  return editor.view.editable && editor.commands.setMeta(ASK_FILE, kind);
}

/** The node type of a name that the schema is known to have. */
function typeOf(schema: Schema, name: string) {
  const type = schema.nodes[name];
  if (!type) throw new Error(`the schema has no ${name}`);
  return type;
}

/** Puts the block of the caret into a callout, or changes the kind of the one that it stands in. */
export function putCallout(editor: Editor, kind: CalloutKind = 'note'): boolean {
  if (editor.isActive('callout', { kind })) return editor.chain().focus().lift('callout').run();
  if (editor.isActive('callout')) return editor.chain().focus().updateAttributes('callout', { kind }).run();
  return editor.chain().focus().wrapIn('callout', { kind }).run();
}

/** Makes the block of the caret the content of a part that readers open; the caret goes to its summary. */
export function putDetails(editor: Editor): boolean {
  return replaceBlock(editor, (schema, block) => {
    const isText = block.type.name === 'paragraph' || block.type.name === 'heading';
    const inside = isText && block.content.size === 0 ? typeOf(schema, 'paragraph').create() : block;
    return typeOf(schema, 'details').create(null, [typeOf(schema, 'detailsSummary').create(), inside]);
  });
}

/** Makes a couplet of the block of the caret: its text is the first half-line, up to a tab if it has one. */
export function putCouplet(editor: Editor): boolean {
  return replaceBlock(editor, (schema, block) => {
    const halves = block.isTextblock ? splitAtTab(block) : [Fragment.empty, Fragment.empty];
    const hemistich = typeOf(schema, 'hemistich');
    return typeOf(schema, 'couplet').create(
      null,
      halves.map((half) => hemistich.create(null, half)),
    );
  });
}

function splitAtTab(block: Node): [Fragment, Fragment] {
  const at = block.textBetween(0, block.content.size, '\ufffc', '\ufffc').indexOf('\t');
  if (at < 0) return [block.content, Fragment.empty];
  return [block.content.cut(0, at), block.content.cut(at + 1)];
}

/** Puts a formula at the caret (or as a block of its own) and selects it, so that its field opens. */
export function putFormula(editor: Editor, isBlock = false): boolean {
  const { state, view } = editor;
  if (!view.editable || state.selection.$from.parent.type.spec.code) return false;
  const { from, to } = state.selection;
  const latex = state.doc.textBetween(from, to, ' ');
  const node = typeOf(state.schema, isBlock ? 'formulaBlock' : 'formulaInline').create({ latex });
  const tr = isBlock ? state.tr.replaceSelectionWith(node) : state.tr.replaceWith(from, to, node);
  const at = positionOfNode(tr, node);
  if (at !== null) tr.setSelection(NodeSelection.create(tr.doc, at));
  view.dispatch(tr.scrollIntoView());
  view.focus();
  return true;
}

/** Puts the mark of a new footnote behind the selection and its text under the article; the caret goes there. */
export function putFootnote(editor: Editor): boolean {
  const { state, view } = editor;
  const { $to } = state.selection;
  const mark = state.schema.nodes.footnoteMark;
  if (!view.editable || !mark || !$to.parent.inlineContent || $to.parent.type.spec.code) return false;
  if ($to.parent.type.name === 'footnote') return false;
  const note = crypto.randomUUID().replaceAll('-', '').slice(0, 16);
  const tr = state.tr.insert($to.pos, mark.create({ note }));
  const at = placeOfNote(tr.doc, $to.pos);
  tr.insert(at, typeOf(state.schema, 'footnote').create({ note }));
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView());
  view.focus();
  return true;
}

/** Behind the note whose mark is the last before this one; else before the first note; else at the very end. */
function placeOfNote(article: Node, markAt: number): number {
  let before: string | null = null;
  article.nodesBetween(0, markAt, (node, at) => {
    if (node.type.name === 'footnoteMark' && at < markAt) before = String(node.attrs.note);
  });
  let first: number | null = null;
  let behind: number | null = null;
  article.forEach((node, at) => {
    if (node.type.name !== 'footnote') return;
    first ??= at;
    if (node.attrs.note === before) behind = at + node.nodeSize;
  });
  return behind ?? first ?? article.content.size;
}

/** Ticks or unticks the task that the caret stands in; elsewhere it answers false. */
export function toggleTask(editor: Editor): boolean {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type.name !== 'taskItem') continue;
    const at = $from.before(depth);
    return editor.commands.command(({ tr }) => {
      tr.setNodeAttribute(at, 'checked', !node.attrs.checked);
      return true;
    });
  }
  return false;
}

const ALIGNS = [null, 'center', 'end', 'justify'] as const;

/** Aligns the lines of the selected blocks the next way: start, centre, end, both. */
export function cycleAlignment(editor: Editor): boolean {
  const { from, to } = editor.state.selection;
  return editor.commands.command(({ tr, state, dispatch }) => {
    const blocks: number[] = [];
    let now: unknown = null;
    const look = (node: Node, at: number) => {
      if ('textAlign' in node.attrs) {
        if (blocks.length === 0) now = node.attrs.textAlign;
        blocks.push(at);
      }
    };
    // A selection of cells is several ranges.
    if (state.selection.ranges.length > 1)
      for (const range of state.selection.ranges)
        state.doc.nodesBetween(range.$from.pos, range.$to.pos, look);
    else state.doc.nodesBetween(from, to, look);
    if (blocks.length === 0) return false;
    const next = ALIGNS[(ALIGNS.indexOf(now as (typeof ALIGNS)[number]) + 1) % ALIGNS.length];
    if (dispatch) for (const at of blocks) tr.setNodeAttribute(at, 'textAlign', next);
    return true;
  });
}

/** The structure that a word behind `:::` asks for, in either language. */
export function structureNamed(word: string): ((editor: Editor) => boolean) | null {
  switch (word) {
    case '':
    case 'یادداشت':
      return (editor) => putCallout(editor);
    case 'details':
    case 'بازشو':
      return putDetails;
    case 'verse':
    case 'بیت':
      return putCouplet;
    default:
      return isCalloutKind(word) ? (editor) => putCallout(editor, word) : null;
  }
}

/** Replaces the textblock of the caret by another block and puts the caret into its first text. */
function replaceBlock(editor: Editor, make: (schema: Schema, block: Node) => Node): boolean {
  const { state, view } = editor;
  const { $from } = state.selection;
  if (!view.editable || $from.depth === 0 || !mayStandHere(state)) return false;
  const from = $from.before();
  const made = make(state.schema, $from.parent);
  const tr = state.tr.replaceWith(from, from + $from.parent.nodeSize, made);
  view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(from + 1))).scrollIntoView());
  view.focus();
  return true;
}

function mayStandHere({ selection }: EditorState): boolean {
  const { $from } = selection;
  const name = $from.parent.type.name;
  return name === 'paragraph' || name === 'heading';
}

function positionOfNode(tr: Transaction, node: Node): number | null {
  let found: number | null = null;
  tr.doc.descendants((one, at) => {
    if (one === node) found = at;
    return found === null;
  });
  return found;
}
