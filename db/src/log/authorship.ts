// Who wrote what, worked out from the log: from the stored checkpoint over the rows after it, in steps that leave
// the program its breath.
import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { Authorship, type OwnerOf } from '@hamnevis/core/history/authorship';
import type { LogRow, RowKind } from '@hamnevis/core/history/log-row';
import * as Y from 'yjs';
import type { PlainSql } from '../connect.ts';

/** Rows read and taken in at once: about 10 ms of work. */
const ROWS_AT_ONCE = 1000;

/** A checkpoint is written anew after so many rows: writing one costs about as much as taking these in. */
const ROWS_PER_CHECKPOINT = 500;

export interface AuthorshipReading {
  authorship: Authorship;
  /** Where the log stood when the reading began. */
  head: number;
  /** False when the time was over before the head was reached: read again, it goes on from there. */
  isCurrent: boolean;
}

/**
 * Reads a document's authorship up to its head, from the checkpoint on, for about `budgetMs` at most, and keeps a
 * checkpoint of how far it came. A broken checkpoint is passed over.
 */
export async function readAuthorship(
  database: PlainSql,
  documentId: string,
  options: { budgetMs: number },
): Promise<AuthorshipReading> {
  const until = performance.now() + options.budgetMs;
  const head = await headOf(database, documentId);
  // Read after the head: an append binds its client ids before it writes its row.
  const ownerOf = await readOwners(database, documentId);
  const stored = await readCheckpoint(database, documentId, ownerOf);
  const authorship = stored ?? Authorship.start(ownerOf);
  const storedAt = stored?.sequence ?? 0;
  while (authorship.sequence < head) {
    const rows = await readRows(database, documentId, authorship.sequence, ROWS_AT_ONCE);
    if (rows.length === 0) throw new Error(`the log of document ${documentId} ends before its head`);
    for (const row of rows) authorship.advance(row);
    // After the first step at the earliest: however little time there is, each reading comes further.
    if (performance.now() >= until) break;
    await breathe();
  }
  if (authorship.sequence - storedAt >= ROWS_PER_CHECKPOINT)
    await writeCheckpoint(database, documentId, authorship);
  return { authorship, head, isCurrent: authorship.sequence >= head };
}

/** Documents whose checkpoint is more than `rows` rows behind their log, those furthest behind first. */
export async function listBehindAuthorship(
  database: PlainSql,
  rows: number,
  limit: number,
): Promise<string[]> {
  const found = await database.sql<{ document_id: string }>(
    `select h.document_id from document_heads h left join document_authorship a using (document_id)
     where h.sequence - coalesce(a.sequence, 0) > $1 and not h.trashed
     order by h.sequence - coalesce(a.sequence, 0) desc limit $2`,
    [rows, limit],
  );
  return found.map((row) => row.document_id);
}

/** Up to `limit` rows of the log after a sequence number, as core's history reads them. */
export async function readRows(
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
  }>(
    `select sequence, update, actor_id, run_id, kind,
       floor(extract(epoch from created_at) * 1000)::bigint as created_at_ms
     from document_updates where document_id = $1 and sequence > $2 and sequence <= $3 order by sequence`,
    // Bounded above, since sequences have no gaps: with a limit, a database without statistics sorts all the rest.
    [documentId, after, after + limit],
  );
  return rows.map((row) => ({
    sequence: Number(row.sequence),
    update: new Uint8Array(row.update),
    actorId: row.actor_id,
    runId: row.run_id,
    kind: row.kind,
    createdAtMs: Number(row.created_at_ms),
  }));
}

async function headOf(database: PlainSql, documentId: string): Promise<number> {
  const [row] = await database.sql<{ sequence: string | number }>(
    'select sequence from document_heads where document_id = $1',
    [documentId],
  );
  return Number(row?.sequence ?? 0);
}

async function readOwners(database: PlainSql, documentId: string): Promise<OwnerOf> {
  const rows = await database.sql<{ client_id: string | number; person_id: string; run_id: string | null }>(
    'select client_id, person_id, run_id from document_clients where document_id = $1',
    [documentId],
  );
  const owners = new Map(
    rows.map((row) => [Number(row.client_id), { personId: row.person_id, runId: row.run_id }]),
  );
  return (clientId) => owners.get(clientId);
}

async function readCheckpoint(
  database: PlainSql,
  documentId: string,
  ownerOf: OwnerOf,
): Promise<Authorship | null> {
  const [row] = await database.sql<{ checkpoint: Uint8Array; history: Uint8Array; checksum: Uint8Array }>(
    'select checkpoint, history, checksum from document_authorship where document_id = $1',
    [documentId],
  );
  if (!row) return null;
  if (checksumOf(row.checkpoint, row.history).equals(Buffer.from(row.checksum))) {
    const document = new Y.Doc({ gc: false });
    try {
      Y.applyUpdateV2(document, new Uint8Array(zstdDecompressSync(row.history)));
      return Authorship.resume(new Uint8Array(row.checkpoint), document, ownerOf);
    } catch {
      // Written by another release.
    }
  }
  // The log has it all. It must go: a new one that is not as far yet would not be written over it.
  await database.sql('delete from document_authorship where document_id = $1 and checksum = $2', [
    documentId,
    row.checksum,
  ]);
  return null;
}

async function writeCheckpoint(
  database: PlainSql,
  documentId: string,
  authorship: Authorship,
): Promise<void> {
  const checkpoint = authorship.encode();
  const history = zstdCompressSync(Y.encodeStateAsUpdateV2(authorship.document));
  // Whoever came further meanwhile stays.
  await database.sql(
    `insert into document_authorship (document_id, sequence, checkpoint, history, checksum)
     values ($1, $2, $3, $4, $5)
     on conflict (document_id) do update set sequence = excluded.sequence, checkpoint = excluded.checkpoint,
       history = excluded.history, checksum = excluded.checksum, updated_at = now()
     where document_authorship.sequence < excluded.sequence`,
    [documentId, authorship.sequence, checkpoint, history, checksumOf(checkpoint, history)],
  );
}

function checksumOf(checkpoint: Uint8Array, history: Uint8Array): Buffer {
  return createHash('sha256').update(checkpoint).update(history).digest();
}
