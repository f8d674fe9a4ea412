// Two articles compared: blocks aligned first, then the words inside blocks that changed; lists, quotes and tables
// block by block within themselves. Everything in ProseMirror JSON; who made each change comes from attributions.
import { documentSchema } from '../document/schema.ts';
import type { ArticleNode } from '../document/yjs.ts';
import { type AlignedBlock, alignBlocks, type BlockPair } from './align-blocks.ts';
import { type AuthoredPart, type ChangeAuthor, isTextblockType, Places } from './article-places.ts';
import type { Attribution } from './attribution.ts';
import { compareInline, inlineString, type Mark, tokensOf } from './compare-words.ts';

/** An attribute of a block that changed (heading level, direction, list start, language of code). */
export interface AttributeChange {
  name: string;
  before: unknown;
  after: unknown;
  author: ChangeAuthor;
}

/**
 * What became of a block. Changes stand in the newer article's order, removed blocks where they stood before; `older`
 * and `newer` are indexes among the blocks of the same parent.
 * - `same`, `moved`: nothing changed inside; a moved block stands elsewhere among its neighbours.
 * - `added`, `removed`: the whole block; `parts` is its text, cut by author and marks, for a text block, `children`
 *   what is inside for others.
 * - `changed`: another type, other attributes, or other content: `parts` for a text block, `children` for a block
 *   that holds blocks (lists, quotes, tables by row and cell), neither where only type or attributes changed.
 *   `moved` when it stands elsewhere as well.
 */
export type BlockChange =
  | { kind: 'same'; older: number; newer: number; block: ArticleNode }
  | { kind: 'moved'; older: number; newer: number; block: ArticleNode }
  | ({ kind: 'added'; newer: number } & WholeBlock)
  | ({ kind: 'removed'; older: number } & WholeBlock)
  | {
      kind: 'changed';
      older: number;
      newer: number;
      moved: boolean;
      block: ArticleNode;
      olderBlock: ArticleNode;
      attributes: AttributeChange[];
      parts: AuthoredPart[];
      children: BlockChange[];
    };

/** A block that came or went as a whole, with those inside it. */
export interface WholeBlock {
  block: ArticleNode;
  /** Who made or removed the block itself; its text may be others' (a paragraph that was split). */
  author: ChangeAuthor;
  parts: AuthoredPart[];
  children: BlockChange[];
}

export interface CompareOptions {
  language: 'fa' | 'en';
  /** Attribution of the newer article. */
  authors?: Attribution;
  /** Removals between the two, read from the older article. */
  removals?: Attribution;
}

/** Attributes that are no change of the text: whether an AI run's text is decided yet. */
const SILENT_ATTRIBUTES: ReadonlySet<string> = new Set(['aiRun']);

/** Compares two articles (nodes of type `doc`). Equal articles give only `same`. */
export function compareArticles(
  older: ArticleNode,
  newer: ArticleNode,
  options: CompareOptions,
): BlockChange[] {
  const context: Context = {
    language: options.language,
    older: new Places(older, options.removals),
    newer: new Places(newer, options.authors),
  };
  return compareChildren(older.content ?? [], newer.content ?? [], context);
}

/** Whether two articles differ in anything that is compared. */
export function isChanged(changes: readonly BlockChange[]): boolean {
  return changes.some((change) => change.kind !== 'same');
}

/** How much changed, for a list of versions: letters without spaces, and blocks (inner ones counted, not lists). */
export function sizeOfChange(changes: readonly BlockChange[]): SizeOfChange {
  const size: SizeOfChange = { added: 0, removed: 0, blocks: 0 };
  for (const change of changes) {
    if (change.kind === 'same') continue;
    const children = change.kind === 'moved' ? [] : change.children;
    const inside = sizeOfChange(children);
    size.added += inside.added;
    size.removed += inside.removed;
    size.blocks += children.length > 0 ? inside.blocks : 1;
    if (change.kind === 'moved') continue;
    for (const part of change.parts)
      if (part.kind === 'added' || part.kind === 'removed')
        size[part.kind] += part.text.replace(/\s/gu, '').length;
  }
  return size;
}

export interface SizeOfChange {
  added: number;
  removed: number;
  blocks: number;
}

interface Context {
  language: 'fa' | 'en';
  older: Places;
  newer: Places;
}

function compareChildren(
  older: readonly ArticleNode[],
  newer: readonly ArticleNode[],
  context: Context,
): BlockChange[] {
  const pairs = alignBlocks(
    older.map((node) => alignedBlock(node, context.language)),
    newer.map((node) => alignedBlock(node, context.language)),
  );
  const byNewer = new Map(pairs.map((pair) => [pair.newer, pair]));
  const byOlder = new Map(pairs.map((pair) => [pair.older, pair]));
  const changes: BlockChange[] = [];
  let olderAt = 0;
  const pushRemoved = (until: number) => {
    for (; olderAt < until; olderAt += 1)
      if (!byOlder.has(olderAt)) changes.push(removedBlock(older[olderAt] as ArticleNode, olderAt, context));
  };
  for (const [index, block] of newer.entries()) {
    const pair = byNewer.get(index);
    if (pair && !pair.moved) {
      pushRemoved(pair.older);
      olderAt = Math.max(olderAt, pair.older + 1);
    }
    changes.push(
      pair
        ? pairedBlock(pair, older[pair.older] as ArticleNode, block, context)
        : addedBlock(block, index, context),
    );
  }
  pushRemoved(older.length);
  return changes;
}

function addedBlock(block: ArticleNode, newer: number, context: Context): BlockChange {
  const children = blocksOf(block).map((child, index) => addedBlock(child, index, context));
  const { maker, text } = context.newer.whole(block, 'added');
  return { kind: 'added', newer, block, author: maker, parts: text, children };
}

function removedBlock(block: ArticleNode, older: number, context: Context): BlockChange {
  const children = blocksOf(block).map((child, index) => removedBlock(child, index, context));
  const { maker, text } = context.older.whole(block, 'removed');
  return { kind: 'removed', older, block, author: maker, parts: text, children };
}

function blocksOf(block: ArticleNode): ArticleNode[] {
  return isTextblockType(block.type) ? [] : (block.content ?? []);
}

function pairedBlock(pair: BlockPair, older: ArticleNode, newer: ArticleNode, context: Context): BlockChange {
  const at = { older: pair.older, newer: pair.newer };
  if (pair.same) return { kind: pair.moved ? 'moved' : 'same', ...at, block: newer };
  const attributes = changedAttributes(older, newer, context);
  const changed = {
    kind: 'changed' as const,
    ...at,
    moved: pair.moved,
    block: newer,
    olderBlock: older,
    attributes,
  };
  const textblocks = isTextblockType(older.type) && isTextblockType(newer.type);
  if (textblocks) return { ...changed, parts: textParts(older, newer, context), children: [] };
  if (isTextblockType(older.type) || isTextblockType(newer.type)) {
    // A paragraph became a list, or the other way round: its words are compared as one text.
    return {
      ...changed,
      parts: textParts(onlyTextblock(older), onlyTextblock(newer), context),
      children: [],
    };
  }
  return {
    ...changed,
    parts: [],
    children: compareChildren(older.content ?? [], newer.content ?? [], context),
  };
}

function textParts(older: ArticleNode, newer: ArticleNode, context: Context): AuthoredPart[] {
  const parts = compareInline(older.content ?? [], newer.content ?? [], context.language);
  // Where only type or attributes changed there is nothing to show inside.
  if (parts.every((part) => part.kind === 'same')) return [];
  const result: AuthoredPart[] = [];
  let olderAt = 0;
  let newerAt = 0;
  for (const part of parts) {
    const { length } = part.text;
    switch (part.kind) {
      case 'same':
        result.push(part);
        break;
      case 'added':
        result.push(...context.newer.cut(newer, part, newerAt));
        break;
      case 'removed':
        result.push(...context.older.cut(older, part, olderAt));
        break;
      case 'marks':
        result.push({ ...part, author: context.newer.markAuthor(newer, part, newerAt) });
        break;
      default:
        part satisfies never;
    }
    if (part.kind !== 'added') olderAt += length;
    if (part.kind !== 'removed') newerAt += length;
  }
  return result;
}

/** The one text block inside a block, or an empty one: a paragraph that became a list is such a pair. */
function onlyTextblock(node: ArticleNode): ArticleNode {
  if (isTextblockType(node.type)) return node;
  const inside = textblocksIn(node);
  return inside.length === 1
    ? (inside[0] as ArticleNode)
    : { type: 'paragraph', content: inside.flatMap((block) => block.content ?? []) };
}

function textblocksIn(node: ArticleNode): ArticleNode[] {
  return isTextblockType(node.type) ? [node] : (node.content ?? []).flatMap(textblocksIn);
}

/** Attributes without those that have their default value, and without silent ones. */
function tellingAttributes(node: ArticleNode): Map<string, unknown> {
  const specs = documentSchema().nodes[node.type]?.spec.attrs ?? {};
  const telling = new Map<string, unknown>();
  for (const [name, value] of Object.entries(node.attrs ?? {})) {
    if (value === null || value === undefined || SILENT_ATTRIBUTES.has(name)) continue;
    if (JSON.stringify(value) !== JSON.stringify(specs[name]?.default)) telling.set(name, value);
  }
  return telling;
}

function changedAttributes(older: ArticleNode, newer: ArticleNode, context: Context): AttributeChange[] {
  const before = tellingAttributes(older);
  const after = tellingAttributes(newer);
  const changes: AttributeChange[] = [];
  if (older.type !== newer.type)
    changes.push({ name: 'type', before: older.type, after: newer.type, author: context.newer.maker(newer) });
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const one = before.get(name) ?? null;
    const two = after.get(name) ?? null;
    if (JSON.stringify(one) === JSON.stringify(two)) continue;
    changes.push({ name, before: one, after: two, author: context.newer.attributeAuthor(newer, name) });
  }
  return changes;
}

function alignedBlock(node: ArticleNode, language: 'fa' | 'en'): AlignedBlock {
  let words: string[] | undefined;
  return {
    key: keyOf(node),
    type: node.type,
    // Only blocks that did not stay as they are get asked for their words.
    get words() {
      words ??= tokensOf(textOfBlock(node), language).filter((token) => /[\p{L}\p{N}]/u.test(token));
      return words;
    },
  };
}

/** The same for blocks that a reader sees as the same: order of marks and attributes, and defaults, do not count. */
function keyOf(node: ArticleNode): string {
  if (node.text !== undefined) return `${JSON.stringify(node.text)}${marksKey(node.marks)}`;
  const attributes = [...tellingAttributes(node)].sort(([a], [b]) => (a < b ? -1 : 1));
  const inside = joinTexts(node.content ?? [])
    .map(keyOf)
    .join();
  return `${node.type}${attributes.length > 0 ? JSON.stringify(attributes) : ''}(${inside})${marksKey(node.marks)}`;
}

function marksKey(marks: readonly Mark[] | undefined): string {
  if (!marks || marks.length === 0) return '';
  return marks
    .map((mark) => JSON.stringify([mark.type, Object.entries(mark.attrs ?? {}).sort()]))
    .sort()
    .join();
}

/** Neighbouring texts with the same marks as one: Yjs may hold them apart. */
function joinTexts(content: readonly ArticleNode[]): ArticleNode[] {
  const joined: ArticleNode[] = [];
  for (const node of content) {
    const last = joined.at(-1);
    if (last?.text !== undefined && node.text !== undefined && marksKey(last.marks) === marksKey(node.marks))
      joined[joined.length - 1] = { ...last, text: last.text + node.text };
    else joined.push(node);
  }
  return joined;
}

function textOfBlock(node: ArticleNode): string {
  if (isTextblockType(node.type)) return inlineString(node.content ?? []);
  return (node.content ?? []).map(textOfBlock).join('\n');
}
