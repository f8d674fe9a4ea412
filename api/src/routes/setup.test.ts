import { createSetupToken } from '@hamnevis/db/queries/setup-links';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildApi, rowsOf, type TestApi } from '../testing/build-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildApi();
});
beforeEach(async () => {
  await rowsOf(api.database, 'truncate people, organizations, setup_links cascade');
});
afterAll(() => api.drop());

const found = (token: string, phone = '09121112233') =>
  api.request('POST', '/api/v1/setup', {
    body: { token, name: 'مینا', organizationName: 'ماهنامه', language: 'fa', phone },
  });
const isOpen = async () => (await api.request('GET', '/api/v1/setup')).body.open;

test('the link makes the first person admin of an organization with a place to write in', async () => {
  expect(await isOpen()).toBe(false);
  const token = await createSetupToken(api.database.queries, new Date(api.clock()));
  expect(await isOpen()).toBe(true);
  const made = await found(token);
  expect(made.status).toBe(201);
  const [membership] = made.body.user.memberships;
  expect(membership).toMatchObject({ organizationName: 'ماهنامه', role: 'admin' });
  expect(made.headers.get('set-cookie')).toContain('HttpOnly');
  const session = made.body.token;
  const workspaces = await api.request(
    'GET',
    `/api/v1/organizations/${membership.organizationId}/workspaces`,
    {
      token: session,
    },
  );
  const projects = await api.request('GET', `/api/v1/workspaces/${workspaces.body.items[0].id}/projects`, {
    token: session,
  });
  const document = await api.request('POST', `/api/v1/projects/${projects.body.items[0].id}/documents`, {
    token: session,
    body: { title: 'نخستین' },
  });
  expect(document.status).toBe(201);
  expect(await isOpen()).toBe(false);
});

test('the link works once, also when ten people open it at the same moment', async () => {
  const token = await createSetupToken(api.database.queries, new Date(api.clock()));
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, count) => found(token, `0912111223${count}`)),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, ...Array(9).fill(400)]);
  expect(await rowsOf(api.database, 'select 1 from people')).toHaveLength(1);
});

test('a guessed link, one that expired, and one of a server that has people make nobody admin', async () => {
  expect((await found('guess')).body.type).toBe('/problems/setup-link-invalid');
  const late = await createSetupToken(api.database.queries, new Date(api.clock()));
  api.clock.advance(25 * 3600_000);
  expect((await found(late)).status).toBe(400);
  const token = await createSetupToken(api.database.queries, new Date(api.clock()));
  await rowsOf(
    api.database,
    "insert into people (id, name, color, language) values (gen_random_uuid(), 'x', 'p1', 'fa')",
  );
  expect((await found(token)).status).toBe(400);
  expect(await rowsOf(api.database, 'select 1 from organizations')).toEqual([]);
});
