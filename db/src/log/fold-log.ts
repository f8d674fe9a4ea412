// Old rows of the log move on into segments: the same history in a thirtieth of the space. Each step is one
// transaction that removes exactly the rows that it has put into the segment, so it may be cut off anywhere, and two
// programs may be at it at once. It takes no lock that an append waits for.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LogRow } from '@hamnevis/core/history/log-row';
import type { PlainSql } from '../connect.ts';
import type { FoldAnswer, FoldWork } from './fold-rows-thread.ts';
import { raiseHistoryAlarm } from './history-alarm.ts';
import { readTail, type SegmentRow, storedFrom } from './read-rows.ts';
import { type StoredSegment, segmentsToJoin } from './segments.ts';

/** Rows of a document to fold: those after `after`, which ends a segment or is 0, up to `upTo`. */
export interface FoldableRows {
  after: number;
  upTo: number;
}

/** `unfoldable`: an alarm was raised, and the rows stand in the log as before. */
export type FoldOutcome = 'folded' | 'unfoldable' | 'done-by-another';

/**
 * Folds rows into one segment and joins segments where that is due. Only rows that nobody can be waiting for any
 * more may be named, and never the newest. Throws the driver's error; nothing is half done then.
 */
export async function foldLog(
  database: PlainSql,
  documentId: string,
  { after, upTo }: FoldableRows,
): Promise<FoldOutcome> {
  const rows: LogRow[] = await readTail(database, documentId, after, upTo - after);
  if (rows.length === 0) return 'done-by-another';
  await using thread = startThread();
  const before = await readSegments(database, documentId, 1, after);
  const answer = await thread.fold({ before, rows });
  if ('unfoldable' in answer) {
    raiseHistoryAlarm({ kind: 'unfoldable-rows', documentId, sequence: after + 1 });
    return 'unfoldable';
  }
  const { segment } = answer;
  const [kept] = await database.sql<{ kept: boolean }>(
    `select keep_segment($1::uuid, $2::bigint, $3::bigint, $4::bytea, $5::bytea, $6::bytea, $7::bytea, $8::bytea,
       $9::bytea) as kept`,
    [
      documentId,
      segment.fromSequence,
      segment.toSequence,
      ...blocksOf(segment),
      createHash('sha256')
        .update(Buffer.concat(rows.map((row) => row.update)))
        .digest(),
    ],
  );
  if (!kept?.kept) return 'done-by-another';
  // Awaited here: the thread ends with this function.
  return await joinWhereDue(database, documentId, [...before, segment], thread);
}

async function joinWhereDue(
  database: PlainSql,
  documentId: string,
  stored: readonly StoredSegment[],
  thread: FoldThread,
): Promise<FoldOutcome> {
  let segments = stored;
  for (let due = segmentsToJoin(segments); due; due = segmentsToJoin(segments)) {
    const neighbours = segments.slice(due.from, due.to);
    const answer = await thread.fold({ before: segments.slice(0, due.from), neighbours });
    if ('unfoldable' in answer) {
      raiseHistoryAlarm({
        kind: 'corrupt-segment',
        documentId,
        sequence: neighbours[0]?.fromSequence ?? 0,
      });
      return 'unfoldable';
    }
    const { segment } = answer;
    const [joined] = await database.sql<{ joined: boolean }>(
      `select join_segments($1::uuid, $2::bigint, $3::bigint, $4::integer, $5::bytea, $6::bytea, $7::bytea, $8::bytea,
         $9::bytea) as joined`,
      [documentId, segment.fromSequence, segment.toSequence, neighbours.length, ...blocksOf(segment)],
    );
    if (!joined?.joined) return 'done-by-another';
    segments = segments.toSpliced(due.from, neighbours.length, segment);
  }
  return 'folded';
}

/** The segments of a document that begin in a range of sequence numbers, in order. */
export async function readSegments(
  database: PlainSql,
  documentId: string,
  from: number,
  to: number,
): Promise<StoredSegment[]> {
  const rows = await database.sql<SegmentRow>('select * from segments_of($1::uuid, $2::bigint, $3::bigint)', [
    documentId,
    from,
    to,
  ]);
  return rows.map(storedFrom);
}

function blocksOf({ course, rows, deletes, update, checksum }: StoredSegment): Uint8Array[] {
  return [course, rows, deletes, update, checksum];
}

interface FoldThread extends AsyncDisposable {
  fold(work: FoldWork): Promise<FoldAnswer>;
}

function startThread(): FoldThread {
  const worker = new Worker(new URL('./fold-rows-thread.ts', import.meta.url));
  return {
    async fold(work) {
      const ended = once(worker, 'exit').then(() => {
        throw new Error('the thread that folds has ended');
      });
      const answered = once(worker, 'message') as Promise<[FoldAnswer]>;
      worker.postMessage(work);
      ended.catch(() => {});
      const [answer] = await Promise.race([answered, ended]);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
