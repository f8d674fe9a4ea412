// What the worker asks and writes of an AI run. Its attempt is the fence: whatever an older attempt still tries
// finds no row.
import type { Role } from '@hamnevis/core/access/roles';
import type { AiRunCreate, RunError } from '@hamnevis/core/contract/ai-runs';
import type { Status } from '@hamnevis/core/workflow/statuses';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Queries, Transaction } from '../connect.ts';
import { aiRunOutput, aiRuns, documents } from '../schema/tables.ts';
import { lockHead } from './documents.ts';
import { rowsOf, sqlWithin, transact } from './transact.ts';

export type RunRow = typeof aiRuns.$inferSelect;

/** One worker's hold on a run. */
export interface RunAttempt {
  runId: string;
  attempt: number;
}

/** A run as its worker needs it. */
export interface ClaimedRun extends RunAttempt {
  documentId: string;
  askedBy: string;
  request: AiRunCreate;
  title: string;
  language: 'fa' | 'en';
  model: string | null;
  outputComplete: boolean;
  usage: RunUsage | null;
}

/** Tokens so far; `estimated` when we counted some of them. */
export interface RunUsage {
  promptTokens: number;
  completionTokens: number;
  estimated: boolean;
}

/** An attempt that is no longer the current one, or whose run has ended, tried to write. */
export class RunFenced extends Error {
  constructor({ runId, attempt }: RunAttempt) {
    super(`attempt ${attempt} of AI run ${runId} is not the current one`);
  }
}

/**
 * Takes a run over: its attempt rises under the head's lock, so that no append of an older attempt can slip in
 * behind it. Answers null when there is nothing to do any more.
 */
export function claimRun(database: Database, runId: string): Promise<ClaimedRun | null> {
  return transact(database, { ofRun: runId }, async (tx) => {
    const [place] = await tx
      .select({ documentId: aiRuns.documentId })
      .from(aiRuns)
      .where(eq(aiRuns.id, runId));
    if (!place || !(await lockHead(tx, place.documentId))) return null;
    const [run] = await tx
      .update(aiRuns)
      .set({
        attempt: sql`${aiRuns.attempt} + 1`,
        status: 'writing',
        startedAt: sql`coalesce(${aiRuns.startedAt}, now())`,
      })
      .where(and(eq(aiRuns.id, runId), inArray(aiRuns.status, ['queued', 'writing'])))
      .returning();
    if (!run) return null;
    const [document] = await tx
      .select({ title: documents.title, language: documents.language })
      .from(documents)
      .where(eq(documents.id, run.documentId));
    if (!document) return null;
    return {
      runId: run.id,
      attempt: run.attempt,
      documentId: run.documentId,
      askedBy: run.askedBy,
      request: run.request as AiRunCreate,
      title: document.title,
      language: document.language,
      model: run.model,
      outputComplete: run.outputComplete,
      usage:
        run.promptTokens === null
          ? null
          : {
              promptTokens: run.promptTokens,
              completionTokens: run.completionTokens ?? 0,
              estimated: run.tokensEstimated,
            },
    };
  });
}

/** What may end a run while it writes. */
export interface RunCondition {
  attempt: number;
  status: RunRow['status'];
  decided: boolean;
  stopRequested: boolean;
  documentStatus: Status;
  trashed: boolean;
  /** The asker's role today; null when they are suspended or gone. */
  role: Role | null;
}

/** How a run stands at this moment; null when the row is gone. */
export async function readRunCondition(database: Database, runId: string): Promise<RunCondition | null> {
  const [row] = await transact(database, { ofRun: runId }, (tx) =>
    sqlWithin(database, tx).sql<{
      attempt: number;
      status: RunRow['status'];
      decided: boolean;
      stop_requested: boolean;
      document_status: Status;
      trashed: boolean;
      role: Role | null;
    }>(
      `select r.attempt, r.status, r.decision is not null as decided, r.stop_requested_at is not null as stop_requested,
            d.status as document_status, d.trashed_at is not null as trashed, m.role
     from ai_runs r
     join documents d on d.id = r.document_id
     left join members m on m.organization_id = d.organization_id and m.person_id = r.asked_by
       and m.suspended_at is null
     where r.id = $1`,
      [runId],
    ),
  );
  if (!row) return null;
  return {
    attempt: row.attempt,
    status: row.status,
    decided: row.decided,
    stopRequested: row.stop_requested,
    documentStatus: row.document_status,
    trashed: row.trashed,
    role: row.role,
  };
}

/** The model's output so far, as it was stored. */
export async function readRunOutput(database: Database, runId: string): Promise<string> {
  const rows = await transact(database, { ofRun: runId }, (tx) =>
    tx
      .select({ text: aiRunOutput.text })
      .from(aiRunOutput)
      .where(eq(aiRunOutput.runId, runId))
      .orderBy(asc(aiRunOutput.position)),
  );
  return rows.map((row) => row.text).join('');
}

/**
 * Stores more of the model's output; `position` is the number of characters (UTF-16 units) before it. Throws
 * {@link RunFenced}. The row is locked for the moment, so that a claim waits for it or is seen by it.
 */
export async function appendRunOutput(
  database: Database,
  run: RunAttempt,
  position: number,
  text: string,
): Promise<void> {
  const stored = await transact(database, { ofRun: run.runId }, (tx) =>
    sqlWithin(database, tx).sql(
      `with current as (
         select id from ai_runs where id = $1 and attempt = $2 and status = 'writing' for share)
       insert into ai_run_output (run_id, position, text)
       select id, $3::integer, $4::text from current returning run_id`,
      [run.runId, run.attempt, position, text],
    ),
  );
  if (stored.length === 0) throw new RunFenced(run);
}

/** Puts `text` in the place of all stored output: what is kept when a cut stream is continued. */
export function replaceRunOutput(database: Database, run: RunAttempt, text: string): Promise<void> {
  return transact(database, { ofRun: run.runId }, async (tx) => {
    await lockCurrent(tx, run);
    await tx.delete(aiRunOutput).where(eq(aiRunOutput.runId, run.runId));
    if (text !== '') await tx.insert(aiRunOutput).values({ runId: run.runId, position: 0, text });
  });
}

/** The model's answer is stored to its end, and this is what it cost: a resumed run only types on. */
export async function completeRunOutput(database: Database, run: RunAttempt, usage: RunUsage): Promise<void> {
  await transact(database, { ofRun: run.runId }, (tx) =>
    updateCurrent(tx, run, { outputComplete: true, ...usageColumns(usage) }),
  );
}

/** Which model writes. */
export async function setRunModel(database: Database, run: RunAttempt, model: string): Promise<void> {
  await transact(database, { ofRun: run.runId }, (tx) => updateCurrent(tx, run, { model }));
}

export type RunEnd = { status: 'finished' | 'stopped' } | { status: 'stopped' | 'failed'; error: RunError };

/** Ends a run. Under the head's lock, since an ended run is a fence too. Throws {@link RunFenced}. */
export function endRun(
  database: Database,
  run: RunAttempt,
  end: RunEnd,
  usage: RunUsage | null,
): Promise<void> {
  return transact(database, { ofRun: run.runId }, async (tx) => {
    const [place] = await tx
      .select({ documentId: aiRuns.documentId })
      .from(aiRuns)
      .where(eq(aiRuns.id, run.runId));
    if (!place) throw new RunFenced(run);
    await lockHead(tx, place.documentId);
    await updateCurrent(tx, run, {
      status: end.status,
      error: 'error' in end ? end.error : null,
      endedAt: new Date(),
      ...(usage === null ? {} : usageColumns(usage)),
    });
  });
}

/** Runs that wait or write since before `olderThan`: each of them must have a job. */
export async function listOpenRuns(queries: Queries, olderThan: Date): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    queries,
    sql`select id from open_runs(${olderThan.toISOString()}::timestamptz) as open (id)`,
  );
  return rows.map((row) => row.id);
}

function usageColumns(usage: RunUsage) {
  return {
    promptTokens: usage.promptTokens,
    completionTokens: usage.completionTokens,
    tokensEstimated: usage.estimated,
  };
}

function currentAttempt(run: RunAttempt) {
  return and(eq(aiRuns.id, run.runId), eq(aiRuns.attempt, run.attempt), eq(aiRuns.status, 'writing'));
}

async function updateCurrent(
  queries: Queries,
  run: RunAttempt,
  change: Partial<typeof aiRuns.$inferInsert>,
): Promise<void> {
  const updated = await queries
    .update(aiRuns)
    .set(change)
    .where(currentAttempt(run))
    .returning({ id: aiRuns.id });
  if (updated.length === 0) throw new RunFenced(run);
}

async function lockCurrent(tx: Transaction, run: RunAttempt): Promise<void> {
  const rows = await tx.select({ id: aiRuns.id }).from(aiRuns).where(currentAttempt(run)).for('update');
  if (rows.length === 0) throw new RunFenced(run);
}
