// What is done to a block as a whole: by keys where the caret stands, and by the menu of its handle.
import type { Editor } from '@tiptap/core';
import { Fragment, type Node } from '@tiptap/pm/model';
import { TextSelection } from '@tiptap/pm/state';
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap';
import * as Y from 'yjs';

const ITEMS: ReadonlySet<string> = new Set(['listItem', 'taskItem']);
const BLOCK_HASH = /^#block=([\w-]+)$/;

/** Where the block begins that a key means: the list item of the caret if it has neighbours, else the top one. */
export function blockOfCaret(editor: Editor): number | null {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth > 1; depth -= 1)
    if (ITEMS.has($from.node(depth).type.name) && $from.node(depth - 1).childCount > 1)
      return $from.before(depth);
  return $from.depth === 0 ? null : $from.before(1);
}

/** Moves a block past its neighbour; the caret goes with it. At the edge nothing moves. */
export function moveBlock(editor: Editor, at: number, step: 1 | -1): boolean {
  const { state, view } = editor;
  const $at = state.doc.resolve(at);
  const block = $at.nodeAfter;
  const index = $at.index();
  const { parent } = $at;
  if (!view.editable || !block || index + step < 0 || index + step >= parent.childCount) return false;
  const neighbour = parent.child(index + step);
  // Footnotes stay under the article.
  if (neighbour.type.name === 'footnote' && block.type.name !== 'footnote') return false;
  const { anchor, head } = state.selection;
  const isInside = anchor > at && head < at + block.nodeSize;
  const tr = state.tr.delete(at, at + block.nodeSize);
  const to = step === 1 ? at + neighbour.nodeSize : at - neighbour.nodeSize;
  tr.insert(to, block);
  if (isInside) tr.setSelection(TextSelection.create(tr.doc, anchor + to - at, head + to - at));
  view.dispatch(tr.scrollIntoView());
  return true;
}

/** Puts a copy of a block behind it. A copy is nobody's proposal: it does not wait for a decision. */
export function duplicateBlock(editor: Editor, at: number): boolean {
  const block = editor.state.doc.nodeAt(at);
  if (!editor.view.editable || !block) return false;
  const attrs = 'aiRun' in block.attrs ? { ...block.attrs, aiRun: null } : block.attrs;
  const copy = block.type.create(attrs, block.content, block.marks);
  editor.view.dispatch(editor.state.tr.insert(at + block.nodeSize, copy));
  return true;
}

/** Takes a block away; an article is never left without a paragraph. */
export function deleteBlock(editor: Editor, at: number): boolean {
  const { state, view } = editor;
  const block = state.doc.nodeAt(at);
  if (!view.editable || !block) return false;
  const { paragraph } = state.schema.nodes;
  const tr =
    state.doc.childCount === 1 && paragraph
      ? state.tr.replaceWith(at, at + block.nodeSize, paragraph.create())
      : state.tr.delete(at, at + block.nodeSize);
  view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(at, tr.doc.content.size)))));
  view.focus();
  return true;
}

/** What a block can be turned into. */
export const BLOCK_FORMS = [
  'paragraph',
  'heading1',
  'heading2',
  'heading3',
  'bulletList',
  'orderedList',
  'taskList',
  'blockquote',
  'callout',
  'codeBlock',
] as const;
export type BlockForm = (typeof BLOCK_FORMS)[number];

/** Gives the texts of a block another form: what was around them goes, the words stay. */
export function turnBlock(editor: Editor, at: number, form: BlockForm): boolean {
  const { state, view } = editor;
  const block = state.doc.nodeAt(at);
  if (!view.editable || !block) return false;
  const texts = textsOf(block);
  if (texts.length === 0) return false;
  const made = formed(editor, texts, form);
  const tr = state.tr.replaceWith(at, at + block.nodeSize, made);
  view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(at + 1))).scrollIntoView());
  view.focus();
  return true;
}

/** Tables, images and files are not turned: their shape is what they say. */
export function isTurnable(block: Node): boolean {
  return !['table', 'image', 'file', 'formulaBlock', 'horizontalRule', 'footnote'].includes(block.type.name);
}

function textsOf(block: Node): Fragment[] {
  if (block.isTextblock) return [block.content];
  const texts: Fragment[] = [];
  block.descendants((node) => {
    if (node.isTextblock) texts.push(node.content);
    return !node.isTextblock;
  });
  return texts;
}

function formed({ schema }: Editor, texts: readonly Fragment[], form: BlockForm): Node[] {
  const type = (name: string) => {
    const found = schema.nodes[name];
    if (!found) throw new Error(`the schema has no ${name}`);
    return found;
  };
  const paragraphs = () => texts.map((text) => type('paragraph').create(null, text));
  const list = (name: string, item: string) => [
    type(name).create(
      null,
      paragraphs().map((paragraph) => type(item).create(null, paragraph)),
    ),
  ];
  switch (form) {
    case 'paragraph':
      return paragraphs();
    case 'heading1':
    case 'heading2':
    case 'heading3':
      return texts.map((text) => type('heading').create({ level: Number(form.slice(-1)) }, text));
    case 'bulletList':
    case 'orderedList':
      return list(form, 'listItem');
    case 'taskList':
      return list(form, 'taskItem');
    case 'blockquote':
    case 'callout':
      return [type(form).create(null, paragraphs())];
    case 'codeBlock': {
      const code = texts.map((text) => text.textBetween(0, text.size, '\n', '\n')).join('\n');
      return [type(form).create(null, code ? schema.text(code) : Fragment.empty)];
    }
    default:
      throw new TypeError(`no form ${form satisfies never}`);
  }
}

/** An address that leads to this block wherever it moves to; null while the article is not connected. */
export function linkToBlock(editor: Editor, at: number): string | null {
  const sync = ySyncPluginKey.getState(editor.state);
  if (!sync?.binding) return null;
  // Into the block: its own id in the CRDT, which no edit before it changes.
  const place = absolutePositionToRelativePosition(at + 1, sync.type, sync.binding.mapping);
  const bytes = Y.encodeRelativePosition(place as Y.RelativePosition);
  const code = btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
  return `${location.origin}${location.pathname}#block=${code}`;
}

/** Where the block of an address stands; null when the address names none, or one that is gone. */
export function blockOfLink(editor: Editor, hash: string): number | null {
  const code = BLOCK_HASH.exec(hash)?.[1];
  const sync = ySyncPluginKey.getState(editor.state);
  if (!code || !sync?.binding) return null;
  try {
    const bytes = Uint8Array.from(atob(code.replace(/-/g, '+').replace(/_/g, '/')), (one) =>
      one.charCodeAt(0),
    );
    const place = Y.decodeRelativePosition(bytes);
    const at = relativePositionToAbsolutePosition(sync.doc, sync.type, place, sync.binding.mapping);
    if (at === null) return null;
    const $at = editor.state.doc.resolve(Math.min(at, editor.state.doc.content.size));
    return $at.depth === 0 ? null : $at.before(1);
  } catch {
    return null;
  }
}
