import type { DiffBlock } from '@hamnevis/core/contract/history';

/** A row of the view: a block, or neighbours that nothing happened to. */
export type DiffRow =
  | { kind: 'block'; index: number; block: DiffBlock }
  | { kind: 'fold'; index: number; count: number; heading: string | null };

/**
 * The rows of a comparison when only changes are shown. A fold tells the last heading inside it, so that one knows
 * which section comes next; folds whose first index is in `open` are shown whole (`all`: nothing is folded).
 */
export function foldSame(blocks: readonly DiffBlock[], open: ReadonlySet<number> | 'all'): DiffRow[] {
  const rows: DiffRow[] = [];
  for (let index = 0; index < blocks.length; ) {
    let end = index;
    while (blocks[end]?.kind === 'same') end += 1;
    if (end > index && open !== 'all' && !open.has(index)) {
      rows.push({ kind: 'fold', index, count: end - index, heading: lastHeading(blocks.slice(index, end)) });
      index = end;
      continue;
    }
    for (const until = Math.max(end, index + 1); index < until; index += 1)
      rows.push({ kind: 'block', index, block: blocks[index] as DiffBlock });
  }
  return rows;
}

function lastHeading(blocks: readonly DiffBlock[]): string | null {
  const heading = blocks.findLast(({ block }) => block.type === 'heading');
  if (!heading) return null;
  const content = heading.block.content as { text?: string }[] | undefined;
  return (content ?? []).map((node) => node.text ?? ' ').join('') || null;
}
