// Words that lost their place, filed for their author. Nodes file them: they serve several organizations, so these
// are functions in the database that take one document's id.
import { setImmediate as breathe } from 'node:timers/promises';
import { applyState } from '@hamnevis/core/document/apply-state';
import { buildLogDocument } from '@hamnevis/core/document/formatting-cleanup';
import { type HomelessText, watchHomeless } from '@hamnevis/core/history/homeless';
import { type LostPiece, piecesWithout } from '@hamnevis/core/history/lost-pieces';
import * as Y from 'yjs';
import type { PlainSql } from '../connect.ts';
import { newId } from '../queries/new-id.ts';
import { type LoadedLog, updateV1 } from './load.ts';

/** Rows looked through at once: some milliseconds. */
const ROWS_AT_ONCE = 200;

/**
 * Files what is not filed yet and answers how many pieces that was. Safe to repeat, with pieces cut differently too.
 * Throws the driver's error when the database is away.
 */
export async function fileHomeless(
  database: PlainSql,
  documentId: string,
  noticed: readonly LostPiece[],
): Promise<number> {
  const clients = [...new Set(noticed.map((piece) => piece.client))];
  const known = await database.sql<{ client_id: string | number; clock: string | number; length: number }>(
    'select client_id, clock, length from filed_homeless($1::uuid, $2::bigint[])',
    [documentId, clients],
  );
  const pieces = piecesWithout(
    noticed,
    known.map(({ client_id, clock, length }) => ({
      client: Number(client_id),
      clock: Number(clock),
      length,
    })),
  );
  if (pieces.length === 0) return 0;
  const [row] = await database.sql<{ filed: number }>(
    'select file_homeless($1::uuid, $2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::integer[]) as filed',
    [
      documentId,
      pieces.map(() => newId()),
      pieces.map((piece) => piece.client),
      pieces.map((piece) => piece.clock),
      // NUL cannot be stored by Postgres.
      pieces.map((piece) => piece.text.replaceAll('\0', '\ufffd')),
      pieces.map((piece) => piece.text.length),
    ],
  );
  return row?.filed ?? 0;
}

/**
 * Words that died by the rows behind the snapshot of a loaded log though nobody deleted them, of some rows at a time, and
 * lets others in between.
 */
export async function* homelessOf(loaded: LoadedLog): AsyncGenerator<HomelessText[], void> {
  const document = buildLogDocument();
  const snapshots = loaded.snapshotSequence > 0 ? 1 : 0;
  const updates = loaded.updates.map(updateV1);
  for (const update of updates.slice(0, snapshots)) applyState(document, update);
  for (let at = snapshots; at < updates.length; at += ROWS_AT_ONCE) {
    const rows = updates.slice(at, at + ROWS_AT_ONCE);
    const noticed = watchHomeless(document, rows);
    document.transact(() => {
      for (const row of rows) Y.applyUpdate(document, row);
    });
    yield noticed();
    await breathe();
  }
}
