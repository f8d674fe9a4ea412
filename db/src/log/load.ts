// Loading: the newest sound snapshot, the segments beyond it, and the tail of the log. A node holds documents of
// several organizations, so it reads through functions that take one document's id, and no tenant.
import { applyState } from '@hamnevis/core/document/apply-state';
import { buildLogDocument } from '@hamnevis/core/document/formatting-cleanup';
import * as Y from 'yjs';
import type { PlainSql } from '../connect.ts';
import { raiseHistoryAlarm } from './history-alarm.ts';
import { readSegment, type StoredSegment } from './segments.ts';
import { snapshotChecksum, vectorChecksum } from './snapshot-checksums.ts';

/** A piece of the log: a Yjs update in its first or second encoding. */
export interface LoggedUpdate {
  bytes: Uint8Array;
  encoding: 'v1' | 'v2';
}

/** A document as the log has it. `updates` are applied in order; `sequence` is the last one's. */
export interface LoadedLog {
  sequence: number;
  /** Sequence of the snapshot that loading began with; 0 without one. */
  snapshotSequence: number;
  /** The vector of the snapshot's state; null without a snapshot, or where it was not kept beside it. */
  snapshotVector: Uint8Array | null;
  updates: LoggedUpdate[];
  /** Snapshots whose checksum was wrong, by sequence: an alarm was raised, the text is safe in the log. */
  corruptSnapshots: number[];
}

/** The log of a document has a hole: what can be built of it is less than what was acknowledged. */
export class MissingRows extends Error {
  constructor(documentId: string, from: number, to: number) {
    super(`rows ${from} to ${to} of document ${documentId} are missing`);
  }
}

interface Row extends Record<string, unknown> {
  part: 'snapshot' | 'segment' | 'row' | 'head';
  log_sequence: string | number;
  from_sequence: string | number;
  bytes: Uint8Array;
  checksum: Uint8Array;
  course: Uint8Array;
  segment_rows: Uint8Array;
  deletes: Uint8Array;
  state_vector: Uint8Array | null;
  vector_checksum: Uint8Array | null;
}

/**
 * Reads a document up to `upTo` (default: to its head) in one statement, so that all of it is of one moment. A
 * corrupt snapshot is passed over with an alarm; the log behind it gives the same text. Throws {@link MissingRows}
 * or `CorruptSegment`, with an alarm, rather than answer less than was acknowledged.
 */
export async function loadLog(database: PlainSql, documentId: string, upTo?: number): Promise<LoadedLog> {
  const corruptSnapshots: number[] = [];
  const last = upTo ?? Number.MAX_SAFE_INTEGER;
  let below = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const rows = await database.sql<Row>(
      `select part, log_sequence, from_sequence, bytes, checksum, course, segment_rows, deletes,
         state_vector, vector_checksum
       from load_log($1::uuid, $2::bigint, $3::bigint)`,
      [documentId, last, below],
    );
    const snapshot = rows[0]?.part === 'snapshot' ? rows[0] : undefined;
    if (snapshot && !isSound(snapshot)) {
      below = Number(snapshot.log_sequence);
      corruptSnapshots.push(below);
      raiseHistoryAlarm({ kind: 'corrupt-snapshot', documentId, sequence: below });
      continue;
    }
    return {
      ...joinParts(documentId, rows, last),
      snapshotSequence: Number(snapshot?.log_sequence ?? 0),
      snapshotVector: snapshot ? vectorOf(snapshot) : null,
      corruptSnapshots,
    };
  }
}

function joinParts(
  documentId: string,
  rows: readonly Row[],
  upTo: number,
): Pick<LoadedLog, 'sequence' | 'updates'> {
  const updates: LoggedUpdate[] = [];
  let at = 0;
  const missing = (from: number, to: number) => {
    raiseHistoryAlarm({ kind: 'missing-rows', documentId, sequence: from });
    return new MissingRows(documentId, from, to);
  };
  for (const row of rows) {
    const [from, to] = [Number(row.from_sequence), Number(row.log_sequence)];
    switch (row.part) {
      case 'snapshot':
        updates.push({ bytes: row.bytes, encoding: 'v1' });
        at = to;
        break;
      case 'segment':
        if (from > at + 1) throw missing(at + 1, from - 1);
        updates.push({ bytes: cutSegment(documentId, row, upTo), encoding: 'v2' });
        at = Math.min(to, upTo);
        break;
      case 'row':
        if (to > at + 1) throw missing(at + 1, to - 1);
        updates.push({ bytes: row.bytes, encoding: 'v1' });
        at = to;
        break;
      case 'head':
        if (at < Math.min(to, upTo)) throw missing(at + 1, Math.min(to, upTo));
        break;
      default:
        row.part satisfies never;
    }
  }
  return { sequence: at, updates };
}

/** What a segment says of the rows up to `upTo`. */
function cutSegment(documentId: string, row: Row, upTo: number): Uint8Array {
  const { bytes: update, segment_rows: rows, course, deletes, checksum } = row;
  const fromSequence = Number(row.from_sequence);
  const stored: StoredSegment = {
    fromSequence,
    toSequence: Number(row.log_sequence),
    course,
    rows,
    deletes,
    update,
    checksum,
  };
  try {
    return readSegment(stored).updateUpTo(upTo);
  } catch (error) {
    raiseHistoryAlarm({ kind: 'corrupt-segment', documentId, sequence: fromSequence });
    throw error;
  }
}

/** The updates after a sequence number, in order: what a node lacks. They begin later when rows were folded. */
export async function followLog(
  database: PlainSql,
  documentId: string,
  after: number,
): Promise<{ sequence: number; update: Uint8Array; actorId: string; runId: string | null }[]> {
  const rows = await database.sql<{
    sequence: string | number;
    update: Uint8Array;
    actor_id: string;
    run_id: string | null;
  }>('select sequence, update, actor_id, run_id from follow_log($1::uuid, $2::bigint)', [documentId, after]);
  return rows.map((row) => ({
    sequence: Number(row.sequence),
    update: row.update,
    actorId: row.actor_id,
    runId: row.run_id,
  }));
}

/** A piece of the log in the encoding that every client reads. */
export function updateV1({ bytes, encoding }: LoggedUpdate): Uint8Array {
  return encoding === 'v2' ? Y.convertUpdateFormatV2ToV1(bytes) : bytes;
}

/** Applies a piece of a loaded log. Throws when Yjs cannot read it. */
function applyLogged(document: Y.Doc, { bytes, encoding }: LoggedUpdate, origin: unknown): void {
  if (encoding === 'v2') Y.applyUpdateV2(document, bytes, origin);
  else applyState(document, bytes, origin);
}

/** The Y.Doc of a loaded log, all in one transaction. */
export function documentFromLog(log: LoadedLog, options: { gc?: boolean } = {}): Y.Doc {
  const document = buildLogDocument(options);
  document.transact(() => {
    for (const update of log.updates) applyLogged(document, update, 'log');
  });
  return document;
}

function isSound(row: Row): boolean {
  return Buffer.from(snapshotChecksum(row.bytes)).equals(row.checksum);
}

/** The vector that was kept beside a sound snapshot; a broken one is none: it can be worked out. */
function vectorOf({ checksum, state_vector: vector, vector_checksum: kept }: Row): Uint8Array | null {
  if (!vector || !kept) return null;
  return Buffer.from(vectorChecksum(checksum, vector)).equals(kept) ? vector : null;
}
