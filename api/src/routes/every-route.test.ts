// Generated from the router: a route that is added is covered, or it fails here until somebody says who may use it.

import { randomUUID } from 'node:crypto';
import { ROLES, type Role } from '@hamnevis/core/access/roles';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import { createInvitation } from '@hamnevis/db/queries/invitations';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { createApi } from '../app.ts';
import {
  type Answer,
  buildApi,
  buildDocument,
  buildPerson,
  buildTeam,
  rowsOf,
  type Team,
  type TestApi,
  uploadFile,
} from '../testing/build-api.ts';

interface Rule {
  /** The least role that is let through; `anybody` needs no session, `person` no membership. */
  least: Role | 'anybody' | 'person';
  body?: unknown;
  query?: string;
  /** What the least role is answered, where what it asks for here is refused all the same. */
  refused?: number;
  /** Whoever of them is let through although their role is below. */
  own?: Role;
}

/** Who may use what. The key is the contract's own path. */
const RULES: Record<string, Rule> = {
  'get /api/v1/setup': { least: 'anybody' },
  'post /api/v1/setup': {
    least: 'anybody',
    body: { token: 'x', name: 'a', organizationName: 'b', language: 'fa', email: 'a@example.test' },
  },
  'post /api/v1/auth/otp/request': { least: 'anybody', body: { email: 'a@example.test' } },
  'post /api/v1/auth/otp/verify': { least: 'anybody', body: { email: 'a@example.test', code: '123456' } },
  'post /api/v1/auth/sign-out': { least: 'person' },
  'get /api/v1/auth/sessions': { least: 'person' },
  'delete /api/v1/auth/sessions': { least: 'person' },
  'delete /api/v1/auth/sessions/{id}': { least: 'person' },
  'get /api/v1/me': { least: 'person' },
  'patch /api/v1/me': { least: 'person', body: {} },
  'get /api/v1/me/contacts': { least: 'person' },
  'post /api/v1/me/contacts': { least: 'person', body: { email: 'a@example.test', code: '123456' } },
  'post /api/v1/me/contacts/codes': { least: 'person', body: { email: 'a@example.test' } },
  'patch /api/v1/me/contacts/{id}': { least: 'person', body: { shown: true } },
  'delete /api/v1/me/contacts/{id}': { least: 'person' },
  'post /api/v1/me/merge': {
    least: 'person',
    body: {
      own: { email: 'a@example.test', code: '123456' },
      other: { email: 'b@example.test', code: '123456' },
    },
  },
  'get /api/v1/organizations': { least: 'person' },
  'post /api/v1/organizations': { least: 'person', body: { name: 'Another' } },
  'post /api/v1/invitations/accept': { least: 'person', body: { token: 'x' } },
  'post /api/v1/invitations/read': { least: 'anybody', body: { token: 'x' } },
  'get /api/v1/me/exports': { least: 'person' },
  'post /api/v1/me/exports': { least: 'person' },
  'get /api/v1/me/exports/{id}': { least: 'person' },
  'post /api/v1/me/exports/{id}/link': { least: 'person' },
  'get /api/v1/exports/{secret}': { least: 'anybody' },
  'get /api/v1/organizations/{id}/messaging': { least: 'admin' },
  'post /api/v1/organizations/{id}/test-messages': { least: 'admin', body: { email: 'admin@example.test' } },
  'get /api/v1/me/invitations': { least: 'person' },
  'post /api/v1/me/invitations/{id}/accept': { least: 'person' },
  'post /api/v1/me/invitations/{id}/decline': { least: 'person' },
  'get /api/v1/organizations/{id}': { least: 'viewer' },
  'patch /api/v1/organizations/{id}': { least: 'admin', body: { name: 'New name' } },
  'post /api/v1/organizations/{id}/delete-for-good': {
    least: 'admin',
    body: { name: 'not its name' },
    refused: 422,
  },
  'get /api/v1/organizations/{id}/members': { least: 'viewer' },
  'patch /api/v1/organizations/{id}/members/{personId}': { least: 'admin', body: { role: 'writer' } },
  'post /api/v1/organizations/{id}/members/{personId}/replace-contact': {
    least: 'admin',
    // Somebody's: it goes as far as that, and nobody's sessions end.
    body: { email: 'taken@example.test' },
  },
  'get /api/v1/organizations/{id}/members/{personId}/sessions': { least: 'admin' },
  'delete /api/v1/organizations/{id}/members/{personId}/sessions': { least: 'admin' },
  'delete /api/v1/organizations/{id}/members/{personId}/sessions/{sessionId}': { least: 'admin' },
  // Anybody may take out themselves; this is about the viewer.
  'delete /api/v1/organizations/{id}/members/{personId}': { least: 'admin', own: 'viewer' },
  'get /api/v1/organizations/{id}/api-keys': { least: 'viewer' },
  'post /api/v1/organizations/{id}/api-keys': { least: 'viewer', body: { name: 'a program' } },
  // Everybody revokes their own; this one is somebody else's.
  'delete /api/v1/organizations/{id}/api-keys/{keyId}': { least: 'admin' },
  'get /api/v1/organizations/{id}/invitations': { least: 'admin' },
  'post /api/v1/organizations/{id}/invitations/{invitationId}/renew': { least: 'admin', body: {} },
  'delete /api/v1/organizations/{id}/invitations/{invitationId}': { least: 'admin' },
  'post /api/v1/organizations/{id}/invitations': {
    least: 'admin',
    body: { role: 'viewer', email: 'guest@example.test' },
  },
  'get /api/v1/organizations/{id}/workspaces': { least: 'viewer' },
  'post /api/v1/organizations/{id}/workspaces': { least: 'editor', body: { name: 'Desk' } },
  'get /api/v1/workspaces/{id}': { least: 'viewer' },
  'patch /api/v1/workspaces/{id}': { least: 'editor', body: { name: 'New desk' } },
  'delete /api/v1/workspaces/{id}': { least: 'editor' },
  'get /api/v1/workspaces/{id}/templates': { least: 'viewer' },
  'post /api/v1/workspaces/{id}/templates': {
    least: 'editor',
    body: { name: 'Letter', documentId: 'DOCUMENT' },
  },
  'get /api/v1/workspaces/{id}/templates/{templateId}': { least: 'viewer' },
  'patch /api/v1/workspaces/{id}/templates/{templateId}': { least: 'editor', body: { name: 'New letter' } },
  'delete /api/v1/workspaces/{id}/templates/{templateId}': { least: 'editor' },
  'get /api/v1/workspaces/{id}/projects': { least: 'viewer' },
  'post /api/v1/workspaces/{id}/projects': { least: 'editor', body: { name: 'Issue' } },
  'get /api/v1/projects/{id}': { least: 'viewer' },
  'patch /api/v1/projects/{id}': { least: 'editor', body: { name: 'New issue' } },
  'delete /api/v1/projects/{id}': { least: 'editor' },
  'get /api/v1/organizations/{id}/documents': { least: 'viewer' },
  'get /api/v1/projects/{id}/documents': { least: 'viewer' },
  'post /api/v1/projects/{id}/documents': { least: 'writer', body: { title: 'سند' } },
  'get /api/v1/documents/{id}': { least: 'viewer' },
  'patch /api/v1/documents/{id}': { least: 'writer', body: { title: 'نام تازه' } },
  // A writer may trash their own; this one is somebody else's.
  'delete /api/v1/documents/{id}': { least: 'editor' },
  'post /api/v1/documents/{id}/move': { least: 'writer', body: { projectId: 'PROJECT' } },
  'post /api/v1/documents/{id}/duplicate': { least: 'writer', body: {} },
  'post /api/v1/documents/{id}/delete-for-good': { least: 'admin', body: { title: 'x' } },
  'post /api/v1/documents/{id}/untrash': { least: 'editor' },
  'post /api/v1/documents/{id}/collab-ticket': { least: 'viewer', body: { schemaVersion: SCHEMA_VERSION } },
  'post /api/v1/documents/{id}/transitions': { least: 'writer', body: { to: 'in_progress' } },
  'get /api/v1/documents/{id}/versions': { least: 'viewer' },
  'post /api/v1/documents/{id}/versions': { least: 'writer', body: { name: 'v' } },
  'get /api/v1/versions/{id}': { least: 'viewer' },
  'get /api/v1/documents/{id}/authorship': { least: 'viewer' },
  'get /api/v1/documents/{id}/diff': { least: 'viewer', query: 'from=1' },
  'get /api/v1/documents/{id}/lost-text': { least: 'viewer', query: 'q=xyz' },
  'get /api/v1/documents/{id}/replay': { least: 'viewer' },
  'get /api/v1/documents/{id}/replay/{sequence}': { least: 'viewer' },
  'get /api/v1/documents/{id}/homeless-words': { least: 'viewer' },
  'post /api/v1/documents/{id}/homeless-words/put-back': {
    least: 'writer',
    body: { pieces: [randomUUID()] },
    // There are no such words.
    refused: 404,
  },
  'post /api/v1/documents/{id}/homeless-words/settle': {
    least: 'viewer',
    body: { pieces: [randomUUID()], as: 'dismissed' },
  },
  'post /api/v1/documents/{id}/restore/undo': { least: 'writer', body: { sequence: 1 }, refused: 422 },
  'post /api/v1/documents/{id}/restore': { least: 'writer', body: { versionId: 'VERSION' } },
  'post /api/v1/documents/{id}/ai-runs': { least: 'writer', body: { kind: 'draft', topic: 'راه‌آهن' } },
  'get /api/v1/documents/{id}/ai-runs': { least: 'viewer' },
  'get /api/v1/ai-runs/{id}': { least: 'viewer' },
  'post /api/v1/ai-runs/{id}/stop': { least: 'writer' },
  'post /api/v1/ai-runs/{id}/accept': { least: 'writer' },
  'post /api/v1/ai-runs/{id}/discard': { least: 'writer' },
  'post /api/v1/ai-runs/{id}/retry': { least: 'writer' },
  'post /api/v1/documents/{id}/files': { least: 'writer' },
  'get /api/v1/files/{id}': { least: 'viewer' },
  'post /api/v1/documents/{id}/voice-token': { least: 'viewer' },
};

interface Things {
  team: Team;
  ids: Record<string, string>;
}

let api: TestApi;
let ours: Things;
let theirs: Things;
let routes: { method: string; path: string; rule: Rule }[] = [];

beforeAll(async () => {
  api = await buildApi({
    AI_RUNS_PER_MINUTE: '1000',
    LIVEKIT_URL: 'ws://127.0.0.1:7880',
    LIVEKIT_API_KEY: 'devkey',
    LIVEKIT_API_SECRET: 'a secret that is long enough for HS256',
  });
  await buildPerson(api, { email: 'taken@example.test' });
  ours = await buildThings('ours');
  theirs = await buildThings('theirs');
  routes = listRoutes(api.app).map(([method, path]) => {
    const rule = RULES[`${method} ${path}`];
    if (!rule) throw new Error(`who may use ${method} ${path}? Say so in RULES.`);
    return { method, path, rule };
  });
});
afterAll(() => api.drop());

function listRoutes(app: ReturnType<typeof createApi>): [method: string, path: string][] {
  return app.openAPIRegistry.definitions
    .filter((definition) => definition.type === 'route')
    .map((definition) => [definition.route.method, definition.route.path]);
}

/** A team with one of everything. The document belongs to its editor. */
async function buildThings(name: string): Promise<Things> {
  const team = await buildTeam(api, name);
  const { token } = team.people.editor;
  const made = await api.request('POST', `/api/v1/projects/${team.project.id}/documents`, {
    token,
    body: { title: name },
  });
  const document = made.body.id;
  const post = async (path: string, body: unknown) =>
    (await api.request('POST', `/api/v1/documents/${document}/${path}`, { token, body })).body.id;
  const key = await api.request('POST', `/api/v1/organizations/${team.organization.id}/api-keys`, {
    token: team.people.admin.token,
    body: { name },
  });
  const contacts = await api.request('GET', '/api/v1/me/contacts', { token });
  const ids = {
    organizations: team.organization.id,
    workspaces: team.workspace.id,
    projects: team.project.id,
    documents: document,
    versions: await post('versions', { name: 'one' }),
    'ai-runs': await post('ai-runs', { kind: 'draft', topic: 'x' }),
    files: await uploadFile(api, document, token),
    sessions: team.people.viewer.sessionId,
    contacts: contacts.body.items[0].id,
    personId: team.people.viewer.person.id,
    sessionId: team.people.viewer.sessionId,
    invitationId: (
      await createInvitation(api.database.queries, {
        organizationId: team.organization.id,
        role: 'viewer',
        phone: null,
        email: null,
        invitedBy: team.people.admin.person.id,
        now: api.clock(),
      })
    ).invitation.id,
    templateId: (
      await api.request('POST', `/api/v1/workspaces/${team.workspace.id}/templates`, {
        token,
        body: { documentId: document, name: 'Letter' },
      })
    ).body.id,
    keyId: key.body.id,
    sequence: '1',
  };
  return { team, ids };
}

/** The path and body of a route with these ids in it. */
function aimedAt(ids: Record<string, string>, route: { path: string; rule: Rule }) {
  const path = route.path.replace(/(?:([a-z-]+)\/)\{(\w+)\}/g, (_, parent: string, name: string) => {
    const id = name === 'id' ? ids[parent] : ids[name];
    return `${parent}/${id}`;
  });
  const body =
    route.rule.body &&
    JSON.parse(
      JSON.stringify(route.rule.body)
        .replace('VERSION', ids.versions ?? '')
        .replace('DOCUMENT', ids.documents ?? '')
        .replace('PROJECT', ids.projects ?? ''),
    );
  return { path: route.rule.query ? `${path}?${route.rule.query}` : path, body };
}

async function call(
  ids: Record<string, string>,
  route: { method: string; path: string; rule: Rule },
  token?: string,
): Promise<Answer> {
  const { path, body } = aimedAt(ids, route);
  const headers: Record<string, string> = {};
  // A document wants the tag that was read; everything else takes any.
  if (route.method === 'patch') headers['If-Match'] = '*';
  return api.request(route.method.toUpperCase(), path, {
    headers,
    ...(token ? { token } : {}),
    ...(body === undefined ? {} : { body }),
  });
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
        const answer = await call(ours.ids, route, token);
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
        const answer = await call(ours.ids, route, ours.team.people[role].token);
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
      const answer = await call(ours.ids, route, ours.team.people[least].token);
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
    const never = Object.fromEntries(Object.keys(ours.ids).map((key) => [key, randomUUID()]));
    let aimed = 0;
    for (const route of routes) {
      if (!route.path.includes('{')) continue;
      aimed += 1;
      const foreign = await call(ours.ids, route, admin);
      const absent = await call(never, route, admin);
      expect([route.method, route.path, foreign.status]).toEqual([route.method, route.path, 404]);
      expect({ ...foreign.body, instance: '' }).toEqual({ ...absent.body, instance: '' });
    }
    expect(aimed).toBeGreaterThan(25);
  });

  test('a member of nothing finds nothing, and an id that can be none is one that never was', async () => {
    const { token } = await buildPerson(api);
    for (const route of routes) {
      if (!route.path.includes('{')) continue;
      expect((await call(ours.ids, route, token)).status).toBe(404);
      const nonsense = Object.fromEntries(Object.keys(ours.ids).map((key) => [key, "1'%20or%201=1"]));
      expect((await call(nonsense, route, ours.team.people.admin.token)).status).toBe(404);
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
