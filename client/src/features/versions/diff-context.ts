import type { Author, DiffBlock, DiffPart } from '@hamnevis/core/contract/history';
import type { Direction } from '../../lib/directions/letters.ts';

/** What every part of the drawing asks; one object per answer, so that blocks are drawn once. */
export interface DiffContext {
  authors: readonly Author[];
  /** The document's own direction. */
  direction: Direction;
  stopOf: (change: DiffBlock | DiffPart) => number | undefined;
  /** A change and its author in words. */
  told: (kind: 'added' | 'removed' | 'marks', author: Author | null) => string;
}
