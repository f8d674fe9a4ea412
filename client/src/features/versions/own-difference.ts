// A difference that was worked out here, in the contract's shape.
import type { DiffBlock, DiffPart } from '@hamnevis/core/contract/history';
import type { BlockChange } from '@hamnevis/core/history/compare';

/** One change as the server would tell it, all of it by one author: an index, or null where nobody is named. */
export function diffBlockOf(change: BlockChange, author: number | null = null): DiffBlock {
  const hasInside = change.kind !== 'same' && change.kind !== 'moved';
  return {
    kind: change.kind,
    older: 'older' in change ? change.older : null,
    newer: 'newer' in change ? change.newer : null,
    moved: change.kind === 'moved' || (change.kind === 'changed' && change.moved),
    block: { ...change.block },
    author: change.kind === 'added' || change.kind === 'removed' ? author : null,
    attributes: change.kind === 'changed' ? change.attributes.map((one) => ({ ...one, author })) : [],
    parts: hasInside
      ? change.parts.map((part) => ({ ...part, author: part.kind === 'same' ? null : author }) as DiffPart)
      : [],
    children: hasInside ? change.children.map((child) => diffBlockOf(child, author)) : [],
  };
}
