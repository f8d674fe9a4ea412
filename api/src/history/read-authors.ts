import type { Authorship } from '@hamnevis/core/history/authorship';
import type { Database, PlainSql } from '@hamnevis/db/connect';
import { readAuthorship } from '@hamnevis/db/log/authorship';
import { readRows } from '@hamnevis/db/log/read-rows';
import { behindTheLog } from './behind-the-log.ts';

/** Whoever waits for this is about to decide; what is left over is worked out by the next try, or the worker. */
const BUDGET_MS = 1500;

/** Reads who wrote what stands in a text. Throws `unavailable` while a long history is worked out. */
export async function readAuthors(database: Database, documentId: string): Promise<Authorship> {
  const reading = await readAuthorship(database, documentId, { budgetMs: BUDGET_MS });
  if (!reading.isCurrent) throw behindTheLog(reading);
  return reading.authorship;
}

/**
 * Whether letters of this person (by any of their identities), or of a run that they asked for, stand in the text at `sequence`: what was written
 * since `authorship` was read is read on from there. Call it under the head's lock.
 */
export async function isAuthorAt(
  database: PlainSql,
  authorship: Authorship,
  place: { documentId: string; sequence: number; identities: readonly string[] },
): Promise<boolean> {
  const after = authorship.sequence;
  if (after < place.sequence) {
    for await (const rows of readRows(database, place.documentId, { after, upTo: place.sequence })) {
      for (const row of rows) authorship.advance(row);
    }
  }
  const { runs, labels } = authorship.attribution();
  return runs.some((run) => place.identities.includes(labels[run.label]?.personId ?? ''));
}
