// What is left to be done for the histories of texts: which documents to look at, and how each of them stands.
import { type HistoryStanding, SEGMENT_ROWS } from '@hamnevis/core/history/history-work';
import type { PlainSql } from '../connect.ts';

/** A document that was taken out of the queue for a while. */
export interface DueDocument {
  documentId: string;
  organizationId: string;
}

/** How a document stands, and who makes its next version: whoever wrote last. Times are the database's. */
export interface DocumentStanding extends HistoryStanding {
  lastWriter: string;
}

/** Takes up to `limit` due documents; whoever dies over one leaves it to the next after `leaseMs`. */
export async function takeDueHistory(
  database: PlainSql,
  limit: number,
  leaseMs: number,
): Promise<DueDocument[]> {
  const rows = await database.sql<{ document_id: string; organization_id: string }>(
    'select document_id, organization_id from take_due_history($1::integer, $2::bigint)',
    [limit, leaseMs],
  );
  return rows.map((row) => ({ documentId: row.document_id, organizationId: row.organization_id }));
}

/** How a document stands; null once it is gone. */
export async function historyStanding(
  database: PlainSql,
  documentId: string,
): Promise<DocumentStanding | null> {
  const [row] = await database.sql<{
    sequence: string | number;
    trashed: boolean;
    version_sequence: string | number | null;
    authorship_sequence: string | number;
    folded_to: string | number;
    unversioned_since: Date | string | null;
    last_at: Date | string | null;
    last_writer: string;
    batch_ended_at: Date | string | null;
    database_now: Date | string;
  }>('select * from history_standing($1::uuid, $2::integer)', [documentId, SEGMENT_ROWS]);
  if (!row) return null;
  return {
    sequence: Number(row.sequence),
    trashed: row.trashed,
    versionSequence: row.version_sequence === null ? null : Number(row.version_sequence),
    authorshipSequence: Number(row.authorship_sequence),
    foldedTo: Number(row.folded_to),
    unversionedSince: dateOf(row.unversioned_since),
    lastAt: dateOf(row.last_at),
    lastWriter: row.last_writer,
    batchEndedAt: dateOf(row.batch_ended_at),
    now: new Date(row.database_now),
  };
}

/**
 * Says when to look at a document again; `null` when there is nothing left to be done. One that grew beyond
 * `seenSequence` meanwhile stays in the queue all the same.
 */
export async function settleHistory(
  database: PlainSql,
  documentId: string,
  { seenSequence, dueInMs }: { seenSequence: number; dueInMs: number | null },
): Promise<void> {
  await database.sql('select settle_history($1::uuid, $2::bigint, $3::bigint)', [
    documentId,
    seenSequence,
    dueInMs === null ? null : Math.ceil(dueInMs),
  ]);
}

/** The drivers differ in whether a moment is a Date or its text. */
function dateOf(moment: Date | string | null): Date | null {
  return moment === null ? null : new Date(moment);
}
