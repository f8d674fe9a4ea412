import type { ClockRange } from './pasted.ts';

/** Why a row stands in the log; the same words as in the table `document_updates`. */
export const ROW_KINDS = ['edit', 'seed', 'import', 'restore', 'decision'] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** One row of a document's log, as everything in this folder reads it. */
export interface LogRow {
  /** Gap-free within the document, beginning with 1. */
  sequence: number;
  /** Yjs update, V1. */
  update: Uint8Array;
  /** The person who acted; for an AI run, the one who asked for it. */
  actorId: string;
  runId: string | null;
  kind: RowKind;
  /** Milliseconds since 1970. */
  createdAtMs: number;
  /** What of it was pasted or dropped, as its client said; left out where nothing was. */
  pasted?: readonly ClockRange[];
}
