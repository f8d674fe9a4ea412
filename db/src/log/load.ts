// Loading: the newest sound snapshot, and the tail of the log after it.
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
      `with snapshot as (
         select sequence, state, checksum from document_snapshots
         where document_id = $1 and sequence <= $2 and sequence < $3 order by sequence desc limit 1)
       select sequence, state as bytes, checksum from snapshot
       union all
       select sequence, update as bytes, null as checksum from document_updates
       where document_id = $1 and sequence <= $2 and sequence > coalesce((select sequence from snapshot), 0)
       order by sequence, checksum nulls last`,
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
  }>(
    `select sequence, update, actor_id, run_id from document_updates
     where document_id = $1 and sequence > $2 order by sequence`,
    [documentId, after],
  );
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
