// The text blocks of kept words, letter by letter: which of them were never saved, and where those stand between the
// others.
import type { Node as ArticleNode } from '@tiptap/pm/model';
import type { UnsavedBlock } from '../../lib/live/unsaved-words.ts';

/** One letter's width of an inline node that is no text. */
export const INLINE_NODE = '\ufffc';

/** A text block of kept words. Offsets are those of the editor, inside the block. */
export interface KeptLeaf {
  node: ArticleNode;
  /** The nodes around it, from the top-level block down to its own parent, with the index of the child that leads to it. */
  path: readonly { node: ArticleNode; index: number }[];
  text: string;
  mine: readonly boolean[];
}

/** Which letters stand in the log already, whatever became of them since. */
export type IsKnown = (client: number, clock: number) => boolean;

/** The text blocks inside a kept block, in order. Letters that are known are not counted as kept any more. */
export function leavesOf(block: UnsavedBlock, node: ArticleNode, isKnown: IsKnown): KeptLeaf[] {
  const letters = lettersOf(block, isKnown);
  let at = 0;
  const take = (letter: string): boolean => {
    // Between the blocks inside a block the stretches have a line break that stands in none of them.
    while (at < letters.length && letters[at]?.letter !== letter && letters[at]?.letter === '\n') at += 1;
    const found = letters[at];
    at += 1;
    return found?.mine ?? false;
  };
  const leaves: KeptLeaf[] = [];
  const visit = (one: ArticleNode, path: KeptLeaf['path']) => {
    if (!one.isTextblock) {
      one.forEach((child, _offset, index) => {
        visit(child, [...path, { node: one, index }]);
      });
      return;
    }
    let text = '';
    const mine: boolean[] = [];
    one.forEach((child) => {
      const own = child.isText ? (child.text ?? '') : INLINE_NODE;
      text += own;
      for (const letter of own.split('')) mine.push(child.isText && take(letter));
    });
    leaves.push({ node: one, path, text, mine });
  };
  visit(node, []);
  return leaves;
}

/** A stretch of letters [from, to) that were never saved. */
export interface KeptRun {
  from: number;
  to: number;
}

export function runsOf({ mine }: Pick<KeptLeaf, 'mine'>): KeptRun[] {
  const runs: KeptRun[] = [];
  for (let at = 0; at < mine.length; at += 1) {
    if (!mine[at]) continue;
    const last = runs.at(-1);
    if (last?.to === at) last.to += 1;
    else runs.push({ from: at, to: at + 1 });
  }
  return runs;
}

/** The text that was there without the kept letters. */
export function baseOf({ text, mine }: Pick<KeptLeaf, 'text' | 'mine'>): string {
  return text
    .split('')
    .filter((_letter, at) => !mine[at])
    .join('');
}

function lettersOf(
  { stretches, letters = [] }: UnsavedBlock,
  isKnown: IsKnown,
): { letter: string; mine: boolean }[] {
  const ids = letters.values();
  let range = ids.next().value;
  let within = 0;
  /** Whether the next of the kept letters is in the log by now. */
  const nextIsKnown = () => {
    while (range && within === range.length) {
      range = ids.next().value;
      within = 0;
    }
    if (!range) return false;
    within += 1;
    return isKnown(range.client, range.clock + within - 1);
  };
  return stretches.flatMap(({ text, mine }) =>
    text.split('').map((letter) => ({ letter, mine: mine && !nextIsKnown() })),
  );
}
