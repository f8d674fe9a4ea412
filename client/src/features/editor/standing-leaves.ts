// The text blocks of the article as it is now, to be asked where words belong that were written beside others.
import { align } from '@hamnevis/core/history/align';
import { tokensOf } from '@hamnevis/core/history/compare-words';
import type { Node as ArticleNode } from '@tiptap/pm/model';
import { INLINE_NODE } from './kept-leaves.ts';

/** A text block of the article. */
export interface StandingLeaf {
  node: ArticleNode;
  /** Where its content begins. */
  start: number;
  /** Which of the article's children it is, or stands in. */
  block: number;
  text: string;
  words: ReadonlySet<string>;
}

/** Of two texts' words so many of the smaller must stand in both for one to be the other, changed. */
const SHARED = 0.6;
const LEAST_SHARED_WORDS = 2;

export function standingLeaves(article: ArticleNode): StandingLeaf[] {
  const leaves: StandingLeaf[] = [];
  article.forEach((block, offset, index) => {
    const add = (node: ArticleNode, at: number) => {
      const text = node.textBetween(0, node.content.size, undefined, INLINE_NODE);
      leaves.push({ node, start: at + 1, block: index, text, words: new Set(wordsOf(text)) });
    };
    if (block.isTextblock) add(block, offset);
    else
      block.descendants((node, at) => {
        if (node.isTextblock) add(node, offset + 1 + at);
        return !node.isTextblock;
      });
  });
  return leaves;
}

/** The blocks that a text may stand in by now, changed, split or joined; the likeliest first. */
export function leavesLike(
  base: string,
  leaves: readonly StandingLeaf[],
  isSame: (leaf: StandingLeaf) => boolean,
): StandingLeaf[] {
  const words = new Set(wordsOf(base));
  if (base.trim() === '') return [];
  return leaves
    .map((leaf) => ({ leaf, like: likeness(base, words, leaf) + (isSame(leaf) ? 2 : 0) }))
    .filter(({ like }) => like > 0)
    .sort((one, other) => other.like - one.like)
    .map(({ leaf }) => leaf);
}

function likeness(base: string, words: ReadonlySet<string>, leaf: StandingLeaf): number {
  if (leaf.text.trim() === base.trim()) return 1;
  let shared = 0;
  for (const word of words) if (leaf.words.has(word)) shared += 1;
  const part = shared / Math.max(1, Math.min(words.size, leaf.words.size));
  return shared >= LEAST_SHARED_WORDS && part >= SHARED
    ? part * (shared / Math.max(words.size, leaf.words.size))
    : 0;
}

function wordsOf(text: string): string[] {
  return tokensOf(text, 'fa').filter((token) => /[\p{L}\p{N}]/u.test(token));
}

/** A place between two letters of a standing text. */
export interface Gap {
  /** Behind the letter before it, and in front of the letter behind it; null where that is not there any more. */
  after: number | null;
  before: number | null;
}

/** Finds the place in a standing text for each place in the base that it was made of. */
export function gapsIn(base: string, standing: string): (at: number) => Gap {
  const [older, newer] = [tokensOf(base, 'fa'), tokensOf(standing, 'fa')];
  /** Of each letter of the base: where it stands now. */
  const now = new Array<number | undefined>(base.length);
  const starts = (tokens: readonly string[]) => {
    let at = 0;
    return tokens.map((token) => {
      at += token.length;
      return at - token.length;
    });
  };
  const [olderAt, newerAt] = [starts(older), starts(newer)];
  for (const [one, other] of align(older, newer))
    for (let letter = 0; letter < (older[one]?.length ?? 0); letter += 1)
      now[(olderAt[one] ?? 0) + letter] = (newerAt[other] ?? 0) + letter;
  return (at) => {
    const left = at > 0 ? now[at - 1] : undefined;
    const right = now[at];
    return {
      after: at === 0 ? 0 : left === undefined ? null : left + 1,
      before: at === base.length ? standing.length : (right ?? null),
    };
  };
}

/** The letter behind which a place is, by the nearest letter before it that still stands. */
export function nearestBefore(gapAt: (at: number) => Gap, at: number): number {
  for (let from = at; from > 0; from -= 1) {
    const { after } = gapAt(from);
    if (after !== null) return after;
  }
  return 0;
}
