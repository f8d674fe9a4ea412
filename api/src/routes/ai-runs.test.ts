import type { Role } from '@hamnevis/core/access/roles';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApi, buildDocument, buildTeam, rowsOf, type Team, type TestApi } from '../testing/build-api.ts';
import { blocksInto, editAs, linesIn, paragraph, rightsOf } from '../testing/type-into.ts';

let api: TestApi;
let team: Team;
beforeAll(async () => {
  api = await buildApi({ AI_RUNS_PER_MINUTE: '10000' });
  team = await buildTeam(api, 'desk');
});
afterAll(() => api.drop());

const idOf = (role: Role) => team.people[role].person.id;
const ask = (
  documentId: string,
  headers: Record<string, string> = {},
  body: unknown = { kind: 'draft', topic: 'قطار' },
) =>
  api.request('POST', `/api/v1/documents/${documentId}/ai-runs`, {
    token: team.people.writer.token,
    body,
    headers,
  });
const on = (runId: string, verb: string, role: Role = 'writer', headers: Record<string, string> = {}) =>
  api.request('POST', `/api/v1/ai-runs/${runId}/${verb}`, { token: team.people[role].token, headers });
const runsOf = (documentId: string) =>
  rowsOf(api.database, 'select * from ai_runs where document_id = $1', [documentId]);
const setStatus = (runId: string, status: string) =>
  rowsOf(api.database, 'update ai_runs set status = $2 where id = $1', [runId, status]);

/** A document with a finished run whose two blocks wait for a decision, between two of a person. */
async function undecided(): Promise<{ documentId: string; runId: string }> {
  const documentId = await buildDocument(api, team);
  const runId = (await ask(documentId)).body.id;
  await setStatus(runId, 'finished');
  await editAs(api, documentId, idOf('writer'), (article) => {
    article.delete(0, 1);
    blocksInto(
      article,
      paragraph('من'),
      paragraph('ماشین ۱', runId),
      paragraph('ماشین ۲', runId),
      paragraph('باز من'),
    );
  });
  return { documentId, runId };
}

test('the row is written before its job is added, and the job carries its id', async () => {
  const documentId = await buildDocument(api, team);
  api.jobs.length = 0;
  const asked = await ask(documentId);
  expect(asked.status).toBe(202);
  expect(api.jobs).toEqual([{ queue: 'ai-runs', jobId: asked.body.id, payload: { runId: asked.body.id } }]);
  const seen = await api.request('GET', `/api/v1/ai-runs/${asked.body.id}`, {
    token: team.people.viewer.token,
  });
  expect(seen.body).toMatchObject({
    status: 'queued',
    decision: null,
    topic: 'قطار',
    askedBy: { id: idOf('writer') },
  });
});

test('the same request under the same key asks once, also twenty times at once', async () => {
  const documentId = await buildDocument(api, team);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => ask(documentId, { 'Idempotency-Key': `once-${documentId}` })),
  );
  expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.id}`)).size).toBe(1);
  expect(await runsOf(documentId)).toHaveLength(1);
  const other = await ask(documentId, { 'Idempotency-Key': `once-${documentId}` }, { kind: 'outline' });
  expect(other.body.type).toBe('/problems/idempotency-mismatch');
  expect(await runsOf(documentId)).toHaveLength(1);
  // The key is each person's own.
  const editor = await api.request('POST', `/api/v1/documents/${documentId}/ai-runs`, {
    token: team.people.editor.token,
    body: { kind: 'draft', topic: 'قطار' },
    headers: { 'Idempotency-Key': `once-${documentId}` },
  });
  expect(editor.status).toBe(202);
});

test('a broker that is away loses no run: the row stands, and the sweep adds its job', async () => {
  const documentId = await buildDocument(api, team);
  api.broker.isAway = true;
  const asked = await ask(documentId);
  api.broker.isAway = false;
  expect(asked.status).toBe(202);
  expect(await runsOf(documentId)).toMatchObject([{ id: asked.body.id, status: 'queued' }]);
});

test('a key is forgotten after a day', async () => {
  const documentId = await buildDocument(api, team);
  const key = { 'Idempotency-Key': `day-${documentId}` };
  const first = await ask(documentId, key);
  api.clock.advance(23 * 3600_000);
  expect((await ask(documentId, key)).body.id).toBe(first.body.id);
  api.clock.advance(2 * 3600_000);
  expect((await ask(documentId, key)).body.id).not.toBe(first.body.id);
});

test('a person starts ten runs in a minute and no more', async () => {
  const strict = await buildApi();
  try {
    const people = await buildTeam(strict, 'strict');
    const documentId = await buildDocument(strict, people);
    const statuses = [];
    for (let count = 0; count < 12; count += 1) {
      const answer = await strict.request('POST', `/api/v1/documents/${documentId}/ai-runs`, {
        token: people.people.writer.token,
        body: { kind: 'free', instruction: 'بنویس' },
      });
      statuses.push(answer.status);
      if (answer.status === 429) expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    }
    expect(statuses).toEqual([...Array(10).fill(202), 429, 429]);
  } finally {
    await strict.drop();
  }
});

test('nothing is asked in an approved text, nor with a prompt or source that is not there', async () => {
  const documentId = await buildDocument(api, team);
  const unknown = await ask(documentId, {}, { kind: 'draft', promptId: documentId, sourceIds: [documentId] });
  expect(unknown.body.issues.map((issue: { path: string }) => issue.path)).toEqual([
    'promptId',
    'sourceIds.0',
  ]);
  const transition = (to: string) =>
    api.request('POST', `/api/v1/documents/${documentId}/transitions`, {
      token: team.people.editor.token,
      body: { to },
    });
  await transition('review');
  expect((await ask(documentId)).body.type).toBe('/problems/role-forbids');
  await transition('approved');
  expect((await ask(documentId)).body.type).toBe('/problems/status-forbids');
  expect(await runsOf(documentId)).toHaveLength(0);
});

test('an approval and a request for a run at the same moment: one of them is refused', async () => {
  for (let round = 0; round < 8; round += 1) {
    const documentId = await buildDocument(api, team);
    const token = team.people.editor.token;
    const step = (to: string) =>
      api.request('POST', `/api/v1/documents/${documentId}/transitions`, { token, body: { to } });
    await step('review');
    const [approval, run] = await Promise.all([
      step('approved'),
      api.request('POST', `/api/v1/documents/${documentId}/ai-runs`, { token, body: { kind: 'continue' } }),
    ]);
    expect([approval.status, run.status].sort()).not.toEqual([200, 202]);
    expect([approval.status, run.status].some((status) => status < 300)).toBe(true);
  }
});

test('a waiting run is stopped at once, a writing one is told; one that ended cannot be', async () => {
  const documentId = await buildDocument(api, team);
  const waiting = (await ask(documentId)).body.id;
  const told = api.listen('run-stop');
  expect((await on(waiting, 'stop')).body).toMatchObject({ status: 'stopped' });
  expect((await on(waiting, 'stop')).status).toBe(200);
  const writing = (await ask(documentId)).body.id;
  await setStatus(writing, 'writing');
  expect((await on(writing, 'stop')).body.status).toBe('writing');
  const [row] = await rowsOf(api.database, 'select stop_requested_at from ai_runs where id = $1', [writing]);
  expect(row?.stop_requested_at).not.toBeNull();
  await expect.poll(() => told).toEqual([{ runId: waiting }, { runId: writing }]);
  await setStatus(writing, 'finished');
  expect((await on(writing, 'stop')).body.type).toBe('/problems/run-ended');
});

test('accepting makes the run’s blocks like all others, once', async () => {
  const { documentId, runId } = await undecided();
  const accepted = await on(runId, 'accept');
  expect(accepted.body).toMatchObject({ decision: 'accepted' });
  expect(await linesIn(api, documentId)).toEqual(['من', 'ماشین ۱', 'ماشین ۲', 'باز من']);
  const updates = () =>
    rowsOf(api.database, 'select kind from document_updates where document_id = $1 order by sequence', [
      documentId,
    ]);
  expect((await updates()).map((row) => row.kind)).toEqual(['seed', 'edit', 'decision']);
  expect((await on(runId, 'accept')).body.decision).toBe('accepted');
  expect(await updates()).toHaveLength(3);
});

test('discarding takes the run’s blocks and nobody else’s; an article is never left without a paragraph', async () => {
  const { documentId, runId } = await undecided();
  expect((await on(runId, 'discard')).body.decision).toBe('discarded');
  expect(await linesIn(api, documentId)).toEqual(['من', 'باز من']);

  const alone = await buildDocument(api, team);
  const only = (await ask(alone)).body.id;
  await setStatus(only, 'stopped');
  await editAs(api, alone, idOf('writer'), (article) => {
    article.delete(0, 1);
    blocksInto(article, paragraph('تنها', only));
  });
  await on(only, 'discard');
  expect(await linesIn(api, alone)).toEqual(['']);
});

test('a browser that decided in the text itself only has the decision written', async () => {
  const documentId = await buildDocument(api, team);
  const runId = (await ask(documentId)).body.id;
  await setStatus(runId, 'finished');
  await on(runId, 'accept');
  const rows = await rowsOf(api.database, 'select 1 from document_updates where document_id = $1', [
    documentId,
  ]);
  expect(rows).toHaveLength(1);
  const [row] = await runsOf(documentId);
  expect(row).toMatchObject({ decision: 'accepted', decided_by: idOf('writer') });
});

test('a run that still writes is not decided, and its text in review not by a writer', async () => {
  const { documentId, runId } = await undecided();
  await setStatus(runId, 'writing');
  expect((await on(runId, 'accept')).body.type).toBe('/problems/run-open');
  await setStatus(runId, 'finished');
  await api.request('POST', `/api/v1/documents/${documentId}/transitions`, {
    token: team.people.writer.token,
    body: { to: 'review' },
  });
  expect((await on(runId, 'accept')).body.type).toBe('/problems/role-forbids');
  expect((await on(runId, 'accept', 'editor')).status).toBe(200);
});

test('a decision is one edit like any other: what people type meanwhile stays', async () => {
  const { documentId, runId } = await undecided();
  const rights = await rightsOf(api, documentId, idOf('editor'));
  const [decided, ...typed] = await Promise.all([
    on(runId, 'accept'),
    ...Array.from({ length: 6 }, (_, count) =>
      editAs(
        api,
        documentId,
        idOf('editor'),
        (article) => blocksInto(article, paragraph(`+${count}`)),
        rights,
      ),
    ),
  ]);
  expect(decided.status).toBe(200);
  expect(typed.every((answer) => answer.outcome === 'ok')).toBe(true);
  const lines = await linesIn(api, documentId);
  expect(lines.slice(0, 4)).toEqual(['من', 'ماشین ۱', 'ماشین ۲', 'باز من']);
  expect(lines.slice(4).sort()).toEqual(['+0', '+1', '+2', '+3', '+4', '+5']);
});

test('trying again is a new run with the same wish', async () => {
  const { documentId, runId } = await undecided();
  const key = { 'Idempotency-Key': `retry-${runId}` };
  const first = await on(runId, 'retry', 'editor', key);
  const second = await on(runId, 'retry', 'editor', key);
  expect([first.status, second.body.id]).toEqual([202, first.body.id]);
  const page = await api.request('GET', `/api/v1/documents/${documentId}/ai-runs`, {
    token: team.people.viewer.token,
  });
  expect(page.body.items.map((run: { id: string }) => run.id)).toEqual([first.body.id, runId]);
  expect(page.body.items[0]).toMatchObject({
    retryOf: runId,
    kind: 'draft',
    topic: 'قطار',
    askedBy: { id: idOf('editor') },
  });
  expect((await on(first.body.id, 'retry')).body.type).toBe('/problems/run-open');
});
