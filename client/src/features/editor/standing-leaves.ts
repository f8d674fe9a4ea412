// The text blocks of the article as it is now, to be asked where words belong that were written beside others.
import { align } from '@hamnevis/core/history/align';
import { tokensOf } from '@hamnevis/core/history/compare-words';
import type { LetterId } from '@hamnevis/core/history/letter-sources';
import type { Node as ArticleNode } from '@tiptap/pm/model';
import { lettersIn, lettersOf, NO_LETTER, type Sequence } from '../../lib/live/unsaved-words.ts';
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

const LETTER = /[\p{L}\p{N}]/u;

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

/** Where a letter stands: in which text block, and behind how many others. */
export interface LetterPlace {
  leaf: StandingLeaf;
  at: number;
}

/** Where each letter of the article stands, by its id. */
export class StandingLetters {
  private readonly places = new Map<number, Map<number, LetterPlace>>();

  /** `blocks`: the article's children as Yjs has them. */
  constructor(leaves: readonly StandingLeaf[], blocks: readonly Sequence[]) {
    const byBlock = Map.groupBy(leaves, ({ block }) => block);
    for (const [index, block] of blocks.entries()) this.read(byBlock.get(index) ?? [], block);
  }

  /** The place of the first of these letters that stands. */
  find(letters: readonly LetterId[]): LetterPlace | undefined {
    for (const { client, clock } of letters) {
      const place = this.places.get(client)?.get(clock);
      if (place) return place;
    }
    return undefined;
  }

  private read(leaves: readonly StandingLeaf[], block: Sequence): void {
    const places = leaves.flatMap((leaf) =>
      leaf.text.split('').flatMap((letter, at) => (letter === INLINE_NODE ? [] : [{ leaf, at }])),
    );
    const runs = [...lettersIn(block)].filter(({ id }) => id.client !== NO_LETTER);
    // The editor shows something else than the document holds: then words are found by their text alone.
    if (runs.reduce((sum, { text }) => sum + text.length, 0) !== places.length) return;
    let next = 0;
    for (const { text, id } of runs) {
      const own = this.places.get(id.client) ?? new Map<number, LetterPlace>();
      this.places.set(id.client, own);
      for (const { clock } of lettersOf(text.length, id)) own.set(clock, places[next++] as LetterPlace);
    }
  }
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
  return tokensOf(text, 'fa').filter((token) => LETTER.test(token));
}

/** Where places in a base are in a text that stands. */
export interface Places {
  /** How much of a place is there: 2 for the letter before it, 1 for the one behind it. */
  near(at: number): number;
  /** The place itself: beside its neighbours, or else beside the nearest letter that still stands; in no word, unless asked. */
  of(at: number, mayCut: boolean): number;
}

/** `known`: of each letter of the base, where it stands in that text; where none does, the words tell. */
export function placesIn(
  base: string,
  standing: string,
  known: readonly (number | undefined)[] = [],
): Places {
  const now = known.some((place) => place !== undefined) ? known : alike(base, standing);
  const behind = (at: number) => {
    const left = now[at - 1];
    return left === undefined ? undefined : left + 1;
  };
  // Letters of two words that begin alike may have changed places when one was written anew.
  const betweenWords = (place: number) => {
    let end = place;
    while (isWithinWord(standing, end)) end += 1;
    return end;
  };
  const nearest = (at: number) => {
    for (let from = at; from > 0; from -= 1) {
      const place = behind(from);
      if (place !== undefined) return place;
    }
    return (
      now.find((place, letter) => letter > at && place !== undefined) ?? (at === 0 ? 0 : standing.length)
    );
  };
  return {
    near: (at) => (behind(at) === undefined ? 0 : 2) + (now[at] === undefined ? 0 : 1),
    of(at, mayCut) {
      const place = behind(at) ?? now[at] ?? nearest(at);
      return mayCut ? place : betweenWords(place);
    },
  };
}

/** Whether a place in a text has letters on both sides. */
export function isWithinWord(text: string, at: number): boolean {
  return LETTER.test(text[at - 1] ?? '') && LETTER.test(text[at] ?? '');
}

/** Of each letter of the base: where the same word stands. */
function alike(base: string, standing: string): (number | undefined)[] {
  const [older, newer] = [tokensOf(base, 'fa'), tokensOf(standing, 'fa')];
  const now = new Array<number | undefined>(base.length).fill(undefined);
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
  return now;
}
