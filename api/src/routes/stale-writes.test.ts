// What two people change at once outside the text: the second is told, and overwrites nothing.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApi, buildDocument, buildTeam, rowsOf, type Team, type TestApi } from '../testing/build-api.ts';

let api: TestApi;
let team: Team;
let templateId: string;
beforeAll(async () => {
  api = await buildApi();
  team = await buildTeam(api, 'stale');
  const made = await request('POST', `/api/v1/workspaces/${team.workspace.id}/templates`, {
    documentId: await buildDocument(api, team),
    name: 'Letter',
  });
  templateId = made.body.id;
});
afterAll(() => api.drop());

const request = (method: string, path: string, body?: object, ifMatch?: string) =>
  api.request(method, path, {
    token: team.people.admin.token,
    ...(body ? { body } : {}),
    headers: ifMatch === undefined ? {} : { 'If-Match': ifMatch },
  });

test.each([
  ['an organization', () => `/api/v1/organizations/${team.organization.id}`],
  ['a workspace', () => `/api/v1/workspaces/${team.workspace.id}`],
  ['a project', () => `/api/v1/projects/${team.project.id}`],
  ['a template', () => `/api/v1/workspaces/${team.workspace.id}/templates/${templateId}`],
])('of two changes of %s under one tag the second is refused', async (_what, address) => {
  const path = address();
  const read = await request('GET', path);
  const tag = read.headers.get('ETag') ?? '';
  expect(tag).toMatch(/^"[\w-]{22}"$/);
  const answers = await Promise.all(
    ['one', 'two', 'three'].map((name) => request('PATCH', path, { name }, tag)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  const won = answers.find(({ status }) => status === 200);
  const lost = answers.find(({ status }) => status === 412);
  expect(lost?.body.type).toBe('/problems/stale-write');
  const now = await request('GET', path);
  expect(now.body.name).toBe(won?.body.name);
  expect(now.headers.get('ETag')).toBe(won?.headers.get('ETag'));
  // As a proxy that compresses hands it on, in a list, and any at all.
  const next = now.headers.get('ETag') ?? '';
  expect((await request('PATCH', path, { name: 'four' }, `"x", W/${next}`)).status).toBe(200);
  expect((await request('PATCH', path, { name: 'five' }, '*')).status).toBe(200);
  expect((await request('PATCH', path, { name: 'six' })).status).toBe(200);
  expect((await request('PATCH', path, { name: 'seven' }, '"rubbish"')).status).toBe(412);
});

test('of two changes of a role under one tag the second is refused', async () => {
  const members = `/api/v1/organizations/${team.organization.id}/members`;
  const { id } = team.people.writer.person;
  const listed = (await request('GET', members)).body.items.find(
    (one: { person: { id: string } }) => one.person.id === id,
  );
  const answers = await Promise.all(
    ['viewer', 'editor'].map((role) => request('PATCH', `${members}/${id}`, { role }, listed.etag)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  const rows = await rowsOf(
    api.database,
    `select count(*) from audit_events where action = 'member.change-role' and subject_id = $1`,
    [id],
  );
  expect(Number(rows[0]?.count)).toBe(1);
});

test('who may not change it is told that, whatever they read', async () => {
  const answer = await api.request('PATCH', `/api/v1/organizations/${team.organization.id}`, {
    token: team.people.viewer.token,
    body: { name: 'x' },
    headers: { 'If-Match': '"rubbish"' },
  });
  expect(answer.body.type).toBe('/problems/role-forbids');
});

test('every change of what others can change too takes If-Match', async () => {
  const { paths } = (await api.request('GET', '/openapi.json')).body;
  const without = Object.entries(paths as Record<string, { patch?: { parameters?: { name: string }[] } }>)
    .filter(([, { patch }]) => patch && !patch.parameters?.some(({ name }) => name === 'if-match'))
    .map(([path]) => path);
  // One's own: nobody else changes them.
  expect(without.sort()).toEqual(['/api/v1/me', '/api/v1/me/contacts/{id}']);
});
