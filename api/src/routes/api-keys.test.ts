import { createHash } from 'node:crypto';
import { KEY_SCOPES } from '@hamnevis/core/access/key-scopes';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import { PROBLEMS } from '@hamnevis/core/problems/catalogue';
import { insertMember } from '@hamnevis/db/queries/members';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEY_ROUTES } from '../access/key-routes.ts';
import {
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
let documentId: string;
beforeAll(async () => {
  api = await buildApi();
  team = await buildTeam(api, 'keys');
  documentId = await buildDocument(api, team);
});
afterAll(() => api.drop());

const keysOf = (of: Team) => `/api/v1/organizations/${of.organization.id}/api-keys`;

async function makeKey(role: keyof Team['people'], scopes: readonly string[], more: object = {}, of = team) {
  const made = await api.request('POST', keysOf(of), {
    token: of.people[role].token,
    body: { name: 'a program', scopes, ...more },
  });
  expect(made.status).toBe(201);
  return made.body as { id: string; key: string; prefix: string; scopes: string[] };
}

test('a key is shown once and kept as its SHA-256; the list says when it was last used', async () => {
  const made = await makeKey('writer', ['write']);
  expect(made.key).toMatch(/^hnv_[0-9A-Za-z]{8}_[\w-]{43}$/);
  expect(made.key.startsWith(made.prefix)).toBe(true);
  expect(made.scopes).toEqual(['read', 'write']);
  const [row] = await rowsOf(api.database, 'select * from api_keys where id = $1', [made.id]);
  expect(JSON.stringify(row)).not.toContain(made.key.slice(-43));
  expect(Buffer.from(row?.key_hash as Uint8Array)).toEqual(createHash('sha256').update(made.key).digest());
  const lastUse = async () => {
    const list = await api.request('GET', keysOf(team), { token: team.people.writer.token });
    expect(JSON.stringify(list.body)).not.toContain(made.key);
    return list.body.items.find((item: { id: string }) => item.id === made.id).lastUsedAt;
  };
  expect(await lastUse()).toBeNull();
  expect((await api.request('GET', '/api/v1/me', { token: made.key })).body.id).toBe(
    team.people.writer.person.id,
  );
  expect(await lastUse()).toBe(api.clock().toISOString());
});

test('everybody sees their own keys, an admin all of them; others’ are revoked by admins only', async () => {
  const mine = await makeKey('viewer', ['read']);
  const idsFor = async (role: 'viewer' | 'editor' | 'admin') =>
    (await api.request('GET', keysOf(team), { token: team.people[role].token })).body.items.map(
      (item: { id: string }) => item.id,
    );
  expect(await idsFor('viewer')).toEqual([mine.id]);
  expect(await idsFor('editor')).toEqual([]);
  expect(await idsFor('admin')).toContain(mine.id);
  const revoke = (role: 'viewer' | 'editor' | 'admin', id: string) =>
    api.request('DELETE', `${keysOf(team)}/${id}`, { token: team.people[role].token });
  expect((await revoke('editor', mine.id)).status).toBe(403);
  const ended = api.listen('session-ended');
  expect((await revoke('viewer', mine.id)).status).toBe(204);
  await expect.poll(() => ended).toEqual([{ sessionId: mine.id }]);
  expect((await api.request('GET', '/api/v1/me', { token: mine.key })).status).toBe(401);
  expect((await revoke('viewer', mine.id)).status).toBe(404);
  const others = await makeKey('writer', ['read']);
  expect((await revoke('admin', others.id)).status).toBe(204);
  const audit = await rowsOf(
    api.database,
    `select action, actor_id from audit_events where subject_kind = 'api-key' and subject_id = $1 order by id`,
    [others.id],
  );
  expect(audit).toEqual([
    { action: 'api-key.create', actor_id: team.people.writer.person.id },
    { action: 'api-key.revoke', actor_id: team.people.admin.person.id },
  ]);
});

test('a key ends with its expiry, with its owner’s membership and with their suspension, and follows their role', async () => {
  const past = await api.request('POST', keysOf(team), {
    token: team.people.writer.token,
    body: { name: 'late', expiresAt: '2020-01-01T00:00:00Z' },
  });
  expect([past.status, past.body.issues[0].path]).toEqual([422, 'expiresAt']);
  const at = new Date(api.clock().getTime() + 60_000).toISOString();
  const short = await makeKey('writer', ['read'], { expiresAt: at });
  const lasting = await makeKey('writer', ['write']);
  const see = (key: string) => api.request('GET', `/api/v1/documents/${documentId}`, { token: key });
  const title = (key: string) =>
    api.request('PATCH', `/api/v1/documents/${documentId}`, {
      token: key,
      body: { title: 'x' },
      headers: { 'If-Match': '"old"' },
    });
  expect((await see(short.key)).status).toBe(200);
  expect((await title(lasting.key)).status).toBe(412);
  api.clock.advance(60_000);
  expect((await see(short.key)).status).toBe(401);

  const { organization, people } = team;
  const setMember = (assignment: string) =>
    rowsOf(
      api.database,
      `update members set ${assignment} where organization_id = $1 and person_id = $2 returning 1`,
      [organization.id, people.writer.person.id],
    );
  await setMember(`role = 'viewer'`);
  expect((await title(lasting.key)).body.type).toBe('/problems/role-forbids');
  await setMember(`role = 'writer', suspended_at = now()`);
  expect((await see(lasting.key)).status).toBe(401);
  await setMember('suspended_at = null');
  expect((await see(lasting.key)).status).toBe(200);
});

test('a key is bound to one organization, also where its owner is in two', async () => {
  const other = await buildTeam(api, 'keys-elsewhere');
  const { person } = team.people.admin;
  await insertMember(api.database.queries, {
    organizationId: other.organization.id,
    personId: person.id,
    role: 'admin',
  });
  const { key } = await makeKey('admin', KEY_SCOPES);
  const elsewhere = await buildDocument(api, other);
  const get = async (path: string) => (await api.request('GET', `/api/v1${path}`, { token: key })).status;
  expect(await get(`/documents/${documentId}`)).toBe(200);
  expect(await get(`/documents/${elsewhere}`)).toBe(404);
  expect(await get(`/organizations/${team.organization.id}/members`)).toBe(200);
  expect(await get(`/organizations/${other.organization.id}/members`)).toBe(404);
  expect(await get(`/workspaces/${other.workspace.id}/projects`)).toBe(404);
  expect(await get(`/projects/${other.project.id}/documents`)).toBe(404);
  const organizations = await api.request('GET', '/api/v1/organizations', { token: key });
  expect(organizations.body.items.map((one: { id: string }) => one.id)).toEqual([team.organization.id]);
  const me = await api.request('GET', '/api/v1/me', { token: key });
  expect(me.body.memberships.map((one: { organizationId: string }) => one.organizationId)).toEqual([
    team.organization.id,
  ]);
});

test.each(['hnv_', `hnv_AAAAAAAA_${'A'.repeat(43)}`, `hnv_AAAAAAAA_${'A'.repeat(42)}'`])(
  '%s opens nothing',
  async (token) => {
    expect((await api.request('GET', '/api/v1/me', { token })).status).toBe(401);
  },
);

test('a ticket of a key that may only read is one that cannot write', async () => {
  const flags = [];
  for (const scopes of [['read'], ['write']]) {
    const { id, key } = await makeKey('writer', scopes);
    const asked = await api.request('POST', `/api/v1/documents/${documentId}/collab-ticket`, {
      token: key,
      body: { schemaVersion: SCHEMA_VERSION },
    });
    expect(asked.status).toBe(200);
    flags.push(
      ...(await rowsOf(api.database, 'select read_only from collab_tickets where session_id = $1', [id])),
    );
  }
  expect(flags).toEqual([{ read_only: true }, { read_only: false }]);
});

test('requests are counted by key, and told so', async () => {
  const strict = await buildApi({ RATE_LIMIT_KEY_PER_MINUTE: '2', RATE_LIMIT_PERSON_PER_MINUTE: '3' });
  try {
    const own = await buildTeam(strict, 'strict');
    const { token } = own.people.admin;
    const made = await strict.request('POST', keysOf(own), { token, body: { name: 'x' } });
    const by = (bearer: string, address: string) =>
      strict.request('GET', '/api/v1/me', { token: bearer, address });
    const first = await by(made.body.key, '198.51.100.1');
    expect(first.headers.get('RateLimit')).toMatch(/^"address";r=\d+;t=\d+, "key";r=1;t=\d+$/);
    expect(first.headers.get('RateLimit-Policy')).toMatch(/, "key";q=2;w=60$/);
    expect((await by(made.body.key, '198.51.100.2')).status).toBe(200);
    const refused = await by(made.body.key, '198.51.100.3');
    expect([refused.status, Number(refused.headers.get('Retry-After')) > 0]).toEqual([429, true]);
    expect((await by(token, '198.51.100.4')).headers.get('RateLimit')).toMatch(/"person";r=1;t=\d+$/);
    expect((await by(token, '198.51.100.5')).status).toBe(200);
    expect((await by(token, '198.51.100.6')).status).toBe(429);
  } finally {
    await strict.drop();
  }
});

describe('every route, taken from the router', () => {
  const NEVER = '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11';
  const routes = () =>
    api.app.openAPIRegistry.definitions
      .filter((definition) => definition.type === 'route')
      .map(({ route }) => ({ method: route.method, path: route.path, security: route.security }))
      .filter(({ path }) => path.startsWith('/api/v1/'));
  const call = (method: string, path: string, token: string) =>
    api.request(method.toUpperCase(), path.replace(/\{\w+\}/g, NEVER), {
      token,
      ...(method === 'get' || method === 'delete' ? {} : { body: {} }),
    });

  test('is closed to a key of all scopes unless it was said which scope opens it', async () => {
    const { key } = await makeKey('admin', KEY_SCOPES);
    let closed = 0;
    for (const { method, path } of routes()) {
      const isOpen = `${method} ${path.slice('/api/v1'.length)}` in KEY_ROUTES;
      const { status, body } = await call(method, path, key);
      const isForbidden = status === 403 && body.type === '/problems/key-forbids';
      expect([method, path, isForbidden]).toEqual([method, path, !isOpen]);
      if (!isOpen) closed += 1;
    }
    expect(closed).toBeGreaterThan(8);
    const known = new Set(routes().map(({ method, path }) => `${method} ${path.slice('/api/v1'.length)}`));
    expect(Object.keys(KEY_ROUTES).filter((route) => !known.has(route))).toEqual([]);
  });

  test('wants its own scope and no other, and says which', async () => {
    const keys = Object.fromEntries(
      await Promise.all(
        KEY_SCOPES.map(async (scope) => [scope, (await makeKey('admin', [scope])).key] as const),
      ),
    );
    for (const [route, scope] of Object.entries(KEY_ROUTES)) {
      const [method = '', path = ''] = route.split(' ');
      for (const given of KEY_SCOPES) {
        const answer = await call(method, `/api/v1${path}`, keys[given] ?? '');
        const isForbidden = answer.status === PROBLEMS['key-forbids'].status;
        expect([route, given, isForbidden]).toEqual([route, given, scope !== 'read' && scope !== given]);
        if (isForbidden) expect(answer.body).toMatchObject({ type: '/problems/key-forbids', scope });
      }
    }
  });

  test('a key makes no key, ends no session and changes no person', async () => {
    const { id, key } = await makeKey('admin', KEY_SCOPES);
    const before = await rowsOf(api.database, 'select count(*) from sessions');
    for (const [method, path, body] of [
      ['POST', keysOf(team), { name: 'another' }],
      ['DELETE', `${keysOf(team)}/${id}`],
      ['DELETE', '/api/v1/auth/sessions'],
      ['POST', '/api/v1/auth/sign-out'],
      ['PATCH', '/api/v1/me', { name: 'x' }],
      ['POST', '/api/v1/organizations', { name: 'x' }],
    ] as const) {
      const answer = await api.request(method, path, { token: key, ...(body ? { body } : {}) });
      expect([method, path, answer.status]).toEqual([method, path, 403]);
    }
    expect(await rowsOf(api.database, 'select count(*) from sessions')).toEqual(before);
  });
});

test('whoever is no member makes no key and sees none', async () => {
  const { token } = await buildPerson(api);
  expect((await api.request('GET', keysOf(team), { token })).status).toBe(404);
  expect((await api.request('POST', keysOf(team), { token, body: { name: 'x' } })).status).toBe(404);
});
