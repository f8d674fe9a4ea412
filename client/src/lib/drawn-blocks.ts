// Decorations that each block has by itself, drawn again only where blocks changed. Which those are is read from the nodes
// and not from the steps: a change from elsewhere may replace blocks that it gives back as they were.
import type { Node } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';
import { Mapping, StepMap } from '@tiptap/pm/transform';
import type { Decoration, DecorationSet } from '@tiptap/pm/view';
import { commonChildren, sizeOfChildren } from './common-children.ts';

/** A stretch of an article: the children from one index up to another, the first of them at `position`. */
export interface Stretch {
  article: Node;
  from: number;
  to: number;
  position: number;
}

/** All of an article. */
export function wholeOf(article: Node): Stretch {
  return { article, from: 0, to: article.childCount, position: 0 };
}

/** The decorations after a transaction; `drawStretch` draws those of the top-level blocks that are new. */
export function redrawnBlocks(
  drawn: DecorationSet,
  { before, doc }: Pick<Transaction, 'before' | 'doc'>,
  drawStretch: (stretch: Stretch) => Decoration[],
): DecorationSet {
  const { start, end } = commonChildren(before, doc);
  const position = sizeOfChildren(doc, 0, start);
  const behind = sizeOfChildren(doc, doc.childCount - end, doc.childCount);
  const removed = before.content.size - position - behind;
  const inserted = doc.content.size - position - behind;
  return drawn
    .map(new Mapping([new StepMap([position, removed, inserted])]), doc)
    .add(doc, drawStretch({ article: doc, from: start, to: doc.childCount - end, position }));
}
