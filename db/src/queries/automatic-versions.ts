// Versions that nobody asked for: before what may change a text at one blow, and while it is being written.
import { WorkTally } from '@hamnevis/core/history/work-tally';
import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import type { Database, Transaction } from '../connect.ts';
import { readRows } from '../log/authorship.ts';
import { documents, versions } from '../schema/tables.ts';
import { type DocumentRow, lockHead } from './documents.ts';
import { transact } from './transact.ts';
import { documentAt, insertVersion, pinSnapshot, type VersionRow } from './versions.ts';

/** A text that nobody has touched for so long has come to rest. */
export const REST_MS = 2 * 60_000;

/** A text that is written without a rest gets a version after so long. */
export const WRITING_MS = 10 * 60_000;

/** A version stands at most so many rows behind a full state: what opening one may cost. */
const ROWS_PER_PINNED_STATE = 5000;

const ROWS_AT_ONCE = 2000;

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
 * Makes the versions that are due, at most `limit`: of texts that grew since their newest version and have come to
 * rest, or are being written for long. Answers the documents that got one. Safe to run anywhere at any time.
 */
export async function makeDueVersions(database: Database, limit = 100): Promise<string[]> {
  const due = await database.sql<{ document_id: string; person_id: string }>(
    `select h.document_id, coalesce(p.id, d.created_by) as person_id
     from document_heads h
     join documents d on d.id = h.document_id
     left join lateral (
       select sequence from versions where document_id = h.document_id order by number desc limit 1) v on true
     join document_updates first
       on first.document_id = h.document_id and first.sequence = coalesce(v.sequence, 1) + 1
     join document_updates last on last.document_id = h.document_id and last.sequence = h.sequence
     left join people p on p.id = last.actor_id
     where not h.trashed
       and (last.created_at < now() - $1 * interval '1 millisecond'
         or first.created_at < now() - $2 * interval '1 millisecond')
     limit $3`,
    [REST_MS, WRITING_MS, limit],
  );
  const made: string[] = [];
  for (const { document_id: documentId, person_id: personId } of due) {
    const version = await transact(database, async (tx) => {
      const head = await lockHead(tx, documentId);
      const [document] = await tx.select().from(documents).where(eq(documents.id, documentId));
      if (!head || head.trashed || !document) return null;
      return insertVersionOfChange(tx, { document, sequence: head.sequence, kind: 'automatic', personId });
    });
    if (!version) continue;
    made.push(documentId);
    await keepStateNear(database, version);
  }
  return made;
}

/** Keeps a full state at this version if the last one that is kept is far behind. */
async function keepStateNear(database: Database, { documentId, sequence }: VersionRow): Promise<void> {
  const [kept] = await database.sql<{ sequence: string | number | null }>(
    `select max(sequence) as sequence from document_snapshots
     where document_id = $1 and pinned and sequence <= $2`,
    [documentId, sequence],
  );
  if (sequence - Number(kept?.sequence ?? 0) < ROWS_PER_PINNED_STATE) return;
  await pinSnapshot(database, documentId, sequence, await documentAt(database, documentId, sequence));
}

/**
 * Counts, for up to `limit` versions that lack it, who wrote how much since the version before. Answers the
 * documents whose versions were counted.
 */
export async function countWorkOfVersions(database: Database, limit = 50): Promise<Set<string>> {
  const { queries } = database;
  const uncounted = await queries
    .select()
    .from(versions)
    .where(isNull(versions.work))
    .orderBy(versions.id)
    .limit(limit);
  for (const version of uncounted) {
    const [before] = await queries
      .select({ sequence: versions.sequence })
      .from(versions)
      .where(and(eq(versions.documentId, version.documentId), lt(versions.number, version.number)))
      .orderBy(desc(versions.number))
      .limit(1);
    const tally = new WorkTally();
    let at = before?.sequence ?? 0;
    while (at < version.sequence) {
      const count = Math.min(ROWS_AT_ONCE, version.sequence - at);
      const rows = await readRows(database, version.documentId, at, count);
      for (const row of rows) tally.add(row);
      at = rows.at(-1)?.sequence ?? version.sequence;
    }
    const work = tally.work.map(({ personId, runId, inserted, deleted }) => ({
      personId,
      runId,
      inserted,
      deleted,
    }));
    await queries.update(versions).set({ work }).where(eq(versions.id, version.id));
  }
  return new Set(uncounted.map((version) => version.documentId));
}
