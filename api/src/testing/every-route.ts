// Every route of the API as the router has it, who may use it, and one of everything to aim it at: what tests that walk
// over all routes stand on.
import { randomUUID } from 'node:crypto';
import type { Role } from '@hamnevis/core/access/roles';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import { createInvitation } from '@hamnevis/db/queries/invitations';
import type { createApi } from '../app.ts';
import { type Answer, buildTeam, type Team, type TestApi, uploadFile } from './build-api.ts';

export interface Rule {
  /** The least role that is let through; `anybody` needs no session, `person` no membership. */
  least: Role | 'anybody' | 'person';
  body?: unknown;
  query?: string;
  /** What the least role is answered, where what it asks for here is refused all the same. */
  refused?: number;
  /** Whoever of them is let through although their role is below. */
  own?: Role;
}

/** Who may use what. The key is the contract’s own path. */
export const RULES: Record<string, Rule> = {
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
  'get /api/v1/documents/{id}/export': { least: 'viewer' },
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
  'post /api/v1/documents/{id}/fetched-images': {
    least: 'writer',
    // Nobody is asked for it.
    body: { url: 'http://127.0.0.1/picture.png' },
    refused: 422,
  },
  'get /api/v1/files/{id}': { least: 'viewer' },
  'post /api/v1/documents/{id}/voice-token': { least: 'viewer' },
};

export interface Things {
  team: Team;
  ids: Record<string, string>;
}

export interface ListedRoute {
  method: string;
  path: string;
  rule: Rule;
}

/** The routes of the app with their rules. Throws for one of which nobody has said who may use it. */
export function routesOf(app: ReturnType<typeof createApi>): ListedRoute[] {
  return listRoutes(app).map(([method, path]) => {
    const rule = RULES[`${method} ${path}`];
    if (!rule) throw new Error(`who may use ${method} ${path}? Say so in RULES.`);
    return { method, path, rule };
  });
}

function listRoutes(app: ReturnType<typeof createApi>): [method: string, path: string][] {
  return app.openAPIRegistry.definitions
    .filter((definition) => definition.type === 'route')
    .map((definition) => [definition.route.method, definition.route.path]);
}

/** A team with one of everything. The document belongs to its editor. */
export async function buildThings(api: TestApi, name: string): Promise<Things> {
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

/** Calls a route as its rule says, with these ids in it. */
export async function callRoute(
  api: TestApi,
  ids: Record<string, string>,
  route: ListedRoute,
  token?: string,
  more: Record<string, string> = {},
): Promise<Answer> {
  const { path, body } = aimedAt(ids, route);
  const headers: Record<string, string> = { ...more };
  // A document wants the tag that was read; everything else takes any.
  if (route.method === 'patch') headers['If-Match'] = '*';
  return api.request(route.method.toUpperCase(), path, {
    headers,
    ...(token ? { token } : {}),
    ...(body === undefined ? {} : { body }),
  });
}
