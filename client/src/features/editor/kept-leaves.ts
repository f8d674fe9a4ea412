// The text blocks of kept words, letter by letter: which of them were never saved, and where those stand between the
// others.

import { type LetterId, LetterSources } from '@hamnevis/core/history/letter-sources';
import type { Node as ArticleNode } from '@tiptap/pm/model';
import { lettersOf, NO_LETTER, type UnsavedBlock } from '../../lib/live/unsaved-words.ts';

/** One letter's width of an inline node that is no text. */
export const INLINE_NODE = '\ufffc';

/** A text block of kept words. Offsets are those of the editor, inside the block. */
export interface KeptLeaf {
  node: ArticleNode;
  /** The nodes around it, from the top-level block down to its own parent, with the index of the child that leads to it. */
  path: readonly { node: ArticleNode; index: number }[];
  text: string;
  mine: readonly boolean[];
  /** The ids of each letter: its own, and those of the letters that it stands for. None where they were not kept. */
  ids: readonly (readonly LetterId[])[];
}

/** Whether a letter stands in the log already, whatever became of it since. */
export type IsKnown = (letter: LetterId) => boolean;

interface KeptLetter {
  letter: string;
  mine: boolean;
  ids: readonly LetterId[];
}

/** The text blocks inside a kept block, in order. Letters that are known are not counted as kept any more. */
export function leavesOf(block: UnsavedBlock, node: ArticleNode, isKnown: IsKnown): KeptLeaf[] {
  const letters = keptLetters(block, isKnown);
  let at = 0;
  const take = (letter: string): KeptLetter | undefined => {
    // Between the blocks inside a block the stretches have a line break that stands in none of them.
    while (at < letters.length && letters[at]?.letter !== letter && letters[at]?.letter === '\n') at += 1;
    const found = letters[at];
    at += 1;
    return found;
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
    const ids: (readonly LetterId[])[] = [];
    one.forEach((child) => {
      const own = child.isText ? (child.text ?? '') : INLINE_NODE;
      text += own;
      for (const letter of own.split('')) {
        const kept = child.isText ? take(letter) : undefined;
        mine.push(kept?.mine ?? false);
        ids.push(kept?.ids ?? []);
      }
    });
    leaves.push({ node: one, path, text, mine, ids });
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

/** The ids of the letters in {@link baseOf}. */
export function baseIdsOf({ mine, ids }: KeptLeaf): readonly (readonly LetterId[])[] {
  return ids.filter((_ids, at) => !mine[at]);
}

function keptLetters(
  { stretches, letters = [], carried = [] }: UnsavedBlock,
  isKnown: IsKnown,
): KeptLetter[] {
  const older = new LetterSources(carried);
  const ids = letters.flatMap(({ client, clock, length }) => [...lettersOf(length, { client, clock })]);
  return stretches
    .flatMap(({ text, mine }) => text.split('').map((letter) => ({ letter, mine })))
    .map(({ letter, mine }, at) => {
      const id = ids[at];
      const all = id && id.client !== NO_LETTER ? [id, ...older.sourcesOf(id)] : [];
      return { letter, mine: mine && !all.some(isKnown), ids: all };
    });
}
