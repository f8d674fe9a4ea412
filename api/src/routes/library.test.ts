// Documents in their places: listed, assigned, copied, begun from templates, thrown away and deleted for good.
import { randomUUID } from 'node:crypto';
import { BUILT_IN_TEMPLATES } from '@hamnevis/core/templates/built-in';
import { deleteLeftovers } from '@hamnevis/db/queries/documents';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildApi, buildDocument, buildTeam, rowsOf, type Team, type TestApi } from '../testing/build-api.ts';
import { blocksInto, editAs, linesIn, paragraph } from '../testing/type-into.ts';

let api: TestApi;
let team: Team;
let teams = 0;
beforeAll(async () => {
  api = await buildApi();
});
beforeEach(async () => {
  teams += 1;
  team = await buildTeam(api, `library-${teams}`);
});
afterAll(() => api.drop());

type By = 'admin' | 'editor' | 'writer' | 'viewer';
const ask = (by: By, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  api.request(method, `/api/v1${path}`, { token: team.people[by].token, body, headers });
const titlesOf = (answer: { body: { items: { title: string }[] } }) =>
  answer.body.items.map((item) => item.title);
const list = async (by: By, query: string) =>
  titlesOf(await ask(by, 'GET', `/organizations/${team.organization.id}/documents?${query}`));
const make = async (by: By, title: string) =>
  (await ask(by, 'POST', `/projects/${team.project.id}/documents`, { title })).body.id as string;
async function patch(by: By, document: string, body: unknown) {
  const etag = (await ask(by, 'GET', `/documents/${document}`)).headers.get('ETag') ?? '';
  return ask(by, 'PATCH', `/documents/${document}`, body, { 'If-Match': etag });
}

test('a title is found in any spelling, and only as it is written', async () => {
  await make('writer', 'کتاب‌های تازهٔ يزد ۱۴۰۳');
  await make('writer', '100% Café_report');
  const found = (text: string) => list('viewer', `text=${encodeURIComponent(text)}`);
  for (const text of ['كتابهای', 'یزد', 'تازه', '1403', '١٤٠٣', 'کتاب‌های']) {
    expect([text, await found(text)]).toEqual([text, ['کتاب‌های تازهٔ يزد ۱۴۰۳']]);
  }
  for (const text of ['café_', 'CAFÉ', '0%'])
    expect([text, await found(text)]).toEqual([text, ['100% Café_report']]);
  for (const text of ['%یزد', '_', '\\\\', 'a%']) {
    expect([text, (await found(text)).includes('کتاب‌های تازهٔ يزد ۱۴۰۳')]).toEqual([text, false]);
  }
  const renamed = (await patch('writer', await make('writer', 'پیش'), { title: 'پس از ویرایش' })).body;
  expect(renamed.title).toBe('پس از ویرایش');
  expect(await found('ويرايش')).toEqual(['پس از ویرایش']);
});

test('lists are filtered by status, assignee, author, project and workspace, and know whose turn it is', async () => {
  const { admin, editor, writer } = team.people;
  const [draft, review, mine] = [
    await make('writer', 'draft'),
    await make('writer', 'review'),
    await make('editor', 'mine'),
  ];
  await ask('writer', 'POST', `/documents/${review}/transitions`, { to: 'review' });
  expect(
    (await patch('writer', draft, { assigneeId: editor.person.id, dueOn: '2026-12-01' })).body,
  ).toMatchObject({
    assignee: { id: editor.person.id },
    dueOn: '2026-12-01',
  });
  expect(await list('viewer', 'status=review')).toEqual(['review']);
  expect(await list('viewer', `assigneeId=${editor.person.id}`)).toEqual(['draft']);
  expect(await list('viewer', `authorId=${writer.person.id}`)).toEqual(['review', 'draft']);
  expect(await list('viewer', `projectId=${team.project.id}`)).toEqual(['mine', 'review', 'draft']);
  expect(await list('viewer', `workspaceId=${randomUUID()}`)).toEqual([]);
  expect(await list('editor', 'view=mine')).toEqual(['mine', 'draft']);
  // The editor's: what is assigned to them, what they began, and what waits for a decision.
  expect(await list('editor', 'view=waiting')).toEqual(['mine', 'review', 'draft']);
  expect(await list('writer', 'view=waiting')).toEqual([]);
  expect(await list('admin', 'view=waiting')).toEqual(['review']);
  await patch('editor', review, { assigneeId: admin.person.id });
  expect(await list('editor', 'view=waiting')).toEqual(['mine', 'draft']);
  expect(mine).toBeTruthy();

  // Whoever wrote in it is its author too, once a version was counted.
  await rowsOf(
    api.database,
    `insert into versions (id, organization_id, document_id, number, sequence, kind, title, status, created_by, work)
     values ($1, $2, $3, 1, 1, 'automatic', 'x', 'draft', $4, jsonb_build_array(jsonb_build_object(
       'personId', $5::text, 'runId', null, 'inserted', 3, 'deleted', 0)))`,
    [randomUUID(), team.organization.id, mine, editor.person.id, writer.person.id],
  );
  expect(await list('viewer', `authorId=${writer.person.id}`)).toEqual(['mine', 'review', 'draft']);
});

test('an assignee is a member who may write, and goes with their membership', async () => {
  const document = await make('writer', 'x');
  const { editor, viewer } = team.people;
  for (const assigneeId of [viewer.person.id, randomUUID()]) {
    const refused = await patch('writer', document, { assigneeId });
    expect([refused.status, refused.body.issues?.[0]?.path]).toEqual([422, 'assigneeId']);
  }
  await patch('writer', document, { assigneeId: editor.person.id });
  const gone = await ask(
    'admin',
    'DELETE',
    `/organizations/${team.organization.id}/members/${editor.person.id}`,
  );
  expect(gone.status).toBe(204);
  expect((await ask('writer', 'GET', `/documents/${document}`)).body.assignee).toBeNull();
});

test('an approved document keeps its title, and may be assigned by editors', async () => {
  const document = await make('writer', 'sealed');
  await ask('writer', 'POST', `/documents/${document}/transitions`, { to: 'review' });
  await ask('editor', 'POST', `/documents/${document}/transitions`, { to: 'approved' });
  expect((await patch('editor', document, { title: 'x' })).body.type).toBe('/problems/status-forbids');
  expect((await patch('writer', document, { dueOn: '2026-12-01' })).body.type).toBe('/problems/role-forbids');
  expect((await patch('editor', document, { dueOn: '2026-12-01' })).body.dueOn).toBe('2026-12-01');
});

test('pages are stable in both orders while documents come and change, and a forged cursor is refused', async () => {
  const made: string[] = [];
  for (let count = 0; count < 5; count += 1) made.unshift(await make('writer', `d${count}`));
  const path = `/organizations/${team.organization.id}/documents?limit=2`;
  for (const sort of ['created', 'updated']) {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const answer = await ask('viewer', 'GET', `${path}&sort=${sort}${cursor && `&cursor=${cursor}`}`);
      seen.push(...answer.body.items.map((item: { id: string }) => item.id));
      cursor = answer.body.nextCursor;
      if (seen.length === 2) await make('writer', 'comes in between');
    }
    expect(seen.filter((id) => made.includes(id))).toEqual(made);
    expect(new Set(seen).size).toBe(seen.length);
    for (const forged of ['x', `${made[0]}x`, `1.${randomUUID()}x`, '9'.repeat(30), "1'", '%00']) {
      const answer = await ask('viewer', 'GET', `${path}&sort=${sort}&cursor=${forged}`);
      expect([forged, answer.status, answer.body.type]).toEqual([forged, 422, '/problems/invalid']);
    }
  }
  // By change: what was changed last comes first.
  const last = made.at(-1) ?? '';
  await patch('writer', last, { title: 'changed' });
  expect((await list('viewer', 'sort=updated&limit=1'))[0]).toBe('changed');
});

test('by due date those due first come first, those without one last, page by page', async () => {
  const wanted = ['today', 'tomorrow, made later', 'tomorrow', 'next year', 'none, made later', 'none'];
  const days: Record<string, string> = {
    today: '2026-11-21',
    tomorrow: '2026-11-22',
    'tomorrow, made later': '2026-11-22',
    'next year': '2027-11-21',
  };
  for (const title of [
    'none',
    'next year',
    'tomorrow',
    'today',
    'none, made later',
    'tomorrow, made later',
  ]) {
    const id = await make('writer', title);
    if (days[title]) await patch('writer', id, { dueOn: days[title] });
  }
  for (const limit of [1, 2, 3, 100]) {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/projects/${team.project.id}/documents?sort=due&limit=${limit}`;
      const answer = await ask('viewer', 'GET', `${path}${cursor && `&cursor=${cursor}`}`);
      seen.push(...answer.body.items.map((item: { title: string }) => item.title));
      cursor = answer.body.nextCursor;
    }
    expect([limit, seen]).toEqual([limit, wanted]);
  }
  for (const forged of [randomUUID(), `2026-02-30.${randomUUID()}`, `2026-1-1.${randomUUID()}`, '.', 'x']) {
    const answer = await ask(
      'viewer',
      'GET',
      `/projects/${team.project.id}/documents?sort=due&cursor=${forged}`,
    );
    expect([forged, answer.status, answer.body.type]).toEqual([forged, 422, '/problems/invalid']);
  }
});

test('a duplicate has the text and nothing else of the original; undecided text of the co-writer stays behind', async () => {
  const original = await make('writer', 'اصل');
  const run = randomUUID();
  await editAs(api, original, team.people.writer.person.id, (article) => {
    article.delete(0, article.length);
    blocksInto(article, paragraph('بند نخست'), paragraph('پیشنهاد', run), paragraph('بند دوم'));
  });
  const copied = await ask('editor', 'POST', `/documents/${original}/duplicate`, { title: 'رونوشت' });
  expect(copied.status).toBe(201);
  expect(copied.body).toMatchObject({
    title: 'رونوشت',
    status: 'draft',
    wordCount: 4,
    createdBy: { id: team.people.editor.person.id },
  });
  expect(await linesIn(api, copied.body.id)).toEqual(['بند نخست', 'بند دوم']);
  const rows = await rowsOf(
    api.database,
    'select kind, actor_id from document_updates where document_id = $1',
    [copied.body.id],
  );
  expect(rows).toEqual([{ kind: 'import', actor_id: team.people.editor.person.id }]);
  expect((await ask('viewer', 'POST', `/documents/${original}/duplicate`, {})).status).toBe(403);
});

test('a document begins with a built-in template or one of its workspace, and with no other', async () => {
  const listed = (await ask('viewer', 'GET', `/workspaces/${team.workspace.id}/templates`)).body.items;
  expect(listed.map((one: { id: string }) => one.id)).toEqual(BUILT_IN_TEMPLATES.map((one) => one.id));
  const begin = (templateId: string, title = 'x') =>
    ask('writer', 'POST', `/projects/${team.project.id}/documents`, { title, templateId });
  const news = (await begin('news-fa')).body.id;
  expect((await linesIn(api, news))[1]).toBe('جزئیات');

  await editAs(api, news, team.people.writer.person.id, (article) => {
    article.delete(0, article.length);
    blocksInto(article, paragraph('سلام خواننده'));
  });
  const own = await ask('editor', 'POST', `/workspaces/${team.workspace.id}/templates`, {
    documentId: news,
    name: 'سرمقاله',
  });
  expect(own.body).toMatchObject({ name: 'سرمقاله', builtIn: false, language: 'fa' });
  expect(await linesIn(api, (await begin(own.body.id)).body.id)).toEqual(['سلام خواننده']);
  const path = `/workspaces/${team.workspace.id}/templates/${own.body.id}`;
  expect((await ask('editor', 'PATCH', path, { name: 'یادداشت' })).body.name).toBe('یادداشت');
  expect((await ask('editor', 'DELETE', `/workspaces/${team.workspace.id}/templates/news-fa`)).status).toBe(
    404,
  );
  expect((await ask('editor', 'DELETE', path)).status).toBe(204);
  for (const gone of [own.body.id, 'no-such', randomUUID()]) {
    expect([gone, (await begin(gone)).status]).toEqual([gone, 422]);
  }
});

/** Every row that names this id, by table, whatever the column is called. */
async function rowsNaming(id: string): Promise<Record<string, number>> {
  const columns = await rowsOf(
    api.database,
    `select c.table_name as table, c.column_name as column from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and c.data_type = 'uuid' and t.table_type = 'BASE TABLE'`,
  );
  const counts: Record<string, number> = {};
  for (const { table, column } of columns) {
    const [row] = await rowsOf(
      api.database,
      `select count(*)::integer as count from "${table}" where "${column}" = $1`,
      [id],
    );
    if (Number(row?.count) > 0) counts[`${table}.${column}`] = Number(row?.count);
  }
  return counts;
}

test('deletion for good needs the trash, an admin and the typed title, and leaves nothing but audit', async () => {
  const document = await buildDocument(api, team, 'محرمانه');
  await editAs(api, document, team.people.writer.person.id, (article) =>
    blocksInto(article, paragraph('راز')),
  );
  await ask('writer', 'POST', `/documents/${document}/versions`, { name: 'یک' });
  await ask('writer', 'POST', `/documents/${document}/ai-runs`, { kind: 'draft', topic: 'x' });
  await ask('writer', 'POST', `/documents/${document}/collab-ticket`, { schemaVersion: 1 });
  await ask('writer', 'POST', `/documents/${document}/transitions`, { to: 'in_progress' });
  const other = await buildDocument(api, team, 'می‌ماند');
  const before = Object.keys(await rowsNaming(document));
  expect(before).toEqual(
    expect.arrayContaining(['document_updates.document_id', 'versions.document_id', 'ai_runs.document_id']),
  );

  const path = `/documents/${document}/delete-for-good`;
  expect((await ask('admin', 'POST', path, { title: 'محرمانه' })).body.type).toBe('/problems/conflict');
  await ask('admin', 'DELETE', `/documents/${document}`);
  expect(await list('viewer', 'trashed=true')).toEqual(['محرمانه']);
  expect((await ask('editor', 'POST', path, { title: 'محرمانه' })).status).toBe(403);
  const mistyped = await ask('admin', 'POST', path, { title: 'محرمان' });
  expect([mistyped.status, mistyped.body.issues[0].path]).toEqual([422, 'title']);
  expect((await ask('admin', 'POST', path, { title: ' محرمانه ' })).status).toBe(204);
  expect(Object.keys(await rowsNaming(document))).toEqual(['audit_events.subject_id']);
  expect((await ask('admin', 'POST', `/documents/${document}/untrash`)).status).toBe(404);
  expect(await list('viewer', '')).toEqual(['می‌ماند']);
  expect(Object.keys(await rowsNaming(other)).length).toBeGreaterThan(3);

  // A program that still held it writes late: the clean-up takes that too, and nothing of others.
  await rowsOf(
    api.database,
    `insert into document_snapshots (document_id, sequence, state, checksum) values ($1, 9, '', ''), ($2, 9, '', '')`,
    [document, other],
  );
  await deleteLeftovers(api.programs.queries, new Date(Date.now() - 3600_000));
  expect(Object.keys(await rowsNaming(document))).toEqual(['audit_events.subject_id']);
  expect((await rowsNaming(other))['document_snapshots.document_id']).toBe(1);
});

test('an organization is deleted with everything in it once its name was typed, and no other is touched', async () => {
  const neighbour = await buildTeam(api, `neighbour-${teams}`);
  const document = await buildDocument(api, team);
  const kept = await buildDocument(api, neighbour);
  const { id, name } = team.organization;
  const path = `/organizations/${id}/delete-for-good`;
  expect((await ask('admin', 'POST', path, { name: 'x' })).status).toBe(422);
  const told = api.listen('member-changed');
  expect((await ask('admin', 'POST', path, { name })).status).toBe(204);
  await expect.poll(() => told.filter((one) => one.organizationId === id).length).toBe(4);
  for (const gone of [id, document, team.workspace.id, team.project.id]) {
    const left = Object.keys(await rowsNaming(gone));
    expect(left).toEqual(gone === id ? ['audit_events.subject_id'] : []);
  }
  expect((await ask('admin', 'GET', '/me')).body.memberships).toEqual([]);
  const still = await api.request('GET', `/api/v1/documents/${kept}`, {
    token: neighbour.people.viewer.token,
  });
  expect(still.status).toBe(200);
});
