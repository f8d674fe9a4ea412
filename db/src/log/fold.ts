// Folding: a full state beside the log, so that loading is fast. Log rows stay: history is the log.
import type { Database } from '../connect.ts';
import { snapshotChecksum, vectorChecksum } from './snapshot-checksums.ts';

/** Unpinned snapshots that are kept; the older one is for the day when the newer is found corrupt. */
const KEPT_SNAPSHOTS = 2;

/** A document's state at a sequence number, and what the library shows of it. */
export interface Fold {
  documentId: string;
  /** The state holds exactly the log rows up to this one. */
  sequence: number;
  /** `Y.encodeStateAsUpdate`, V1. */
  state: Uint8Array;
  /** `Y.encodeStateVector` of that state: whoever loads it need not read it out of the bytes. */
  stateVector: Uint8Array;
  wordCount: number;
}

/**
 * Writes a snapshot and removes older unpinned ones but the last two; also sets the document's word count and
 * time of change. Safe to repeat, and safe to be cut off anywhere: a missing snapshot costs time, never text.
 */
export async function foldDocument(database: Database, fold: Fold): Promise<void> {
  const checksum = snapshotChecksum(fold.state);
  await database.sql(
    `select fold_document($1::uuid, $2::bigint, $3::bytea, $4::bytea, $5::bytea, $6::bytea, $7::integer,
       $8::integer)`,
    [
      fold.documentId,
      fold.sequence,
      fold.state,
      checksum,
      fold.stateVector,
      vectorChecksum(checksum, fold.stateVector),
      fold.wordCount,
      KEPT_SNAPSHOTS,
    ],
  );
}
