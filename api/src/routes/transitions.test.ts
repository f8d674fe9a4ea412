import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Role } from '@hamnevis/core/access/roles';
import { canonicalBytes } from '@hamnevis/core/document/canonical';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import { sweepSeals } from '@hamnevis/db/queries/versions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApi, buildDocument, buildTeam, rowsOf, type Team, type TestApi } from '../testing/build-api.ts';
import { articleIn, blocksInto, editAs, paragraph, rightsOf } from '../testing/type-into.ts';

let api: TestApi;
let team: Team;
beforeAll(async () => {
  api = await buildApi();
  team = await buildTeam(api, 'desk');
});
afterAll(() => api.drop());

const move = (documentId: string, role: Role, to: string, note?: string) =>
  api.request('POST', `/api/v1/documents/${documentId}/transitions`, {
    token: team.people[role].token,
    body: { to, ...(note === undefined ? {} : { note }) },
  });
const idOf = (role: Role) => team.people[role].person.id;

async function inReview(): Promise<string> {
  const id = await buildDocument(api, team);
  await editAs(api, id, idOf('writer'), (article) => blocksInto(article, paragraph('متن نخست')));
  expect((await move(id, 'writer', 'review')).status).toBe(200);
  return id;
}

test('a document goes from draft to approval and back to draft, each step written down', async () => {
  const id = await buildDocument(api, team);
  expect((await move(id, 'writer', 'in_progress')).body.status).toBe('in_progress');
  expect((await move(id, 'writer', 'review')).body.submittedBy.id).toBe(idOf('writer'));
  expect((await move(id, 'editor', 'rejected', 'منبع ندارد')).body.status).toBe('rejected');
  await move(id, 'writer', 'review');
  const approved = await move(id, 'editor', 'approved', 'خوب است');
  expect(approved.body).toMatchObject({
    status: 'approved',
    approvedBy: { id: idOf('editor') },
    canEdit: false,
  });
  const reopened = await move(id, 'editor', 'draft');
  expect(reopened.body).toMatchObject({ status: 'draft', sealedVersionId: approved.body.sealedVersionId });
  const steps = await rowsOf(
    api.database,
    'select from_status, to_status, note from transitions where document_id = $1 order by id',
    [id],
  );
  expect(steps.map((step) => step.to_status)).toEqual([
    'in_progress',
    'review',
    'rejected',
    'review',
    'approved',
    'draft',
  ]);
  expect(steps[2]?.note).toBe('منبع ندارد');
  const audit = await rowsOf(
    api.database,
    'select action from audit_events where subject_id = $1 order by id',
    [id],
  );
  expect(audit.map((row) => row.action)).toEqual([
    'document.create',
    'document.start',
    'document.submit',
    'document.reject',
    'document.submit',
    'document.approve',
    'document.reopen',
  ]);
});

test('rejecting needs a reason, and a blank is none', async () => {
  const id = await inReview();
  for (const note of [undefined, '', '   ']) {
    const answer = await move(id, 'editor', 'rejected', note);
    expect([answer.status, answer.body.type]).toEqual([422, '/problems/note-missing']);
  }
  const seen = await api.request('GET', `/api/v1/documents/${id}`, { token: team.people.writer.token });
  expect(seen.body.status).toBe('review');
});

test('a step that does not follow is told with those that do; a writer approves nothing', async () => {
  const id = await buildDocument(api, team);
  const jump = await move(id, 'editor', 'approved');
  expect([jump.status, jump.body.type]).toEqual([409, '/problems/step-not-possible']);
  expect(jump.body).toMatchObject({
    currentStatus: 'draft',
    next: [
      { name: 'submit', to: 'review' },
      { name: 'start', to: 'in_progress' },
    ],
  });
  await move(id, 'writer', 'review');
  expect((await move(id, 'writer', 'approved')).body.type).toBe('/problems/role-forbids');
});

test('only the one who submitted withdraws, and a replayed step is refused', async () => {
  const id = await inReview();
  const back = await move(id, 'writer', 'in_progress');
  expect(back.status).toBe(200);
  expect((await move(id, 'writer', 'in_progress')).status).toBe(409);
  const other = await buildDocument(api, team);
  expect((await move(other, 'editor', 'review')).status).toBe(200);
  expect((await move(other, 'writer', 'in_progress')).status).toBe(403);
});

test('approval seals exactly the text of its sequence, with its title, and the seal can be checked', async () => {
  const id = await inReview();
  const approved = await move(id, 'editor', 'approved');
  const version = await api.request('GET', `/api/v1/versions/${approved.body.sealedVersionId}`, {
    token: team.people.viewer.token,
  });
  expect(version.body).toMatchObject({ kind: 'approval', status: 'approved', sequence: 2 });
  const sealed = { title: 'گزارش', schemaVersion: SCHEMA_VERSION, content: await articleIn(api, id) };
  expect(version.body.content).toEqual(sealed.content);
  expect(version.body.sealSha256).toBe(createHash('sha256').update(canonicalBytes(sealed)).digest('hex'));
});

test('from the approval on no edit enters that was admitted before it, nor a title', async () => {
  const id = await inReview();
  const admitted = await rightsOf(api, id, idOf('editor'));
  const read = await api.request('GET', `/api/v1/documents/${id}`, { token: team.people.editor.token });
  await move(id, 'editor', 'approved');
  const late = await editAs(
    api,
    id,
    idOf('editor'),
    (article) => blocksInto(article, paragraph('دیر')),
    admitted,
  );
  expect(late).toMatchObject({ outcome: 'epoch', status: 'approved', role: 'editor' });
  const rename = await api.request('PATCH', `/api/v1/documents/${id}`, {
    token: team.people.editor.token,
    headers: { 'If-Match': read.headers.get('ETag') ?? '' },
    body: { title: 'نام دیگر' },
  });
  expect(rename.body.type).toBe('/problems/status-forbids');
});

test('typing raced against approval: what is in the log is sealed, and nothing comes after', async () => {
  for (let round = 0; round < 8; round += 1) {
    const id = await inReview();
    const rights = await rightsOf(api, id, idOf('editor'));
    const typing = Array.from({ length: 10 }, (_, count) =>
      editAs(api, id, idOf('editor'), (article) => blocksInto(article, paragraph(`${count}`)), rights),
    );
    const [approved, ...answers] = await Promise.all([move(id, 'editor', 'approved'), ...typing]);
    expect(approved.status).toBe(200);
    const version = await api.request('GET', `/api/v1/versions/${approved.body.sealedVersionId}`, {
      token: team.people.viewer.token,
    });
    const entered = answers.filter((answer) => answer.outcome === 'ok');
    const [head] = await rowsOf(api.database, 'select sequence from document_heads where document_id = $1', [
      id,
    ]);
    expect(Number(head?.sequence)).toBe(2 + entered.length);
    expect(version.body.sequence).toBe(2 + entered.length);
    expect(version.body.content).toEqual(await articleIn(api, id));
  }
});

test('two editors approve at once: one step, one version', async () => {
  const id = await inReview();
  const answers = await Promise.all([move(id, 'editor', 'approved'), move(id, 'admin', 'approved')]);
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
  const rows = await rowsOf(
    api.database,
    "select id from versions where document_id = $1 and kind = 'approval'",
    [id],
  );
  expect(rows).toHaveLength(1);
});

test('a seal whose program died before hashing is finished by the sweep, over the same text', async () => {
  const id = await inReview();
  const { body } = await move(id, 'editor', 'approved');
  const [first] = await rowsOf(api.database, 'select seal_sha256 from versions where id = $1', [
    body.sealedVersionId,
  ]);
  await rowsOf(api.database, 'update versions set sealed_bytes = null, seal_sha256 = null where id = $1', [
    body.sealedVersionId,
  ]);
  await move(id, 'editor', 'draft');
  await editAs(api, id, idOf('writer'), (article) => blocksInto(article, paragraph('پس از بازگشایی')));
  expect(await sweepSeals(api.database)).toBe(1);
  expect(await sweepSeals(api.database)).toBe(0);
  const [again] = await rowsOf(api.database, 'select seal_sha256 from versions where id = $1', [
    body.sealedVersionId,
  ]);
  expect(again).toEqual(first);
});

test('a seal that is missing when somebody opens the version is computed then', async () => {
  const id = await inReview();
  const { sealedVersionId } = (await move(id, 'editor', 'approved')).body;
  const open = () =>
    api.request('GET', `/api/v1/versions/${sealedVersionId}`, { token: team.people.viewer.token });
  const sealed = (await open()).body.sealSha256;
  await rowsOf(api.database, 'update versions set seal_sha256 = null where id = $1', [sealedVersionId]);
  expect((await open()).body.sealSha256).toBe(sealed);
});

test('while an AI run writes or its text is undecided, nothing is approved', async () => {
  const id = await inReview();
  const asked = await api.request('POST', `/api/v1/documents/${id}/ai-runs`, {
    token: team.people.editor.token,
    body: { kind: 'continue' },
  });
  expect((await move(id, 'editor', 'approved')).body.type).toBe('/problems/run-open');
  await rowsOf(api.database, "update ai_runs set status = 'finished' where id = $1", [asked.body.id]);
  await editAs(api, id, idOf('editor'), (article) =>
    blocksInto(article, paragraph('پیشنهاد', asked.body.id)),
  );
  expect((await move(id, 'editor', 'approved')).body.type).toBe('/problems/run-open');
  await api.request('POST', `/api/v1/ai-runs/${asked.body.id}/accept`, { token: team.people.editor.token });
  expect((await move(id, 'editor', 'approved')).status).toBe(200);
});

test('a step tells the nodes, after it is committed', async () => {
  const id = await inReview();
  await setImmediate(); // The hints of the steps before are still on their way.
  const heard = api.listen('status-changed');
  await move(id, 'editor', 'approved');
  await expect.poll(() => heard).toEqual([{ documentId: id }]);
});

test('nobody is asked about a document in the trash', async () => {
  const id = await inReview();
  await api.request('DELETE', `/api/v1/documents/${id}`, { token: team.people.editor.token });
  expect((await move(id, 'editor', 'approved')).status).toBe(404);
});
