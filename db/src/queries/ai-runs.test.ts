import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aiRuns } from '../schema/tables.ts';
import { buildDatabase, type TestDatabase } from '../testing/build-database.ts';
import {
  appendRunOutput,
  claimRun,
  completeRunOutput,
  endRun,
  listOpenRuns,
  type RunAttempt,
  RunFenced,
  readRunCondition,
  readRunOutput,
  replaceRunOutput,
} from './ai-runs.ts';
import { insertDocument } from './documents.ts';
import { insertMember } from './members.ts';
import { insertOrganization } from './organizations.ts';
import { insertPerson } from './people.ts';
import { transact } from './transact.ts';
import { insertProject, insertWorkspace } from './workspaces.ts';

let home: TestDatabase;
let place: { organizationId: string; documentId: string; askedBy: string };
let runId: string;

beforeAll(async () => {
  home = await buildDatabase();
  const { queries } = home.owner;
  const person = await insertPerson(queries, {
    name: 'Asker',
    phone: null,
    email: 'asker@example.test',
    color: 'p1',
    language: 'en',
  });
  const organization = await insertOrganization(queries, { name: 'Org', slug: 'org' });
  const organizationId = organization.id;
  await insertMember(queries, { organizationId, personId: person.id, role: 'writer' });
  const workspace = await insertWorkspace(queries, { organizationId, name: 'W', slug: 'w' });
  const project = await insertProject(queries, {
    organizationId,
    workspaceId: workspace.id,
    name: 'P',
    slug: 'p',
  });
  const document = await transact(home.database, { organizationId }, (tx) =>
    insertDocument(tx, {
      organizationId,
      projectId: project.id,
      title: 'Title',
      language: 'fa',
      createdBy: person.id,
    }),
  );
  place = { organizationId, documentId: document.id, askedBy: person.id };
});

afterAll(() => home.drop());

beforeEach(async () => {
  const [row] = await home.owner.queries
    .insert(aiRuns)
    .values({ ...place, kind: 'draft', request: { kind: 'draft' } })
    .returning();
  runId = row?.id ?? '';
});

const readRow = async () => (await home.owner.queries.select().from(aiRuns).where(eq(aiRuns.id, runId)))[0];

async function claim(): Promise<RunAttempt> {
  const run = await claimRun(home.database, runId);
  if (run === null) throw new Error('there was nothing to claim');
  return run;
}

test('each worker that takes a run raises its attempt', async () => {
  expect(await claimRun(home.database, runId)).toMatchObject({
    runId,
    attempt: 1,
    documentId: place.documentId,
    title: 'Title',
    language: 'fa',
    outputComplete: false,
    usage: null,
  });
  const started = (await readRow())?.startedAt;
  expect((await claim()).attempt).toBe(2);
  expect(await readRow()).toMatchObject({ status: 'writing', startedAt: started });
});

test('an ended run and one that never was cannot be taken', async () => {
  await endRun(home.database, await claim(), { status: 'finished' }, null);
  expect(await claimRun(home.database, runId)).toBeNull();
  expect(await claimRun(home.database, '00000000-0000-7000-8000-000000000000')).toBeNull();
});

test('output comes back as it was stored, surrogate pairs and all', async () => {
  const run = await claim();
  await appendRunOutput(home.database, run, 0, 'سلام 😀');
  await appendRunOutput(home.database, run, 7, ' دنیا');
  expect(await readRunOutput(home.database, runId)).toBe('سلام 😀 دنیا');
  await replaceRunOutput(home.database, run, 'سلام ');
  expect(await readRunOutput(home.database, runId)).toBe('سلام ');
});

test('an older attempt can store, complete and end nothing', async () => {
  const old = await claim();
  const current = await claim();
  const usage = { promptTokens: 1, completionTokens: 2, estimated: false };
  await expect(appendRunOutput(home.database, old, 0, 'late')).rejects.toThrow(RunFenced);
  await expect(replaceRunOutput(home.database, old, 'late')).rejects.toThrow(RunFenced);
  await expect(completeRunOutput(home.database, old, usage)).rejects.toThrow(RunFenced);
  await expect(endRun(home.database, old, { status: 'finished' }, usage)).rejects.toThrow(RunFenced);
  expect(await readRunOutput(home.database, runId)).toBe('');
  await appendRunOutput(home.database, current, 0, 'text');
});

test('nothing of an older attempt is stored after a claim was answered', async () => {
  const old = await claim();
  let position = 0;
  let refused = 0;
  const store = () =>
    appendRunOutput(home.database, old, position++, 'x').catch((error: unknown) => {
      if (!(error instanceof RunFenced)) throw error;
      refused += 1;
    });
  // Some are under way before the claim, some while it waits for its lock, some after it.
  const before = Array.from({ length: 40 }, store);
  const claimed = claim().then(() => readRunOutput(home.database, runId));
  const meanwhile = Array.from({ length: 40 }, store);
  const atClaim = await claimed;
  const after = Array.from({ length: 10 }, store);
  await Promise.all([...before, ...meanwhile, ...after]);
  expect(await readRunOutput(home.database, runId)).toBe(atClaim);
  expect(refused).toBeGreaterThanOrEqual(10);
});

test('a run ends once, with its reason and what it cost', async () => {
  const run = await claim();
  const usage = { promptTokens: 11, completionTokens: 22, estimated: true };
  await endRun(home.database, run, { status: 'failed', error: 'model-idle' }, usage);
  expect(await readRow()).toMatchObject({
    status: 'failed',
    error: 'model-idle',
    promptTokens: 11,
    completionTokens: 22,
    tokensEstimated: true,
    endedAt: expect.any(Date),
  });
  await expect(endRun(home.database, run, { status: 'finished' }, null)).rejects.toThrow(RunFenced);
});

test('a complete answer keeps its exact usage for the worker that types on', async () => {
  const usage = { promptTokens: 5, completionTokens: 6, estimated: false };
  await completeRunOutput(home.database, await claim(), usage);
  expect(await claimRun(home.database, runId)).toMatchObject({ outputComplete: true, usage });
});

test('the condition names everything that may end a run', async () => {
  await claim();
  expect(await readRunCondition(home.database, runId)).toEqual({
    attempt: 1,
    status: 'writing',
    decided: false,
    stopRequested: false,
    documentStatus: 'draft',
    trashed: false,
    role: 'writer',
  });
  expect(await readRunCondition(home.database, '00000000-0000-7000-8000-000000000000')).toBeNull();
});

test('open runs are those that wait or write since before a moment', async () => {
  const later = new Date(Date.now() + 60_000);
  expect(await listOpenRuns(home.database.queries, later)).toContain(runId);
  expect(await listOpenRuns(home.database.queries, new Date(0))).toEqual([]);
  await endRun(home.database, await claim(), { status: 'stopped' }, null);
  expect(await listOpenRuns(home.database.queries, later)).not.toContain(runId);
});
