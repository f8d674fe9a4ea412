// The log row by row, from wherever each row is kept by now: `document_updates`, or a segment.
import { setImmediate as breathe } from 'node:timers/promises';
import type { LogRow, RowKind } from '@hamnevis/core/history/log-row';
import { decodePasted } from '@hamnevis/core/history/pasted';
import type { PlainSql } from '../connect.ts';
import { raiseHistoryAlarm } from './history-alarm.ts';
import { readSegment, type StoredSegment } from './segments.ts';

/** Rows given at once: about 10 ms of work for whoever takes them in. */
const ROWS_AT_ONCE = 1000;

export interface SegmentRow extends Record<string, unknown> {
  from_sequence: string | number;
  to_sequence: string | number;
  course: Uint8Array;
  rows: Uint8Array;
  deletes: Uint8Array;
  update: Uint8Array;
  checksum: Uint8Array;
}

/**
 * Gives the rows of a document's log with `after < sequence <= upTo` (default: to its end), some at a time, and lets
 * others in between. Ends early where the log does. Throws `CorruptSegment`, with an alarm.
 */
export async function* readRows(
  database: PlainSql,
  documentId: string,
  { after, upTo = Number.MAX_SAFE_INTEGER }: { after: number; upTo?: number },
): AsyncGenerator<LogRow[], void> {
  let at = after;
  while (at < upTo) {
    const rows = await readTail(database, documentId, at, Math.min(ROWS_AT_ONCE, upTo - at));
    // Rows move from the log into a segment and never back: looking here first misses none.
    if (rows[0]?.sequence === at + 1) {
      at = (rows.at(-1) as LogRow).sequence;
      yield rows;
      await breathe();
      continue;
    }
    const [found] = await database.sql<SegmentRow>('select * from segment_after($1::uuid, $2::bigint)', [
      documentId,
      at,
    ]);
    if (!found) return;
    for (const batch of batchesOf(documentId, storedFrom(found), at, upTo)) {
      at = (batch.at(-1) as LogRow).sequence;
      yield batch;
      await breathe();
    }
  }
}

/** A segment as its row in the database has it. */
export function storedFrom(row: SegmentRow): StoredSegment {
  return {
    fromSequence: Number(row.from_sequence),
    toSequence: Number(row.to_sequence),
    course: row.course,
    rows: row.rows,
    deletes: row.deletes,
    update: row.update,
    checksum: row.checksum,
  };
}

function* batchesOf(
  documentId: string,
  stored: StoredSegment,
  after: number,
  upTo: number,
): Generator<LogRow[]> {
  let batch: LogRow[] = [];
  try {
    for (const row of readSegment(stored).rows()) {
      if (row.sequence <= after) continue;
      if (row.sequence > upTo) break;
      if (batch.push(row) < ROWS_AT_ONCE) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    raiseHistoryAlarm({ kind: 'corrupt-segment', documentId, sequence: stored.fromSequence });
    throw error;
  }
  if (batch.length > 0) yield batch;
}

/** Up to `limit` rows that are not folded, after a sequence number. */
export async function readTail(
  database: PlainSql,
  documentId: string,
  after: number,
  limit: number,
): Promise<LogRow[]> {
  const rows = await database.sql<{
    sequence: string | number;
    update: Uint8Array;
    actor_id: string;
    run_id: string | null;
    kind: RowKind;
    created_at_ms: string | number;
    pasted: Uint8Array | null;
  }>(
    `select sequence, update, actor_id, run_id, kind, created_at_ms, pasted
     from history_rows($1::uuid, $2::bigint, $3::integer)`,
    [documentId, after, limit],
  );
  return rows.map((row) => ({
    sequence: Number(row.sequence),
    update: new Uint8Array(row.update),
    actorId: row.actor_id,
    runId: row.run_id,
    kind: row.kind,
    createdAtMs: Number(row.created_at_ms),
    ...(row.pasted ? { pasted: decodePasted(new Uint8Array(row.pasted)) } : {}),
  }));
}
