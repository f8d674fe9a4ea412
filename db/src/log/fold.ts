// Folding: a full state beside the log, so that loading is fast. Log rows stay: history is the log.
import type { Database } from '../connect.ts';
import { snapshotChecksum } from './load.ts';

/** Unpinned snapshots that are kept; the older one is for the day when the newer is found corrupt. */
const KEPT_SNAPSHOTS = 2;

/** A document's state at a sequence number, and what the library shows of it. */
export interface Fold {
  documentId: string;
  /** The state holds exactly the log rows up to this one. */
  sequence: number;
  /** `Y.encodeStateAsUpdate`, V1. */
  state: Uint8Array;
  wordCount: number;
}

/**
 * Writes a snapshot and removes older unpinned ones but the last two; also sets the document's word count and
 * time of change. Safe to repeat, and safe to be cut off anywhere: a missing snapshot costs time, never text.
 */
export async function foldDocument(database: Database, fold: Fold): Promise<void> {
  await database.sql(
    'select fold_document($1::uuid, $2::bigint, $3::bytea, $4::bytea, $5::integer, $6::integer)',
    [
      fold.documentId,
      fold.sequence,
      fold.state,
      snapshotChecksum(fold.state),
      fold.wordCount,
      KEPT_SNAPSHOTS,
    ],
  );
}
