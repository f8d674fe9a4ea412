// One line of the table.
import type { Arena } from './arena.ts';

export interface Line {
  what: string;
  goal: string;
  ours: string;
  /** Whom we are measured against, and its figure. */
  peer: string;
  /** Ours over the peer's. */
  ratio: string;
  reached: boolean;
  /** The same on the embedded database, where it makes a difference. */
  pglite: string;
}

export interface Row {
  /** Its name on the command line. */
  name: string;
  measure(arena: Arena): Promise<Line[]>;
}

export function times(value: number): string {
  return `${value >= 10 ? value.toFixed(1) : value.toFixed(2)}x`;
}
