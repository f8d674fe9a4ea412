// Who wrote what, worked out from the log: from the stored checkpoint over the rows after it, in steps that leave
// the program its breath. The log and its checkpoint are read through functions that take one document's id and no
// tenant, as loading does: the worker serves every organization, and the API has judged who may read.
import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { buildLogDocument } from '@hamnevis/core/document/formatting-cleanup';
import { Authorship, type OwnerOf } from '@hamnevis/core/history/authorship';
import * as Y from 'yjs';
import type { PlainSql } from '../connect.ts';
import { readRows } from './read-rows.ts';

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
  let isInTime = true;
  for await (const rows of readRows(database, documentId, { after: storedAt, upTo: head })) {
    for (const row of rows) authorship.advance(row);
    // After the first step at the earliest: however little time there is, each reading comes further.
    isInTime = performance.now() < until;
    if (!isInTime) break;
  }
  if (isInTime && authorship.sequence < head)
    throw new Error(`the log of document ${documentId} ends before its head`);
  if (authorship.sequence - storedAt >= ROWS_PER_CHECKPOINT)
    await writeCheckpoint(database, documentId, authorship);
  return { authorship, head, isCurrent: authorship.sequence >= head };
}

async function headOf(database: PlainSql, documentId: string): Promise<number> {
  const [row] = await database.sql<{ sequence: string | number }>(
    'select sequence from heads_of(array[$1::uuid])',
    [documentId],
  );
  return Number(row?.sequence ?? 0);
}

async function readOwners(database: PlainSql, documentId: string): Promise<OwnerOf> {
  const rows = await database.sql<{ client_id: string | number; person_id: string; run_id: string | null }>(
    'select client_id, person_id, run_id from clients_of($1::uuid)',
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
    'select checkpoint, history, checksum from authorship_of($1::uuid)',
    [documentId],
  );
  if (!row) return null;
  if (checksumOf(row.checkpoint, row.history).equals(Buffer.from(row.checksum))) {
    const document = buildLogDocument({ gc: false });
    try {
      Y.applyUpdateV2(document, new Uint8Array(zstdDecompressSync(row.history)));
      return Authorship.resume(new Uint8Array(row.checkpoint), document, ownerOf);
    } catch {
      // Written by another release.
    }
  }
  // The log has it all. It must go: a new one that is not as far yet would not be written over it.
  await database.sql('select drop_authorship($1::uuid, $2::bytea)', [documentId, row.checksum]);
  return null;
}

async function writeCheckpoint(
  database: PlainSql,
  documentId: string,
  authorship: Authorship,
): Promise<void> {
  const checkpoint = authorship.encode();
  const history = zstdCompressSync(Y.encodeStateAsUpdateV2(authorship.document));
  await database.sql('select keep_authorship($1::uuid, $2::bigint, $3::bytea, $4::bytea, $5::bytea)', [
    documentId,
    authorship.sequence,
    checkpoint,
    history,
    checksumOf(checkpoint, history),
  ]);
}

function checksumOf(checkpoint: Uint8Array, history: Uint8Array): Buffer {
  return createHash('sha256').update(checkpoint).update(history).digest();
}
