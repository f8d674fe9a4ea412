// What people ask of AI runs: rows that are made, looked at, stopped and decided. What the worker does with them
// stands in ai-runs.ts.
import type { AiRunCreate } from '@hamnevis/core/contract/ai-runs';
import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Queries } from '../connect.ts';
import { aiRuns, documents, members, people } from '../schema/tables.ts';
import type { RunRow } from './ai-runs.ts';
import type { PersonRefRow } from './documents.ts';
import { afterCursor, type PageRequest } from './paging.ts';

export interface FoundRun {
  run: RunRow;
  askedBy: PersonRefRow;
}

const WITH_ASKER = {
  run: aiRuns,
  askedBy: { id: people.id, name: people.name, color: people.color },
};

interface NewRun {
  id: string;
  organizationId: string;
  documentId: string;
  askedBy: string;
  request: AiRunCreate;
  retryOf: string | null;
}

/** Writes a run down, queued; the job is added after the commit. */
export async function insertRun(queries: Queries, run: NewRun): Promise<void> {
  await queries.insert(aiRuns).values({ ...run, kind: run.request.kind, request: { ...run.request } });
}

/** The run, for a member of its organization while its document is outside the trash. */
export async function findRun(
  queries: Queries,
  runId: string,
  personId: string,
): Promise<FoundRun | undefined> {
  const [row] = await queries
    .select(WITH_ASKER)
    .from(aiRuns)
    .innerJoin(people, eq(people.id, aiRuns.askedBy))
    .innerJoin(documents, and(eq(documents.id, aiRuns.documentId), isNull(documents.trashedAt)))
    .innerJoin(
      members,
      and(
        eq(members.organizationId, aiRuns.organizationId),
        eq(members.personId, personId),
        isNull(members.suspendedAt),
      ),
    )
    .where(eq(aiRuns.id, runId));
  return row;
}

/** Runs of a document, the newest first. */
export function listRuns(queries: Queries, documentId: string, page: PageRequest): Promise<FoundRun[]> {
  return queries
    .select(WITH_ASKER)
    .from(aiRuns)
    .innerJoin(people, eq(people.id, aiRuns.askedBy))
    .where(and(eq(aiRuns.documentId, documentId), afterCursor(aiRuns.id, page.cursor, 'descending')))
    .orderBy(desc(aiRuns.id))
    .limit(page.limit + 1);
}

/**
 * Asks a run to stop: one that still waits is stopped at once, one that writes is told so, and its worker ends it.
 * False when it had ended before.
 */
export async function requestStop(queries: Queries, runId: string, now: Date): Promise<boolean> {
  const asked = await queries
    .update(aiRuns)
    .set({
      stopRequestedAt: sql`coalesce(${aiRuns.stopRequestedAt}, ${now.toISOString()}::timestamptz)`,
      status: sql`case when ${aiRuns.status} = 'queued' then 'stopped' else ${aiRuns.status} end`,
      endedAt: sql`case when ${aiRuns.status} = 'queued' then ${now.toISOString()}::timestamptz else ${aiRuns.endedAt} end`,
    })
    .where(and(eq(aiRuns.id, runId), inArray(aiRuns.status, ['queued', 'writing'])))
    .returning({ id: aiRuns.id });
  return asked.length > 0;
}

/** Writes a decision down. Call it under the head's lock, together with the edit that carries it out. */
export async function writeDecision(
  queries: Queries,
  runId: string,
  decision: 'accepted' | 'discarded',
  personId: string,
): Promise<void> {
  await queries.update(aiRuns).set({ decision, decidedBy: personId }).where(eq(aiRuns.id, runId));
}

/** Locks a run's row and answers it as it is now. */
export async function lockRun(queries: Queries, runId: string): Promise<RunRow | undefined> {
  const [row] = await queries.select().from(aiRuns).where(eq(aiRuns.id, runId)).for('update');
  return row;
}
