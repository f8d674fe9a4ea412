// Exports of everything about a person: the rows of their progress, and the zip in pieces.
import { and, asc, desc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { Queries, Transaction } from '../connect.ts';
import { personExportParts, personExports } from '../schema/tables.ts';
import { hashSecret, newSecret } from './secrets.ts';

export type PersonExportRow = typeof personExports.$inferSelect;

/** A zip is kept for so long. */
export const EXPORT_LIFE_MS = 24 * 3600_000;
/** A link to it opens for so long. */
export const EXPORT_LINK_MS = 5 * 60_000;

/** Asks for an export; the one that is being made already, if there is one. */
export async function askForExport(tx: Transaction, personId: string, now: Date): Promise<PersonExportRow> {
  // Two requests at once make one export: the second waits here.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`export ${personId}`}, 0))`);
  const open = await tx
    .select()
    .from(personExports)
    .where(and(eq(personExports.personId, personId), inArray(personExports.status, ['queued', 'working'])))
    .limit(1);
  if (open[0]) return open[0];
  const [row] = await tx.insert(personExports).values({ personId, createdAt: now }).returning();
  if (!row) throw new Error('the insert answered no row');
  return row;
}

/** A person's exports, the newest first. */
export function listExports(queries: Queries, personId: string): Promise<PersonExportRow[]> {
  return queries
    .select()
    .from(personExports)
    .where(eq(personExports.personId, personId))
    .orderBy(desc(personExports.id))
    .limit(20);
}

/** One export of a person. */
export async function findExport(
  queries: Queries,
  personId: string,
  exportId: string,
): Promise<PersonExportRow | undefined> {
  const [row] = await queries
    .select()
    .from(personExports)
    .where(and(eq(personExports.id, exportId), eq(personExports.personId, personId)));
  return row;
}

/** The export that a worker is to make; undefined when there is nothing to do any more. */
export async function findOpenExport(
  queries: Queries,
  exportId: string,
): Promise<PersonExportRow | undefined> {
  const [row] = await queries
    .select()
    .from(personExports)
    .where(and(eq(personExports.id, exportId), inArray(personExports.status, ['queued', 'working'])));
  return row;
}

/** Exports that are not made yet and were asked for before a moment, for the sweep. */
export async function listOpenExports(queries: Queries, before: Date): Promise<string[]> {
  const rows = await queries
    .select({ id: personExports.id })
    .from(personExports)
    .where(and(inArray(personExports.status, ['queued', 'working']), lt(personExports.createdAt, before)))
    .orderBy(asc(personExports.id));
  return rows.map((row) => row.id);
}

/** Says how far it is, in per cent, while it is being made. */
export async function setExportProgress(queries: Queries, exportId: string, progress: number): Promise<void> {
  await queries
    .update(personExports)
    .set({ status: 'working', progress })
    .where(and(eq(personExports.id, exportId), inArray(personExports.status, ['queued', 'working'])));
}

/** Says that it cannot be made. */
export async function failExport(queries: Queries, exportId: string): Promise<void> {
  await queries
    .update(personExports)
    .set({ status: 'failed' })
    .where(and(eq(personExports.id, exportId), inArray(personExports.status, ['queued', 'working'])));
}

/** Keeps the zip, all of it or nothing; of two workers that made it the first one counts. */
export async function keepExport(
  tx: Transaction,
  exportId: string,
  parts: AsyncIterable<Uint8Array>,
  now: Date,
): Promise<void> {
  const [row] = await tx.select().from(personExports).where(eq(personExports.id, exportId)).for('update');
  if (!row || row.status === 'ready' || row.status === 'failed') return;
  let part = 0;
  let sizeBytes = 0;
  for await (const bytes of parts) {
    await tx.insert(personExportParts).values({ exportId, part, bytes });
    part += 1;
    sizeBytes += bytes.byteLength;
  }
  await tx
    .update(personExports)
    .set({ status: 'ready', progress: 100, sizeBytes, expiresAt: new Date(now.getTime() + EXPORT_LIFE_MS) })
    .where(eq(personExports.id, exportId));
}

/** Makes a link to a zip that is ready; the link before it is dead. Undefined when there is none to link to. */
export async function linkExport(
  queries: Queries,
  personId: string,
  exportId: string,
  now: Date,
): Promise<string | undefined> {
  const secret = newSecret();
  const linked = await queries
    .update(personExports)
    .set({ linkHash: hashSecret(secret), linkUntil: new Date(now.getTime() + EXPORT_LINK_MS) })
    .where(
      and(
        eq(personExports.id, exportId),
        eq(personExports.personId, personId),
        eq(personExports.status, 'ready'),
        sql`${personExports.expiresAt} > ${now.toISOString()}::timestamptz`,
      ),
    )
    .returning({ id: personExports.id });
  return linked.length > 0 ? secret : undefined;
}

/** The export that a link opens at this moment. */
export async function findLinkedExport(
  queries: Queries,
  secret: string,
  now: Date,
): Promise<PersonExportRow | undefined> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const [row] = await queries
    .select()
    .from(personExports)
    .where(
      and(
        eq(personExports.linkHash, hashSecret(secret)),
        sql`${personExports.linkUntil} > ${at} and ${personExports.expiresAt} > ${at}`,
      ),
    );
  return row;
}

/** One piece of a zip; undefined after the last. */
export async function readExportPart(
  queries: Queries,
  exportId: string,
  part: number,
): Promise<Uint8Array | undefined> {
  const [row] = await queries
    .select({ bytes: personExportParts.bytes })
    .from(personExportParts)
    .where(and(eq(personExportParts.exportId, exportId), eq(personExportParts.part, part)));
  return row?.bytes;
}

/** Deletes zips whose time is over; that there was one stays known for a month. */
export async function deleteExpiredExports(queries: Queries, now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`;
  await queries.execute(sql`
    delete from ${personExportParts} where ${personExportParts.exportId} in (
      select id from ${personExports} where ${personExports.expiresAt} < ${at})`);
  const monthAgo = new Date(now.getTime() - 30 * 24 * 3600_000);
  await queries
    .delete(personExports)
    .where(
      or(
        lt(personExports.expiresAt, monthAgo),
        and(isNull(personExports.expiresAt), lt(personExports.createdAt, monthAgo)),
      ),
    );
}
