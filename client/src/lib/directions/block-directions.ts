// Direction per block, drawn as decorations and never stored: a person's explicit choice, else the majority of
// the block's letters, else the document's language. Lists, quotes and tables follow the text inside them, so that
// bullets stand on the side where the lines begin; code always runs left to right.

import type { Node } from '@tiptap/pm/model';
import { type Stretch, wholeOf } from '../drawn-blocks.ts';
import { countLetters, type Direction, type LetterCount, majorityOf } from './letters.ts';

const CONTAINERS: ReadonlySet<string> = new Set([
  'bulletList',
  'orderedList',
  'taskList',
  'blockquote',
  'callout',
  'details',
  'couplet',
  'table',
]);

/** One block and the way it runs. */
export interface DirectedBlock {
  from: number;
  to: number;
  direction: Direction;
}

// A block that did not change keeps its node, also through remote edits; so only what changed is counted again.
const counts = new WeakMap<Node, LetterCount>();

/** Every block that needs a direction, with its position in `article`. */
export function directedBlocks(article: Node, documentDirection: Direction): DirectedBlock[] {
  return directedBlocksIn(wholeOf(article), documentDirection);
}

/** Those of a part of the article. */
export function directedBlocksIn(
  { article, from, to, position }: Stretch,
  documentDirection: Direction,
): DirectedBlock[] {
  const blocks: DirectedBlock[] = [];
  const look = (node: Node, at: number) => {
    if (node.isTextblock || CONTAINERS.has(node.type.name)) {
      blocks.push({ from: at, to: at + node.nodeSize, direction: blockDirection(node, documentDirection) });
    }
    return !node.isTextblock;
  };
  let at = position;
  for (let index = from; index < to; index += 1) {
    const block = article.child(index);
    const inside = at + 1;
    if (look(block, at)) block.descendants((node, offset) => look(node, inside + offset));
    at += block.nodeSize;
  }
  return blocks;
}

/** The way one block runs; the context of what is typed in it, too. */
export function blockDirection(node: Node, documentDirection: Direction): Direction {
  if (node.type.spec.code) return 'ltr';
  const chosen: unknown = node.attrs.dir;
  if (chosen === 'rtl' || chosen === 'ltr') return chosen;
  return majorityOf(lettersIn(node)) ?? documentDirection;
}

function lettersIn(node: Node): LetterCount {
  const known = counts.get(node);
  if (known) return known;
  const count = { rtl: 0, ltr: 0 };
  node.forEach((child) => {
    if (child.type.spec.code) return;
    const inside = child.isText ? countLetters(child.text ?? '') : lettersIn(child);
    count.rtl += inside.rtl;
    count.ltr += inside.ltr;
  });
  counts.set(node, count);
  return count;
}
