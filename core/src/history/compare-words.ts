// Words inside two texts: what stayed, came, went, and what only changed its marks.
import { diffArrays } from 'diff';
import type { ArticleNode } from '../document/yjs.ts';

/** A mark as ProseMirror JSON has it. */
export type Mark = NonNullable<ArticleNode['marks']>[number];

/** Text of one kind of change; joined in order, the parts are both texts. */
export type TextPart =
  | { kind: 'same' | 'added' | 'removed'; text: string; marks: Mark[]; node?: ArticleNode }
  /** The same words with other marks. */
  | { kind: 'marks'; text: string; marks: Mark[]; marksBefore: Mark[] };

/** An inline node that is no text (a line break): one letter wide in a block's text. */
const INLINE_NODE = '\ufffc';

interface InlineText {
  text: string;
  /** For each run of equal marks: where it ends. */
  ends: number[];
  marks: Mark[][];
  /** Inline nodes by their offset. */
  nodes: Map<number, ArticleNode>;
}

/**
 * Compares the inline content of two text blocks by words (UAX 29: a word with a half-space in it is one word),
 * spaces and punctuation being words of their own.
 */
export function compareInline(
  older: readonly ArticleNode[],
  newer: readonly ArticleNode[],
  language: 'fa' | 'en',
): TextPart[] {
  const before = inlineText(older);
  const after = inlineText(newer);
  const parts: TextPart[] = [];
  let beforeAt = 0;
  let afterAt = 0;
  for (const run of diffTokens(tokensOf(before.text, language), tokensOf(after.text, language))) {
    const end = (from: number) => from + run.length;
    switch (run.kind) {
      case 'same':
        pushKept(parts, before, beforeAt, after, afterAt, run.length);
        beforeAt = end(beforeAt);
        afterAt = end(afterAt);
        break;
      case 'removed':
        pushRun(parts, 'removed', before, beforeAt, run.length);
        beforeAt = end(beforeAt);
        break;
      case 'added':
        pushRun(parts, 'added', after, afterAt, run.length);
        afterAt = end(afterAt);
        break;
      default:
        run.kind satisfies never;
    }
  }
  return parts;
}

/** The text of inline content, as long as the editor counts it. */
export function inlineString(content: readonly ArticleNode[]): string {
  return content.map((node) => node.text ?? INLINE_NODE).join('');
}

function inlineText(content: readonly ArticleNode[]): InlineText {
  const result: InlineText = { text: '', ends: [], marks: [], nodes: new Map() };
  for (const node of content) {
    if (node.text === undefined) result.nodes.set(result.text.length, node);
    result.text += node.text ?? INLINE_NODE;
    result.ends.push(result.text.length);
    result.marks.push(node.marks ?? []);
  }
  return result;
}

const segmenters = new Map<string, Intl.Segmenter>();

/** The words, spaces and signs of a text, in order; joined they are the text. */
export function tokensOf(text: string, language: 'fa' | 'en'): string[] {
  let segmenter = segmenters.get(language);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(language, { granularity: 'word' });
    segmenters.set(language, segmenter);
  }
  return Array.from(segmenter.segment(text), (segment) => segment.segment);
}

interface TokenRun {
  kind: 'same' | 'added' | 'removed';
  /** Letters, not words. */
  length: number;
}

/** Beyond this many differing words a paragraph is another paragraph: all of it changed, in no time. */
const MAX_WORD_EDITS = 2_000;

function diffTokens(older: string[], newer: string[]): TokenRun[] {
  const changes = diffArrays(older, newer, { maxEditLength: MAX_WORD_EDITS }) ?? [
    { value: older, added: false, removed: true, count: older.length },
    { value: newer, added: true, removed: false, count: newer.length },
  ];
  const groups: TokenGroup[] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    const group = last && last.same.length === 0 ? last : { removed: [], added: [], same: [] };
    if (group !== last) groups.push(group);
    if (change.removed) group.removed.push(...change.value);
    else if (change.added) group.added.push(...change.value);
    else group.same.push(...change.value);
  }
  // Spaces that happen to stay between two words that both changed are part of the change: «old town» became
  // «new city», not two changes around a space.
  const joined: TokenGroup[] = [];
  for (const group of groups) {
    const last = joined.at(-1);
    if (last && changesBothSides(last, group) && isFiller(last.same)) {
      last.removed.push(...last.same, ...group.removed);
      last.added.push(...last.same, ...group.added);
      last.same = group.same;
      // What both now end with stayed after all.
      while (last.removed.length > 0 && last.removed.at(-1) === last.added.at(-1)) {
        last.removed.pop();
        last.same.unshift(last.added.pop() as string);
      }
    } else joined.push(group);
  }
  return joined.flatMap((group) => [
    ...runOf('removed', group.removed),
    ...runOf('added', group.added),
    ...runOf('same', group.same),
  ]);
}

/** A change, and the words that stayed after it. */
interface TokenGroup {
  removed: string[];
  added: string[];
  same: string[];
}

/** Two changes that are a replacement together, at least one of them by itself. */
function changesBothSides(one: TokenGroup, other: TokenGroup): boolean {
  const replaces = (group: TokenGroup) => group.removed.length > 0 && group.added.length > 0;
  const changes = (group: TokenGroup) => group.removed.length > 0 || group.added.length > 0;
  return (replaces(one) && changes(other)) || (changes(one) && replaces(other));
}

function isFiller(tokens: readonly string[]): boolean {
  return tokens.every((token) => /^[\s\p{P}]*$/u.test(token));
}

function runOf(kind: TokenRun['kind'], tokens: readonly string[]): TokenRun[] {
  const length = tokens.reduce((sum, token) => sum + token.length, 0);
  return length > 0 ? [{ kind, length }] : [];
}

/** Pushes text of one side, cut where its marks change and at inline nodes. */
function pushRun(
  parts: TextPart[],
  kind: 'added' | 'removed' | 'same',
  side: InlineText,
  from: number,
  length: number,
): void {
  for (const piece of piecesOf(side, from, length))
    parts.push({
      kind,
      text: piece.text,
      marks: piece.marks,
      ...(piece.node ? { node: piece.node } : {}),
    });
}

function pushKept(
  parts: TextPart[],
  before: InlineText,
  beforeFrom: number,
  after: InlineText,
  afterFrom: number,
  length: number,
): void {
  const old = [...piecesOf(before, beforeFrom, length)];
  let index = 0;
  let used = 0;
  for (const piece of piecesOf(after, afterFrom, length)) {
    for (let at = 0; at < piece.text.length; ) {
      const other = old[index] as (typeof old)[number];
      const width = Math.min(piece.text.length - at, other.text.length - used);
      const text = piece.text.slice(at, at + width);
      const same = sameMarks(piece.marks, other.marks) && sameNodes(piece.node, other.node);
      if (same)
        parts.push({ kind: 'same', text, marks: piece.marks, ...(piece.node ? { node: piece.node } : {}) });
      else if (piece.node || other.node) {
        parts.push({
          kind: 'removed',
          text,
          marks: other.marks,
          ...(other.node ? { node: other.node } : {}),
        });
        parts.push({ kind: 'added', text, marks: piece.marks, ...(piece.node ? { node: piece.node } : {}) });
      } else parts.push({ kind: 'marks', text, marks: piece.marks, marksBefore: other.marks });
      at += width;
      used += width;
      if (used === other.text.length) {
        index += 1;
        used = 0;
      }
    }
  }
}

function* piecesOf(
  side: InlineText,
  from: number,
  length: number,
): Generator<{ text: string; marks: Mark[]; node?: ArticleNode }> {
  const end = from + length;
  let start = 0;
  for (const [index, stop] of side.ends.entries()) {
    const at = Math.max(from, start);
    const to = Math.min(end, stop);
    const node = side.nodes.get(start);
    if (at < to)
      yield { text: side.text.slice(at, to), marks: side.marks[index] as Mark[], ...(node ? { node } : {}) };
    start = stop;
    if (start >= end) return;
  }
}

function sameNodes(one: ArticleNode | undefined, other: ArticleNode | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether two sets of marks are the same, whatever their order. */
export function sameMarks(one: readonly Mark[], other: readonly Mark[]): boolean {
  if (one.length !== other.length) return false;
  const keys = new Set(one.map(markKey));
  return other.every((mark) => keys.has(markKey(mark)));
}

function markKey(mark: Mark): string {
  return `${mark.type} ${mark.attrs ? JSON.stringify(Object.entries(mark.attrs).sort()) : ''}`;
}
