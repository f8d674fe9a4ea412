import type { Node } from '@tiptap/pm/model';

/** How many children are the very same node at the beginning and at the end of two parents. */
export function commonChildren(before: Node, after: Node): { start: number; end: number } {
  const shorter = Math.min(before.childCount, after.childCount);
  let start = 0;
  while (start < shorter && before.child(start) === after.child(start)) start += 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.child(before.childCount - 1 - end) === after.child(after.childCount - 1 - end)
  )
    end += 1;
  return { start, end };
}

/** The size in a parent of the children from one index up to another. */
export function sizeOfChildren(parent: Node, from: number, to: number): number {
  let size = 0;
  for (let index = from; index < to; index += 1) size += parent.child(index).nodeSize;
  return size;
}
