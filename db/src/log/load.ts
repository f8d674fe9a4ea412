// Loading: the newest sound snapshot, and the tail of the log after it. A node holds documents of several
// organizations, so it reads through functions that take one document's id, and no tenant.
import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import type { PlainSql } from '../connect.ts';

/** A document as the log has it. `updates` are applied in order; `sequence` is the last one's. */
export interface LoadedLog {
  sequence: number;
  /** Sequence of the snapshot that loading began with; 0 without one. */
  snapshotSequence: number;
  updates: Uint8Array[];
  /** Snapshots whose checksum was wrong, by sequence: text is safe in the log, but somebody should look. */
  corruptSnapshots: number[];
}

interface Row extends Record<string, unknown> {
  sequence: string | number;
  bytes: Uint8Array;
  checksum: Uint8Array | null;
}

/**
 * Reads a document up to `upTo` (default: to its head) in one statement, so that snapshot and tail are of one
 * moment. A corrupt snapshot is passed over and named; the log behind it gives the same text.
 */
export async function loadLog(database: PlainSql, documentId: string, upTo?: number): Promise<LoadedLog> {
  const corruptSnapshots: number[] = [];
  let below = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const rows = await database.sql<Row>(
      'select log_sequence as sequence, bytes, checksum from load_log($1::uuid, $2::bigint, $3::bigint)',
      [documentId, upTo ?? Number.MAX_SAFE_INTEGER, below],
    );
    const first = rows[0];
    const snapshot = first?.checksum ? first : undefined;
    if (snapshot && !isSound(snapshot)) {
      below = Number(snapshot.sequence);
      corruptSnapshots.push(below);
      continue;
    }
    return {
      sequence: Number(rows.at(-1)?.sequence ?? 0),
      snapshotSequence: Number(snapshot?.sequence ?? 0),
      updates: rows.map((row) => row.bytes),
      corruptSnapshots,
    };
  }
}

/** The updates after a sequence number, in order: what a node lacks. */
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

/** The Y.Doc of a loaded log, all in one transaction. */
export function documentFromLog(log: LoadedLog, options: { gc?: boolean } = {}): Y.Doc {
  const document = new Y.Doc({ gc: options.gc ?? true });
  document.transact(() => {
    for (const update of log.updates) Y.applyUpdate(document, update, 'log');
  });
  return document;
}

/** SHA-256 of a snapshot's bytes. */
export function snapshotChecksum(state: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(state).digest());
}

function isSound(row: Row): boolean {
  return row.checksum !== null && Buffer.from(snapshotChecksum(row.bytes)).equals(Buffer.from(row.checksum));
}
