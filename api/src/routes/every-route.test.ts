// Generated from the router: a route that is added is covered, or it fails here until somebody says who may use it.

import { randomUUID } from 'node:crypto';
import { ROLES, type Role } from '@hamnevis/core/access/roles';
import { createInvitation } from '@hamnevis/db/queries/invitations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApi, buildDocument, buildPerson, rowsOf, type TestApi } from '../testing/build-api.ts';
import {
  buildThings,
  callRoute,
  type ListedRoute,
  RULES,
  routesOf,
  type Things,
} from '../testing/every-route.ts';

let api: TestApi;
let ours: Things;
let theirs: Things;
let routes: ListedRoute[] = [];

beforeAll(async () => {
  api = await buildApi({
    AI_RUNS_PER_MINUTE: '1000',
    LIVEKIT_URL: 'ws://127.0.0.1:7880',
    LIVEKIT_API_KEY: 'devkey',
    LIVEKIT_API_SECRET: 'a secret that is long enough for HS256',
  });
  await buildPerson(api, { email: 'taken@example.test' });
  ours = await buildThings(api, 'ours');
  theirs = await buildThings(api, 'theirs');
  routes = routesOf(api.app);
});
afterAll(() => api.drop());

/** Ids that never were, of everything that has one; a place in a log is a place in any. */
function idsOfNothing(): Record<string, string> {
  const ids = Object.keys(ours.ids).map((key) => [key, randomUUID()]);
  return { ...Object.fromEntries(ids), sequence: '1' };
}

test('every rule belongs to a route', () => {
  const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  expect(Object.keys(RULES).filter((key) => !known.has(key))).toEqual([]);
  expect(routes.length).toBeGreaterThan(35);
});

describe('signed out', () => {
  test('every route but the four of signing in answers 401, with or without a token that holds no more', async () => {
    for (const route of routes) {
      if (route.rule.least === 'anybody') continue;
      for (const token of [undefined, `${randomUUID()}.${'A'.repeat(43)}`, 'nonsense']) {
        const answer = await callRoute(api, ours.ids, route, token);
        expect([route.method, route.path, answer.status, answer.body.type]).toEqual([
          route.method,
          route.path,
          401,
          '/problems/unauthenticated',
        ]);
      }
    }
  });
});

/** What changes nothing that anybody would ask about later, and leaves no row in the audit. */
const UNRECORDED: Record<string, string> = {
  'post /api/v1/documents/{id}/collab-ticket':
    'a way in for a minute; what is done with it stands in the log',
  'post /api/v1/documents/{id}/voice-token': 'a way in for ten minutes',
  'post /api/v1/documents/{id}/untrash': 'nothing here: it is in no trash',
  'post /api/v1/documents/{id}/move': 'nothing here: it lies there already',
  'post /api/v1/documents/{id}/restore': 'nothing here: the text is as it was',
  'post /api/v1/documents/{id}/homeless-words/settle': 'one’s own list, which nobody else sees',
};

async function auditCount(): Promise<number> {
  const [row] = await rowsOf(api.database, 'select count(*) from audit_events');
  return Number(row?.count);
}

/** What every table holds, but for the codes: asking for one is no act. */
async function contents(): Promise<unknown> {
  const tables = await rowsOf(
    api.database,
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'one_time_codes' order by 1`,
  );
  const digests: Record<string, unknown> = {};
  for (const { name } of tables) {
    const [row] = await rowsOf(
      api.database,
      `select md5(coalesce(string_agg(one::text, '|' order by one::text), '')) as digest from ${name} one`,
    );
    digests[String(name)] = row?.digest;
  }
  return digests;
}

describe('the audit', () => {
  test('stands with what was done or neither does: while no row of it can be written nothing happens', async () => {
    const { email } = ours.team.people.viewer.person;
    const code = (await api.request('POST', '/api/v1/auth/otp/request', { body: { email } })).body.devCode;
    const before = await contents();
    const jobs = api.jobs.length;
    await rowsOf(
      api.database,
      `create function refuse_audit() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$`,
    );
    await rowsOf(
      api.database,
      'create trigger refuse_audit before insert on audit_events for each row execute function refuse_audit()',
    );
    const failed: string[] = [];
    try {
      for (const route of routes) {
        const { least } = route.rule;
        const name = `${route.method} ${route.path}`;
        if (route.method === 'get' || least === 'anybody' || name in UNRECORDED) continue;
        const { token } = ours.team.people[least === 'person' ? 'viewer' : least];
        if ((await callRoute(api, ours.ids, route, token)).status === 500) failed.push(name);
      }
      const entered = await api.request('POST', '/api/v1/auth/otp/verify', { body: { email, code } });
      expect([entered.status, entered.headers.get('set-cookie')]).toEqual([500, null]);
    } finally {
      await rowsOf(api.database, 'drop function refuse_audit cascade');
    }
    expect(await contents()).toEqual(before);
    expect(api.jobs.length).toBe(jobs);
    // Of every kind that the audit is about.
    expect(failed).toEqual(
      expect.arrayContaining([
        'post /api/v1/auth/sign-out',
        'delete /api/v1/auth/sessions',
        'patch /api/v1/organizations/{id}/members/{personId}',
        'delete /api/v1/organizations/{id}/members/{personId}',
        'post /api/v1/organizations/{id}/invitations',
        'post /api/v1/organizations/{id}/api-keys',
        'delete /api/v1/documents/{id}',
        'post /api/v1/projects/{id}/documents',
      ]),
    );
    expect(failed.length).toBeGreaterThan(30);
  });
});

/** Every act leaves one of these; a refused one leaves none. */
async function tracesLeft(): Promise<number> {
  const tables = ['audit_events', 'document_updates', 'collab_tickets', 'versions', 'ai_runs', 'transitions'];
  const counts = await Promise.all(
    tables.map((table) => rowsOf(api.database, `select count(*) from ${table}`)),
  );
  return counts.reduce((sum, [row]) => sum + Number(row?.count), 0);
}

describe('wrong role', () => {
  test('every role below the least gets 403 and changes nothing; the least role is let through', async () => {
    const before = await tracesLeft();
    for (const route of routes) {
      const { least } = route.rule;
      if (least === 'anybody' || least === 'person') continue;
      const isBelow = (role: Role) => ROLES.indexOf(role) > ROLES.indexOf(least);
      for (const role of ROLES.filter((below) => isBelow(below) && below !== route.rule.own)) {
        const answer = await callRoute(api, ours.ids, route, ours.team.people[role].token);
        expect([route.method, route.path, role, answer.status]).toEqual([
          route.method,
          route.path,
          role,
          403,
        ]);
        expect(answer.body.type).toBe('/problems/role-forbids');
      }
    }
    expect(await tracesLeft()).toBe(before);
    const [written, unwritten]: [string[], string[]] = [[], []];
    for (const route of routes) {
      const { least } = route.rule;
      if (least === 'anybody' || least === 'person' || route.method === 'delete') continue;
      const recorded = await auditCount();
      const answer = await callRoute(api, ours.ids, route, ours.team.people[least].token);
      const changes = route.method !== 'get' && answer.status < 300;
      if (changes)
        ((await auditCount()) > recorded ? written : unwritten).push(`${route.method} ${route.path}`);
      const isRefused = [401, 403, 404, 422, 500].includes(answer.status);
      expect([route.method, route.path, least, isRefused ? answer.status : undefined]).toEqual([
        route.method,
        route.path,
        least,
        route.rule.refused,
      ]);
    }
    expect(written.length).toBeGreaterThan(10);
    expect(unwritten.filter((route) => !(route in UNRECORDED))).toEqual([]);
    expect(written.filter((route) => route in UNRECORDED)).toEqual([]);
  });
});

describe('another organization', () => {
  test('what belongs to others answers exactly as what never was', async () => {
    const admin = theirs.team.people.admin.token;
    const never = idsOfNothing();
    let aimed = 0;
    for (const route of routes) {
      if (!route.path.includes('{')) continue;
      aimed += 1;
      const foreign = await callRoute(api, ours.ids, route, admin);
      const absent = await callRoute(api, never, route, admin);
      expect([route.method, route.path, foreign.status]).toEqual([route.method, route.path, 404]);
      expect({ ...foreign.body, instance: '' }).toEqual({ ...absent.body, instance: '' });
    }
    expect(aimed).toBeGreaterThan(25);
  });

  test('what belongs to others takes the same statements as what never was, and no longer', async () => {
    const { token } = theirs.team.people.admin;
    const never = idsOfNothing();
    const asked = routes.filter(({ path }) => path.includes('{'));
    const asking = async (ids: Record<string, string>, route: ListedRoute) => {
      const before = api.statements.length;
      const began = performance.now();
      await callRoute(api, ids, route, token);
      return { ms: performance.now() - began, statements: api.statements.slice(before) };
    };
    let pairs = 0;
    let slower = 0;
    for (const route of asked) {
      // By turns, so that whatever else the machine does falls on both alike.
      for (const first of [ours.ids, never]) {
        const one = await asking(first, route);
        const other = await asking(first === never ? ours.ids : never, route);
        const [foreign, absent] = first === never ? [other, one] : [one, other];
        expect([route.method, route.path, foreign.statements]).toEqual([
          route.method,
          route.path,
          absent.statements,
        ]);
        expect(foreign.statements.length).toBeGreaterThan(0);
        pairs += 1;
        if (foreign.ms > absent.ms) slower += 1;
      }
    }
    // Of as many tosses of a coin three quarters never fall on one side; one statement more is slower nearly always.
    expect(pairs).toBeGreaterThan(100);
    expect(slower / pairs).toBeGreaterThan(0.25);
    expect(slower / pairs).toBeLessThan(0.75);
  });

  test('a member of nothing finds nothing, and an id that can be none is one that never was', async () => {
    const { token } = await buildPerson(api);
    for (const route of routes) {
      if (!route.path.includes('{')) continue;
      expect((await callRoute(api, ours.ids, route, token)).status).toBe(404);
      const nonsense = Object.fromEntries(Object.keys(ours.ids).map((key) => [key, "1'%20or%201=1"]));
      expect((await callRoute(api, nonsense, route, ours.team.people.admin.token)).status).toBe(404);
    }
  });

  test('one’s own document takes no version, member or session of others', async () => {
    const { token } = theirs.team.people.admin;
    const document = await buildDocument(api, theirs.team);
    const restore = await api.request('POST', `/api/v1/documents/${document}/restore`, {
      token,
      body: { versionId: ours.ids.versions },
    });
    expect(restore.status).toBe(404);
    const compare = await api.request(
      'GET',
      `/api/v1/documents/${document}/diff?from=${ours.ids.versions}&to=now`,
      { token },
    );
    expect(compare.status).toBe(404);
    const promote = await api.request(
      'PATCH',
      `/api/v1/organizations/${theirs.ids.organizations}/members/${ours.ids.personId}`,
      { token, body: { role: 'admin' } },
    );
    expect(promote.status).toBe(404);
  });

  test('an invitation is for the one it names, works once and until it expires, and dies with its giver’s right', async () => {
    const { queries } = api.database;
    const { person: admin } = ours.team.people.admin;
    const invite = (email: string, invitedBy = admin.id) =>
      createInvitation(queries, {
        organizationId: ours.team.organization.id,
        role: 'writer',
        phone: null,
        email,
        invitedBy,
        now: api.clock(),
      });
    const accept = (token: string, session: string) =>
      api.request('POST', '/api/v1/invitations/accept', { token: session, body: { token } });

    const guest = await buildPerson(api, { email: 'guest1@example.test' });
    const other = await buildPerson(api, { email: 'guest2@example.test' });
    const { token } = await invite('guest1@example.test');
    expect((await accept(token, other.token)).status).toBe(404);
    const joined = await accept(token, guest.token);
    expect(joined.body).toMatchObject({ id: ours.team.organization.id, role: 'writer' });
    expect((await accept(token, guest.token)).status).toBe(404);

    const late = await invite('guest2@example.test');
    api.clock.advance(7 * 24 * 3600_000);
    expect((await accept(late.token, other.token)).status).toBe(404);

    const byWriter = await invite('guest2@example.test', ours.team.people.writer.person.id);
    expect((await accept(byWriter.token, other.token)).status).toBe(404);
  });
});
