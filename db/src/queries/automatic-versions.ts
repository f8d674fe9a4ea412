// Versions that nobody asked for: before what may change a text at one blow, and while it is being written.
import { WorkTally } from '@hamnevis/core/history/work-tally';
import { and, desc, eq, lt, lte, max } from 'drizzle-orm';
import type { Database, Transaction } from '../connect.ts';
import { readRows } from '../log/read-rows.ts';
import { documentSnapshots, documents, versions } from '../schema/tables.ts';
import { type DocumentRow, lockHead } from './documents.ts';
import { transact } from './transact.ts';
import { documentAt, insertVersion, pinSnapshot, type VersionRow } from './versions.ts';

/** A version stands at most so many rows behind a full state: what opening one may cost. */
const ROWS_PER_PINNED_STATE = 5000;

/**
 * Makes a version of the text as it stands, unless nothing was written since the newest one. Call it under the
 * head's lock, with the head's sequence.
 */
export async function insertVersionOfChange(
  tx: Transaction,
  wish: {
    document: DocumentRow;
    sequence: number;
    kind: Extract<VersionRow['kind'], 'automatic' | 'before-run' | 'before-status'>;
    personId: string;
  },
): Promise<VersionRow | null> {
  const [newest] = await tx
    .select({ sequence: versions.sequence })
    .from(versions)
    .where(eq(versions.documentId, wish.document.id))
    .orderBy(desc(versions.number))
    .limit(1);
  // The first row is the server's: a document that nobody has written in is no version of anything.
  if (wish.sequence <= (newest?.sequence ?? 1)) return null;
  return insertVersion(tx, { ...wish, name: null, note: null });
}

/**
 * Makes a version of a text as it stands; answers whether it did: not when nothing was written since the newest one,
 * nor in the trash. Safe to run anywhere at any time.
 */
export async function makeAutomaticVersion(
  database: Database,
  { documentId, organizationId, personId }: { documentId: string; organizationId: string; personId: string },
): Promise<boolean> {
  const version = await transact(database, { organizationId }, async (tx) => {
    const head = await lockHead(tx, documentId);
    const [document] = await tx.select().from(documents).where(eq(documents.id, documentId));
    if (!head || head.trashed || !document) return null;
    return insertVersionOfChange(tx, { document, sequence: head.sequence, kind: 'automatic', personId });
  });
  if (version) await keepStateNear(database, version);
  return version !== null;
}

/** Keeps a full state at this version if the last one that is kept is far behind. */
async function keepStateNear(database: Database, version: VersionRow): Promise<void> {
  const { organizationId, documentId, sequence } = version;
  const [kept] = await transact(database, { organizationId }, (tx) =>
    tx
      .select({ sequence: max(documentSnapshots.sequence) })
      .from(documentSnapshots)
      .where(
        and(
          eq(documentSnapshots.documentId, documentId),
          eq(documentSnapshots.pinned, true),
          lte(documentSnapshots.sequence, sequence),
        ),
      ),
  );
  if (sequence - (kept?.sequence ?? 0) < ROWS_PER_PINNED_STATE) return;
  await pinSnapshot(database, version, await documentAt(database, documentId, sequence));
}

/**
 * Counts, for up to `limit` versions that lack it, who wrote how much since the version before. Answers the
 * documents whose versions were counted.
 */
export async function countWorkOfVersions(database: Database, limit = 50): Promise<Set<string>> {
  const uncounted = await database.sql<{ id: string; organization_id: string }>(
    'select id, organization_id from uncounted_versions($1::integer)',
    [limit],
  );
  const counted = new Set<string>();
  for (const { id, organization_id: organizationId } of uncounted) {
    const span = await transact(database, { organizationId }, (tx) => findSpan(tx, id));
    if (!span) continue;
    const work = await countWork(database, span);
    await transact(database, { organizationId }, (tx) =>
      tx.update(versions).set({ work }).where(eq(versions.id, id)),
    );
    counted.add(span.documentId);
  }
  return counted;
}

/** Rows of a log: those after `after`, up to `upTo`. */
interface Span {
  documentId: string;
  after: number;
  upTo: number;
}

/** What was written for a version: everything since the one before it. */
async function findSpan(tx: Transaction, versionId: string): Promise<Span | null> {
  const [version] = await tx.select().from(versions).where(eq(versions.id, versionId));
  if (!version) return null;
  const { documentId, number, sequence } = version;
  const [before] = await tx
    .select({ sequence: versions.sequence })
    .from(versions)
    .where(and(eq(versions.documentId, documentId), lt(versions.number, number)))
    .orderBy(desc(versions.number))
    .limit(1);
  return { documentId, after: before?.sequence ?? 0, upTo: sequence };
}

async function countWork(
  database: Database,
  { documentId, after, upTo }: Span,
): Promise<NonNullable<VersionRow['work']>> {
  const tally = new WorkTally();
  for await (const rows of readRows(database, documentId, { after, upTo }))
    for (const row of rows) tally.add(row);
  return tally.work.map(({ personId, runId, inserted, deleted }) => ({
    personId,
    runId,
    inserted,
    deleted,
  }));
}
