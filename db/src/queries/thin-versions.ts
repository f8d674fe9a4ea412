// The retention setting: of the versions that nobody asked for, one a day is kept once they are old.
import { and, eq, inArray, notInArray } from 'drizzle-orm';
import type { Database } from '../connect.ts';
import { versions } from '../schema/tables.ts';
import { recordAudit } from './audit.ts';
import { transact } from './transact.ts';

/** Whoever named or sealed a version keeps it. */
const KEPT_KINDS = ['named', 'approval'] as const;

interface Thinnable {
  id: string;
  organization_id: string;
  document_id: string;
}

/**
 * Removes up to `limit` automatic versions older than `days` of which a later one of the same day (UTC) stays; the
 * text itself stays whole, since a version is only a name for a moment of the log. What each document lost is written
 * into the audit. Answers how many went, by document. Safe to repeat and to be cut off anywhere.
 */
export async function thinVersions(
  database: Database,
  { days, limit = 1000 }: { days: number; limit?: number },
): Promise<Map<string, number>> {
  const before = new Date(Date.now() - days * 24 * 3600_000);
  const found = await database.sql<Thinnable & Record<string, unknown>>(
    'select id, organization_id, document_id from thinnable_versions($1::timestamptz, $2::integer)',
    [before.toISOString(), limit],
  );
  const thinned = new Map<string, number>();
  for (const [documentId, old] of Map.groupBy(found, (row) => row.document_id)) {
    const removed = await thinDocument(database, documentId, old, days);
    if (removed > 0) thinned.set(documentId, removed);
  }
  return thinned;
}

function thinDocument(
  database: Database,
  documentId: string,
  old: readonly Thinnable[],
  days: number,
): Promise<number> {
  const organizationId = (old[0] as Thinnable).organization_id;
  return transact(database, { organizationId }, async (tx) => {
    const removed = await tx
      .delete(versions)
      .where(
        and(
          inArray(
            versions.id,
            old.map((row) => row.id),
          ),
          notInArray(versions.kind, [...KEPT_KINDS]),
        ),
      )
      .returning({ number: versions.number });
    if (removed.length === 0) return 0;
    const left = await tx
      .select({ number: versions.number })
      .from(versions)
      .where(eq(versions.documentId, documentId))
      .orderBy(versions.number);
    // What was written for a version that went belongs to the next one now: it is counted again.
    const heirs = new Set(
      removed.map(({ number }) => left.find((other) => other.number > number)?.number ?? 0),
    );
    await tx
      .update(versions)
      .set({ work: null })
      .where(and(eq(versions.documentId, documentId), inArray(versions.number, [...heirs])));
    await recordAudit(tx, {
      organizationId,
      action: 'versions.thinned',
      subjectKind: 'document',
      subjectId: documentId,
      detail: { removed: removed.length, olderThanDays: days },
    });
    return removed.length;
  });
}
