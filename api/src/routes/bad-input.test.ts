// Input that is wrong in every way that somebody thought of, sent to every route of the router: each is answered by
// a problem of the catalogue, and nothing is half written.
import { PROBLEMS } from '@hamnevis/core/problems/catalogue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  buildApi,
  buildDocument,
  buildPerson,
  buildTeam,
  rowsOf,
  type Team,
  type TestApi,
} from '../testing/build-api.ts';

let api: TestApi;
let team: Team;
let ids: Record<string, string>;
beforeAll(async () => {
  api = await buildApi();
  team = await buildTeam(api, 'bad-input');
  const { person } = team.people.viewer;
  ids = {
    organizations: team.organization.id,
    workspaces: team.workspace.id,
    projects: team.project.id,
    documents: await buildDocument(api, team),
    members: person.id,
  };
});
afterAll(() => api.drop());

const NEVER = '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11';
const address = (path: string) =>
  path.replace(/([a-z-]+)\/\{\w+\}/g, (_, parent: string) => `${parent}/${ids[parent] ?? NEVER}`);

interface Route {
  method: string;
  path: string;
  takesBody: boolean;
  query: string[];
}
function routes(): Route[] {
  return api.app.openAPIRegistry.definitions
    .filter((definition) => definition.type === 'route')
    .map(({ route }) => ({
      method: route.method.toUpperCase(),
      path: route.path,
      takesBody: Object.keys(route.request?.body?.content ?? {}).includes('application/json'),
      query: Object.keys((route.request?.query as { shape?: object } | undefined)?.shape ?? {}),
    }))
    .filter(({ path }) => path.startsWith('/api/v1/'));
}

/** What is there before and must be there after. */
async function everything(): Promise<unknown> {
  const tables = await rowsOf(
    api.database,
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'sessions'`,
  );
  return Promise.all(
    tables.map(async ({ name }) => [name, (await rowsOf(api.database, `select * from ${name}`)).length]),
  );
}

/** A problem of the catalogue, and none of ours. */
function expectProblem(about: unknown, { status, headers, body }: Answer, ...slugs: string[]): void {
  const slug = String(body.type).replace('/problems/', '') as keyof typeof PROBLEMS;
  expect([about, status, headers.get('content-type')]).toEqual([
    about,
    PROBLEMS[slug]?.status,
    'application/problem+json',
  ]);
  expect([about, status < 500]).toEqual([about, true]);
  if (slugs.length > 0)
    expect([about, slugs.includes(slug) ? 'as it should be' : slug]).toEqual([about, 'as it should be']);
}

const call = (method: string, path: string, options: Parameters<TestApi['request']>[2] = {}) =>
  api.request(method, path, {
    token: team.people.admin.token,
    ...options,
    headers: { 'If-Match': '*', ...options.headers },
  });

describe('every route that takes a body', () => {
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  const bodies: [name: string, body: string, slugs: string[], headers?: Record<string, string>][] = [
    ['nothing', '', ['malformed', 'invalid']],
    ['broken JSON', '{"name": ', ['malformed']],
    ['bytes', '\u0001\u0002', ['malformed']],
    ['bottomless nesting', deep, ['malformed']],
    ['a key twice', '{"name":"a","name":"b"}', ['malformed']],
    ['a NUL', '{"name":"a\\u0000b"}', ['malformed']],
    ['an array', '[]', ['invalid', 'not-found']],
    ['null', 'null', ['invalid', 'malformed', 'not-found']],
    ['a number', '7', ['invalid', 'malformed', 'not-found']],
    ['another content type', 'name=a', ['unsupported-media-type'], { 'Content-Type': 'text/plain' }],
    ['a form', 'name=a', ['unsupported-media-type'], { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['too much', `{"name":"${'x'.repeat(300_000)}"}`, ['too-large']],
  ];
  test.each(bodies)('refuses %s', async (name, body, slugs, headers) => {
    const before = await everything();
    let sent = 0;
    for (const { method, path, takesBody } of routes()) {
      if (!takesBody) continue;
      sent += 1;
      const answer = await call(method, address(path), { body, ...(headers ? { headers } : {}) });
      expectProblem([name, method, path], answer, ...slugs, 'not-found');
    }
    expect(sent).toBeGreaterThan(20);
    expect(await everything()).toEqual(before);
  });
});

describe('every route with a query', () => {
  const values: [name: string, value: string][] = [
    ['a NUL', '%00'],
    ['a forged cursor', 'eyJpZCI6MX0='],
    ['another’s alphabet', "1'%20or%20'1'='1"],
    ['a huge number', '999999999999'],
    ['a negative number', '-1'],
    ['bytes that are no UTF-8', '%ff%fe'],
    ['10 kB', 'x'.repeat(10_240)],
  ];
  test.each(values)('takes %s for what it is', async (name, value) => {
    let sent = 0;
    for (const { method, path, query } of routes()) {
      if (method !== 'GET') continue;
      for (const parameter of query) {
        sent += 1;
        const about = [name, path, parameter];
        const answer = await call('GET', `${address(path)}?${parameter}=${value}`);
        // Some parameters are free text, where nearly everything is fine.
        if (answer.status === 200)
          expect([about, ['cursor', 'limit'].includes(parameter)]).toEqual([about, false]);
        else expectProblem(about, answer, 'invalid', 'not-found', 'malformed');
      }
    }
    expect(sent).toBeGreaterThan(10);
  });

  test('gives no more than a page, however much is asked for', async () => {
    for (const limit of ['0', '101', '1e9', '2.5', 'Infinity']) {
      const answer = await call('GET', `/api/v1/organizations?limit=${limit}`);
      expectProblem(limit, answer, 'invalid');
      expect(answer.body.issues[0].path).toBe('limit');
    }
  });
});

describe('names', () => {
  const names: [what: string, name: string][] = [
    ['10 kB', 'ن'.repeat(5_000)],
    ['a right-to-left mark', 'سارا\u200f'],
    ['an override', 'gnp.\u202eexe'],
    ['an isolate', '\u2067x\u2069'],
    ['an invisible space', 'ad\u200bmin'],
    ['a line break', 'a\nb'],
    ['nothing but spaces', '   '],
  ];
  test.each(names)('are refused with %s', async (_what, name) => {
    const before = await everything();
    for (const [method, path, body] of [
      ['PATCH', '/api/v1/me', { name }],
      ['POST', '/api/v1/organizations', { name }],
      ['PATCH', `/api/v1/organizations/${ids.organizations}`, { name }],
      ['POST', `/api/v1/organizations/${ids.organizations}/workspaces`, { name }],
      ['POST', `/api/v1/workspaces/${ids.workspaces}/projects`, { name }],
      ['POST', `/api/v1/projects/${ids.projects}/documents`, { title: name }],
      ['POST', `/api/v1/organizations/${ids.organizations}/api-keys`, { name }],
    ] as const) {
      const answer = await call(method, path, { body });
      expectProblem([method, path], answer, 'invalid');
      expect(answer.body.issues[0].path).toMatch(/^(?:name|title)$/);
    }
    expect(await everything()).toEqual(before);
  });

  test('keep their half-spaces', async () => {
    const name = 'هم‌نویس';
    expect((await call('PATCH', '/api/v1/me', { body: { name } })).body.name).toBe(name);
  });
});

test.each([
  ['a Cyrillic letter', 'sаra@example.test'],
  ['a fullwidth at', 'sara＠example.test'],
  ['a dotless i', 'mına@example.test'],
  ['an invisible space', 'sa\u200bra@example.test'],
  ['a direction mark', 'sara@example.test\u200f'],
  ['a Cyrillic domain', 'sara@ехample.test'],
  ['two addresses', 'sara@example.test,eve@example.test'],
  ['a line break', 'sara@example.test\r\nBcc: eve@example.test'],
])('an e-mail that looks like another by %s is none', async (_what, email) => {
  const known = await rowsOf(api.database, `select 1 from people where email = 'sara@example.test'`);
  if (known.length === 0) await buildPerson(api, { email: 'sara@example.test' });
  const before = await everything();
  for (const [path, body] of [
    ['/api/v1/auth/otp/request', { email }],
    ['/api/v1/auth/otp/verify', { email, code: '123456' }],
    ['/api/v1/me/contacts/codes', { email }],
    [`/api/v1/organizations/${ids.organizations}/invitations`, { email, role: 'writer' }],
  ] as const) {
    expectProblem(path, await call('POST', path, { body }), 'invalid');
  }
  expect(await everything()).toEqual(before);
});

test.each(['2020-01-01T00:00:00Z', 'tomorrow', '2026-02-30T00:00:00Z', '9'.repeat(40), 0, null])(
  'a moment that is past or none, %j, makes no key',
  async (expiresAt) => {
    const before = await everything();
    const body = { name: 'x', expiresAt };
    const answer = await call('POST', `/api/v1/organizations/${ids.organizations}/api-keys`, { body });
    expectProblem(expiresAt, answer, 'invalid');
    expect(await everything()).toEqual(before);
  },
);
