// Restoring one block of an older article as an edit of today: nothing else moves, so everybody's carets and typing
// elsewhere survive it, and inside the block everything that stays the same stays.
import { updateYFragment } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { editUpdate } from '../document/edit-update.ts';
import { buildLogDocument } from '../document/formatting-cleanup.ts';
import { ARTICLE_FRAGMENT, documentSchema } from '../document/schema.ts';
import { type ArticleNode, articleOf } from '../document/yjs.ts';
import { type BlockChange, compareArticles } from './compare.ts';
import { compareInline, type Mark } from './compare-words.ts';

export interface RestoreBlockOptions {
  /** Yjs client id of the edit, bound to whoever restores. */
  clientId: number;
  language: 'fa' | 'en';
}

/** The update (V1) of a restore, where the block stands after it, and where it stood if it was moved back. */
export interface RestoredBlock {
  update: Uint8Array;
  index: number;
  movedFrom: number | null;
}

/**
 * The edit that gives a document the block that stood at `index` in an older article: in the place of what that
 * block has become, or, where it was removed, moved or wholly written anew, behind the neighbour that it stood behind.
 * Null when it stands there unchanged. The document itself is not touched. Throws a RangeError when there is no such block, or when the
 * schema of today does not hold it.
 */
export function restoreBlock(
  document: Y.Doc,
  older: ArticleNode,
  index: number,
  options: RestoreBlockOptions,
): RestoredBlock | null {
  const block = older.content?.[index];
  if (!block) throw new RangeError(`the older article has no block ${index}`);
  documentSchema().nodeFromJSON(block).check();
  const place = placeOf(document, older, index, options.language);
  if (place.kind === 'unchanged') return null;
  const copy = buildLogDocument();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(document));
  const update = editUpdate(copy, options.clientId, () => {
    const fragment = copy.getXmlFragment(ARTICLE_FRAGMENT);
    if (place.kind === 'insert') insertBlock(fragment, place.index, block);
    else if (place.kind === 'move') moveBlock(fragment, place, block);
    else updateBlock(fragment, place.index, block, options.language);
  });
  return update && { update, index: place.index, movedFrom: place.kind === 'move' ? place.from : null };
}

type Place =
  | { kind: 'unchanged' }
  | { kind: 'update'; index: number }
  | { kind: 'insert'; index: number }
  /** `index` is where it stands once it is gone from `from`. */
  | { kind: 'move'; from: number; index: number };

function placeOf(document: Y.Doc, older: ArticleNode, index: number, language: 'fa' | 'en'): Place {
  const changes = compareArticles(older, articleOf(document), { language });
  let behind = 0;
  let nearest = -1;
  let moved: number | null = null;
  for (const change of changes) {
    if (change.kind === 'added') continue;
    if (change.older === index) {
      if (change.kind === 'same') return { kind: 'unchanged' };
      if (change.kind === 'moved') moved = change.newer;
      if (change.kind === 'changed' && !isAnother(change)) return { kind: 'update', index: change.newer };
    } else if (change.kind === 'same' || (change.kind === 'changed' && !change.moved)) {
      // One that moved itself says nothing about where this one stood.
      if (change.older > index || change.older < nearest) continue;
      nearest = change.older;
      behind = change.newer + 1;
    }
  }
  if (moved === null) return { kind: 'insert', index: behind };
  const place = moved < behind ? behind - 1 : behind;
  return place === moved ? { kind: 'unchanged' } : { kind: 'move', from: moved, index: place };
}

/** In the place of the older block stands a text of which no word was in it: somebody else's, that must stay. */
function isAnother(change: Extract<BlockChange, { kind: 'changed' }>): boolean {
  const hasLetters = (kinds: readonly string[]) =>
    change.parts.some((part) => kinds.includes(part.kind) && /[\p{L}\p{N}]/u.test(part.text));
  return hasLetters(['added']) && !hasLetters(['same', 'marks']);
}

function insertBlock(fragment: Y.XmlFragment, index: number, block: ArticleNode): void {
  const element = new Y.XmlElement(block.type);
  fragment.insert(index, [element]);
  write(element, block);
}

/** Yjs cannot move: it is made again in its old place, and keeps its authors as any text that returns does. */
function moveBlock(
  fragment: Y.XmlFragment,
  { from, index }: { from: number; index: number },
  block: ArticleNode,
): void {
  fragment.delete(from, 1);
  insertBlock(fragment, index, block);
}

function updateBlock(
  fragment: Y.XmlFragment,
  index: number,
  block: ArticleNode,
  language: 'fa' | 'en',
): void {
  const element = fragment.get(index);
  if (!(element instanceof Y.XmlElement) || element.nodeName !== block.type) {
    // A paragraph cannot become a heading in Yjs: the new one stands in the old one's place.
    fragment.delete(index, 1);
    insertBlock(fragment, index, block);
    return;
  }
  const text = onlyText(element);
  const content = block.content ?? [];
  if (!text || content.some((node) => node.text === undefined)) {
    write(element, block);
    return;
  }
  setAttributes(element, block);
  text.applyDelta(deltaTo(text, content, language));
}

/** Makes an element what a block of the same type is, by the code that the editor itself writes with. */
function write(element: Y.XmlElement, block: ArticleNode): void {
  const document = element.doc as Y.Doc;
  updateYFragment(document, element, documentSchema().nodeFromJSON(block), {
    mapping: new Map(),
    isOMark: new Map(),
  });
}

/** The text of a block that holds nothing else. */
function onlyText(element: Y.XmlElement): Y.XmlText | undefined {
  const [text, ...others] = element.toArray();
  return text instanceof Y.XmlText && others.length === 0 ? text : undefined;
}

function setAttributes(element: Y.XmlElement, block: ArticleNode): void {
  const { attrs } = documentSchema().nodeFromJSON(block);
  const now = element.getAttributes() as Record<string, unknown>;
  for (const [name, value] of Object.entries(attrs)) {
    if (value === null) {
      if (now[name] !== undefined) element.removeAttribute(name);
    } else if (JSON.stringify(now[name]) !== JSON.stringify(value))
      element.setAttribute(name, value as string);
  }
}

type Delta = { retain?: number; delete?: number; insert?: string; attributes?: Record<string, unknown> };

/** Word by word from what stands there to what should, so that a caret between two words that stay stays. */
function deltaTo(text: Y.XmlText, content: readonly ArticleNode[], language: 'fa' | 'en'): Delta[] {
  const now = (text.toDelta() as { insert: string; attributes?: Record<string, object> }[]).map(
    (run): ArticleNode => ({
      type: 'text',
      text: run.insert,
      marks: Object.entries(run.attributes ?? {}).map(([type, attrs]) => ({
        type,
        ...(Object.keys(attrs).length > 0 ? { attrs: attrs as Record<string, unknown> } : {}),
      })),
    }),
  );
  return compareInline(now, content, language).map((part): Delta => {
    const { length } = part.text;
    switch (part.kind) {
      case 'same':
        return { retain: length };
      case 'removed':
        return { delete: length };
      case 'added':
        return { insert: part.text, attributes: attributesOf(part.marks) };
      case 'marks': {
        const gone = Object.fromEntries(part.marksBefore.map((mark) => [mark.type, null]));
        return { retain: length, attributes: { ...gone, ...attributesOf(part.marks) } };
      }
      default:
        return part satisfies never;
    }
  });
}

function attributesOf(marks: readonly Mark[]): Record<string, unknown> {
  return Object.fromEntries(marks.map((mark) => [mark.type, mark.attrs ?? {}]));
}
