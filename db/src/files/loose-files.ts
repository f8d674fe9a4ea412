// Files whose document was deleted for good. A copy of one may stand in any other text of its organization, at any moment
// of its history: everything that is kept is looked through before one is let go, twice, with a grace period in between.
import { and, asc, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { Database, PlainSql, Transaction } from '../connect.ts';
import { transact } from '../queries/transact.ts';
import { documents, files, removedFiles } from '../schema/tables.ts';
import { FileSearch } from './file-search.ts';
import type { FileStore } from './file-store.ts';

const FILES_AT_ONCE = 500;
const ORGANIZATIONS_AT_ONCE = 20;
/** A file that only a template names, and files that could not be judged, are looked at again after so long. */
const LOOK_AGAIN_MS = 24 * 3600_000;

/** What became of the loose files of an organization. */
export interface JudgedFiles {
  /** A text or a template names them. */
  used: number;
  /** Nothing does: they are kept for the grace period. */
  waiting: number;
  /** That is over: their rows are gone, and {@link removeBytes} takes the bytes. */
  letGo: number;
}

/** Organizations that have loose files to be looked at. */
export async function organizationsWithLooseFiles(database: PlainSql, now: Date): Promise<string[]> {
  const rows = await database.sql<{ organization_id: string }>(
    'select organization_id from loose_files_due($1::timestamptz, $2::integer) as organization_id',
    [now.toISOString(), ORGANIZATIONS_AT_ONCE],
  );
  return rows.map((row) => row.organization_id);
}

/**
 * Judges the loose files of an organization. One that a text names belongs to that document from now on; one that nothing
 * names waits for `keepMs`, and is let go when nothing names it then. Throws what a broken history throws; no file is let go
 * then, and they are judged again a day later.
 */
export async function judgeLooseFiles(
  database: Database,
  organizationId: string,
  { keepMs, now }: { keepMs: number; now: Date },
): Promise<JudgedFiles> {
  const within = <Result>(work: (tx: Transaction) => Promise<Result>) =>
    transact(database, { organizationId }, work);
  const later = (from: Date, ms: number) => new Date(from.getTime() + ms);
  const loose = await within((tx) =>
    tx
      .select({ id: files.id, unusedSince: files.unusedSince })
      .from(files)
      .where(and(isNull(files.documentId), or(isNull(files.lookAt), lte(files.lookAt, now))))
      .orderBy(asc(files.id))
      .limit(FILES_AT_ONCE),
  );
  const ids = loose.map(({ id }) => id);
  const search = new FileSearch(database, organizationId, ids);
  try {
    await search.run();
  } catch (error) {
    await within((tx) =>
      tx
        .update(files)
        .set({ lookAt: later(now, LOOK_AGAIN_MS) })
        .where(inArray(files.id, ids)),
    );
    throw error;
  }
  return within(async (tx) => {
    const isOver = ({ unusedSince }: (typeof loose)[number]) =>
      unusedSince !== null && later(unusedSince, keepMs) <= now;
    if (loose.some((file) => isOver(file) && !search.places.has(file.id))) await search.runAgain(tx);
    const judged: JudgedFiles = { used: 0, waiting: 0, letGo: 0 };
    for (const file of loose) {
      const place = search.places.get(file.id);
      if (place !== undefined) {
        judged.used += 1;
        if (place !== null) await giveTo(tx, file.id, place);
        else await settle(tx, file.id, { unusedSince: null, lookAt: later(now, LOOK_AGAIN_MS) });
      } else if (isOver(file)) {
        judged.letGo += 1;
        await tx.delete(files).where(eq(files.id, file.id));
      } else {
        judged.waiting += 1;
        const unusedSince = file.unusedSince ?? now;
        await settle(tx, file.id, { unusedSince, lookAt: later(unusedSince, keepMs) });
      }
    }
    return judged;
  });
}

/** Takes the bytes of files whose rows are gone out of the store, however they went; answers how many. */
export async function removeBytes({ queries }: Database, store: FileStore): Promise<number> {
  const gone = await queries.select().from(removedFiles).limit(FILES_AT_ONCE);
  for (const { id } of gone) {
    await store.remove(id);
    await queries.delete(removedFiles).where(eq(removedFiles.id, id));
  }
  return gone.length;
}

/** A document that was deleted for good meanwhile leaves the file as loose as before. */
async function giveTo(tx: Transaction, id: string, documentId: string): Promise<void> {
  const isThere = sql`exists (select from ${documents} where ${documents.id} = ${documentId})`;
  await tx
    .update(files)
    .set({ documentId, unusedSince: null, lookAt: null })
    .where(and(eq(files.id, id), isThere));
}

async function settle(
  tx: Transaction,
  id: string,
  change: { unusedSince: Date | null; lookAt: Date },
): Promise<void> {
  await tx.update(files).set(change).where(eq(files.id, id));
}
