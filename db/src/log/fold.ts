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
    `insert into document_snapshots (document_id, sequence, state, checksum)
     values ($1, $2, $3, $4)
     on conflict (document_id, sequence) do update set state = excluded.state, checksum = excluded.checksum`,
    [fold.documentId, fold.sequence, fold.state, snapshotChecksum(fold.state)],
  );
  await database.sql(
    `delete from document_snapshots where document_id = $1 and not pinned and sequence < (
       select min(sequence) from (
         select sequence from document_snapshots where document_id = $1 and not pinned
         order by sequence desc limit ${KEPT_SNAPSHOTS}) newest)`,
    [fold.documentId],
  );
  await database.sql(
    `update documents set word_count = $2, updated_at = coalesce(
       (select created_at from document_updates where document_id = $1 and sequence = $3), updated_at)
     where id = $1`,
    [fold.documentId, fold.wordCount, fold.sequence],
  );
}
