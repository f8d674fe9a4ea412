import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import { articleOf } from '@hamnevis/core/document/yjs';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApi, buildDocument, buildTeam, rowsOf, type Team, type TestApi } from '../testing/build-api.ts';
import { blocksInto, editAs, paragraph } from '../testing/type-into.ts';

let api: TestApi;
let team: Team;
beforeAll(async () => {
  api = await buildApi();
  team = await buildTeam(api, 'monthly');
});
afterAll(() => api.drop());

const writer = () => team.people.writer.token;

test('a new document has its first paragraph in the log before anybody can open it', async () => {
  const id = await buildDocument(api, team, 'راه‌آهن');
  const log = await loadLog(api.database, id);
  expect(log.sequence).toBe(1);
  expect(articleOf(documentFromLog(log)).content).toMatchObject([{ type: 'paragraph' }]);
  const [row] = await rowsOf(
    api.database,
    'select kind, actor_id from document_updates where document_id = $1',
    [id],
  );
  expect(row).toMatchObject({ kind: 'seed', actor_id: team.people.writer.person.id });
});

test('a document is read with what its reader may do', async () => {
  const id = await buildDocument(api, team);
  const seen = await api.request('GET', `/api/v1/documents/${id}`, { token: writer() });
  expect(seen.status).toBe(200);
  expect(seen.body).toMatchObject({ status: 'draft', myRole: 'writer', canEdit: true, title: 'گزارش' });
  expect(seen.body.steps.map((step: { name: string }) => step.name)).toEqual(['submit', 'start']);
  const viewed = await api.request('GET', `/api/v1/documents/${id}`, { token: team.people.viewer.token });
  expect(viewed.body).toMatchObject({ myRole: 'viewer', canEdit: false, steps: [] });
});

test('pages of a list give each document once, the newest first', async () => {
  const project = (
    await api.request('POST', `/api/v1/workspaces/${team.workspace.id}/projects`, {
      token: team.people.editor.token,
      body: { name: 'صفحه‌ها' },
    })
  ).body;
  const made: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    const answer = await api.request('POST', `/api/v1/projects/${project.id}/documents`, {
      token: writer(),
      body: { title: `سند ${count}` },
    });
    made.unshift(answer.body.id);
  }
  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await api.request('GET', `/api/v1/projects/${project.id}/documents?limit=2${cursor}`, {
      token: writer(),
    });
    seen.push(...page.body.items.map((item: { id: string }) => item.id));
    if (page.body.nextCursor === null) break;
    cursor = `&cursor=${page.body.nextCursor}`;
  }
  expect(seen).toEqual(made);
  const filtered = await api.request(
    'GET',
    `/api/v1/projects/${project.id}/documents?text=${encodeURIComponent('سند 3')}&status=draft`,
    { token: writer() },
  );
  expect(filtered.body.items).toHaveLength(1);
  const literal = await api.request('GET', `/api/v1/projects/${project.id}/documents?text=%25`, {
    token: writer(),
  });
  expect(literal.body.items).toHaveLength(0);
});

test('a change is written only on top of what was read', async () => {
  const id = await buildDocument(api, team);
  const path = `/api/v1/documents/${id}`;
  const read = await api.request('GET', path, { token: writer() });
  const etag = read.headers.get('ETag') ?? '';
  const patch = (title: string, headers: Record<string, string>) =>
    api.request('PATCH', path, { token: writer(), body: { title }, headers });
  expect((await patch('الف', {})).status).toBe(428);
  const both = await Promise.all([patch('ب', { 'If-Match': etag }), patch('پ', { 'If-Match': etag })]);
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 412]);
  const winner = both.find((answer) => answer.status === 200);
  const now = await api.request('GET', path, { token: writer() });
  expect(now.body.title).toBe(winner?.body.title);
  expect(now.headers.get('ETag')).toBe(winner?.headers.get('ETag'));
  // As whoever takes compressed answers is given it, and any at all.
  expect((await patch('ت', { 'If-Match': `"x", W/${now.headers.get('ETag')}` })).status).toBe(200);
  expect((await patch('ث', { 'If-Match': '*' })).status).toBe(200);
  expect((await patch('ج', { 'If-Match': `W/${etag}` })).status).toBe(412);
});

test('title, language, metadata and whose turn it is are changed each by itself, and what is shown is what is kept', async () => {
  const id = await buildDocument(api, team);
  const path = `/api/v1/documents/${id}`;
  const { editor } = team.people;
  const changes = [
    { metadata: { slug: 'rail', tags: ['قطار', 'شهر'], teaser: { text: 'x' } } },
    { language: 'en' },
    { assigneeId: editor.person.id, dueOn: '2026-12-01' },
    { title: 'Rail' },
    { assigneeId: null },
  ];
  let kept: object = {};
  for (const body of changes) {
    const changed = await api.request('PATCH', path, {
      token: editor.token,
      body,
      headers: { 'If-Match': '*' },
    });
    expect(changed.status).toBe(200);
    const { assigneeId, ...shown } = body as { assigneeId?: string | null };
    kept = { ...kept, ...shown };
    if (assigneeId !== undefined) kept = { ...kept, assignee: assigneeId && { id: assigneeId } };
    expect(changed.body).toMatchObject(kept);
    const read = await api.request('GET', path, { token: writer() });
    expect(read.headers.get('ETag')).toBe(changed.headers.get('ETag'));
    const { myRole, steps, ...same } = changed.body;
    expect(read.body).toMatchObject(same);
  }
  const tooMuch = await api.request('PATCH', path, {
    token: editor.token,
    body: { metadata: { text: 'x'.repeat(16_400) } },
    headers: { 'If-Match': '*' },
  });
  expect([tooMuch.status, tooMuch.body.issues[0].path]).toEqual([422, 'metadata']);
});

test('a trashed document is gone for everybody, takes no text, and comes back as it was', async () => {
  const id = await buildDocument(api, team);
  const path = `/api/v1/documents/${id}`;
  expect((await api.request('DELETE', path, { token: writer() })).status).toBe(204);
  expect((await api.request('GET', path, { token: writer() })).status).toBe(404);
  const [head] = await rowsOf(api.database, 'select trashed from document_heads where document_id = $1', [
    id,
  ]);
  expect(head?.trashed).toBe(true);
  expect((await api.request('POST', `${path}/untrash`, { token: writer() })).status).toBe(200);
  expect((await api.request('GET', path, { token: writer() })).body.title).toBe('گزارش');
});

test('a ticket opens for 60 seconds, is kept as a hash only, and tells an old tab to reload', async () => {
  const id = await buildDocument(api, team);
  const path = `/api/v1/documents/${id}/collab-ticket`;
  const answer = await api.request('POST', path, {
    token: team.people.viewer.token,
    body: { schemaVersion: SCHEMA_VERSION },
  });
  expect(answer.status).toBe(200);
  expect(answer.body.expiresInSeconds).toBe(60);
  const [row] = await rowsOf(api.database, 'select * from collab_tickets where document_id = $1', [id]);
  expect(row).toMatchObject({
    person_id: team.people.viewer.person.id,
    session_id: team.people.viewer.sessionId,
    run_id: null,
  });
  expect((row?.expires_at as Date | string) && new Date(row?.expires_at as string).getTime()).toBe(
    api.clock().getTime() + 60_000,
  );
  expect(JSON.stringify(row)).not.toContain(answer.body.ticket);
  const old = await api.request('POST', path, {
    token: writer(),
    body: { schemaVersion: SCHEMA_VERSION - 1 },
  });
  expect(old.body.type).toBe('/problems/outdated');
});

test('a text is exported as it stands, as Markdown and as JSON, to whoever may read it', async () => {
  const id = await buildDocument(api, team, 'گزارش «راه‌آهن»');
  await editAs(api, id, team.people.writer.person.id, (article) => {
    article.delete(0, article.length);
    blocksInto(article, { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'آغاز' }] });
    blocksInto(article, paragraph('قطار می‌رسد.'));
  });
  const read = (query: string, token: string) =>
    api.request('GET', `/api/v1/documents/${id}/export${query}`, { token });
  for (const role of ['viewer', 'admin'] as const) {
    const answer = await read('', team.people[role].token);
    expect(answer.body).toBe('# گزارش «راه‌آهن»\n\n## آغاز\n\nقطار می‌رسد.\n');
    expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    const name = /filename\*=UTF-8''(.+)$/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
    expect(decodeURIComponent(name ?? '')).toBe('گزارش «راه‌آهن».md');
  }
  const { body } = await read('?format=json', writer());
  expect(body).toMatchObject({
    id,
    status: 'draft',
    sequence: 2,
    content: { type: 'doc', content: [{ type: 'heading' }, { type: 'paragraph' }] },
  });
  expect((await read('?format=exe', writer())).body.type).toBe('/problems/invalid');
});
