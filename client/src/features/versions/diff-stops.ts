// The places of a comparison that one goes through with "next": a block that came, went, moved or became something
// else, and each stretch of changed words.
import type { DiffBlock, DiffPart } from '@hamnevis/core/contract/history';

export type StopKind = 'added' | 'removed' | 'rewritten' | 'marks' | 'moved' | 'attributes';

export interface DiffStop {
  kind: StopKind;
  /** Indexes into the answer's authors, each once, in the order of the text. */
  authors: number[];
  /** Which top-level block it is in. */
  block: number;
}

export interface DiffStops {
  stops: DiffStop[];
  /** The stop that a block or part belongs to; the screen marks it there. */
  of: ReadonlyMap<DiffBlock | DiffPart, number>;
}

/** Finds the stops in the order of the text. */
export function diffStops(blocks: readonly DiffBlock[]): DiffStops {
  const stops: DiffStop[] = [];
  const of = new Map<DiffBlock | DiffPart, number>();
  const walk = (block: DiffBlock, top: number) => {
    if (block.kind === 'same') return;
    if (block.kind === 'added' || block.kind === 'removed') {
      of.set(block, stops.length);
      stops.push({ kind: block.kind, authors: unique(authorsInside(block)), block: top });
      return;
    }
    if (block.moved || block.attributes.length > 0) {
      of.set(block, stops.length);
      stops.push({
        kind: block.moved ? 'moved' : 'attributes',
        authors: unique(block.attributes.map((attribute) => attribute.author)),
        block: top,
      });
    }
    for (const group of changedParts(block.parts)) {
      for (const part of group) of.set(part, stops.length);
      stops.push({ kind: kindOf(group), authors: unique(group.map((part) => part.author)), block: top });
    }
    for (const child of block.children) walk(child, top);
  };
  for (const [index, block] of blocks.entries()) walk(block, index);
  return { stops, of };
}

/** Everybody who changed something in a block, the block's own author first. */
export function authorsInside(block: DiffBlock): (number | null)[] {
  return [
    block.author,
    ...block.attributes.map((attribute) => attribute.author),
    ...block.parts.filter((part) => part.kind !== 'same').map((part) => part.author),
    ...block.children.flatMap(authorsInside),
  ];
}

export function unique(authors: readonly (number | null)[]): number[] {
  return [...new Set(authors)].filter((author) => author !== null);
}

function changedParts(parts: readonly DiffPart[]): DiffPart[][] {
  const groups: DiffPart[][] = [];
  let open = false;
  for (const part of parts) {
    if (part.kind === 'same') open = false;
    else if (open) groups.at(-1)?.push(part);
    else {
      groups.push([part]);
      open = true;
    }
  }
  return groups;
}

function kindOf(group: readonly DiffPart[]): StopKind {
  const kinds = new Set(group.map((part) => part.kind));
  if (kinds.has('added')) return kinds.has('removed') ? 'rewritten' : 'added';
  return kinds.has('removed') ? 'removed' : 'marks';
}
