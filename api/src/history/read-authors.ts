import { setImmediate as breathe } from 'node:timers/promises';
import type { Authorship } from '@hamnevis/core/history/authorship';
import type { Database, PlainSql } from '@hamnevis/db/connect';
import { readAuthorship, readRows } from '@hamnevis/db/log/authorship';
import { behindTheLog } from './behind-the-log.ts';

/** Whoever waits for this is about to decide; what is left over is worked out by the next try, or the worker. */
const BUDGET_MS = 1500;
const ROWS_AT_ONCE = 1000;

/** Reads who wrote what stands in a text. Throws `unavailable` while a long history is worked out. */
export async function readAuthors(database: Database, documentId: string): Promise<Authorship> {
  const reading = await readAuthorship(database, documentId, { budgetMs: BUDGET_MS });
  if (!reading.isCurrent) throw behindTheLog(reading);
  return reading.authorship;
}

/**
 * Whether letters of this person, or of a run that they asked for, stand in the text at `sequence`: what was written
 * since `authorship` was read is read on from there. Call it under the head's lock.
 */
export async function isAuthorAt(
  database: PlainSql,
  authorship: Authorship,
  place: { documentId: string; sequence: number; personId: string },
): Promise<boolean> {
  while (authorship.sequence < place.sequence) {
    const rows = await readRows(database, place.documentId, authorship.sequence, ROWS_AT_ONCE);
    if (rows.length === 0) throw new Error(`the log of document ${place.documentId} ends before its head`);
    for (const row of rows) authorship.advance(row);
    await breathe();
  }
  const { runs, labels } = authorship.attribution();
  return runs.some((run) => labels[run.label]?.personId === place.personId);
}
