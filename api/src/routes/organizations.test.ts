// Organizations with their members, invitations, workspaces and projects.
import type { Role } from '@hamnevis/core/access/roles';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DeliveryFault } from '../senders/code-sender.ts';
import {
  buildApi,
  buildDocument,
  buildPerson,
  buildTeam,
  rowsOf,
  type Team,
  type TestApi,
} from '../testing/build-api.ts';
import { blocksInto, editAs, paragraph, rightsOf } from '../testing/type-into.ts';

let api: TestApi;
let team: Team;
let teams = 0;
beforeAll(async () => {
  api = await buildApi();
});
beforeEach(async () => {
  teams += 1;
  team = await buildTeam(api, `org-${teams}`);
});
afterAll(() => api.drop());

const ask = (by: Role, method: string, path: string, body?: unknown) =>
  api.request(method, `/api/v1${path}`, { token: team.people[by].token, body });
const org = (path = '') => `/organizations/${team.organization.id}${path}`;
const memberPath = (of: Role) => org(`/members/${team.people[of].person.id}`);
const actionsOf = async (subject: string) =>
  (
    await rowsOf(api.database, 'select action from audit_events where subject_id = $1 order by id', [subject])
  ).map((row) => row.action);

test('slugs are unique under their parent, and only there; a name and a slug can be changed', async () => {
  const first = (await ask('editor', 'POST', org('/workspaces'), { name: 'Culture', slug: 'culture' })).body;
  const taken = await ask('editor', 'POST', org('/workspaces'), { name: 'Other', slug: 'culture' });
  expect([taken.status, taken.body.issues[0].path]).toEqual([409, 'slug']);
  const second = (await ask('editor', 'POST', org('/workspaces'), { name: 'Culture' })).body;
  expect(second.slug).toMatch(/^culture-[0-9a-f]{6}$/);
  for (const parent of [first, second]) {
    expect(
      (await ask('editor', 'POST', `/workspaces/${parent.id}/projects`, { name: 'May', slug: 'may' })).status,
    ).toBe(201);
  }
  expect((await ask('editor', 'PATCH', `/workspaces/${second.id}`, { slug: 'culture' })).body.type).toBe(
    '/problems/already-exists',
  );
  const changed = await ask('editor', 'PATCH', `/workspaces/${second.id}`, {
    name: 'فرهنگ',
    slug: 'farhang',
  });
  expect(changed.body).toMatchObject({ name: 'فرهنگ', slug: 'farhang', projectCount: 1 });
  for (const slug of ['Culture', '-a', 'a--b', 'فرهنگ', '', 'a'.repeat(81), 'a/b']) {
    expect([slug, (await ask('editor', 'PATCH', `/workspaces/${second.id}`, { slug })).status]).toEqual([
      slug,
      422,
    ]);
  }
  const neighbour = await buildTeam(api, `neighbour-${teams}`);
  expect((await ask('admin', 'PATCH', org(), { slug: neighbour.organization.slug })).status).toBe(409);
  expect(
    (await ask('admin', 'PATCH', org(), { name: 'هفته‌نامه', slug: `weekly-${teams}` })).body,
  ).toMatchObject({
    name: 'هفته‌نامه',
    slug: `weekly-${teams}`,
  });
});

test('archived places begin nothing new and stand in no list; places that hold something are not deleted', async () => {
  const projectPath = `/projects/${team.project.id}`;
  const document = await buildDocument(api, team);
  expect((await ask('editor', 'DELETE', projectPath)).body.type).toBe('/problems/not-empty');
  expect((await ask('editor', 'DELETE', `/workspaces/${team.workspace.id}`)).body.type).toBe(
    '/problems/not-empty',
  );
  const archived = await ask('editor', 'PATCH', projectPath, { archived: true });
  expect(archived.body).toMatchObject({ archivedAt: api.clock().toISOString(), documentCount: 1 });
  const listed = async (archivedOnes: string) =>
    (await ask('viewer', 'GET', `/workspaces/${team.workspace.id}/projects?archived=${archivedOnes}`)).body
      .items.length;
  expect([await listed('no'), await listed('only'), await listed('all')]).toEqual([0, 1, 1]);
  const begun = await ask('writer', 'POST', `${projectPath}/documents`, { title: 'x' });
  expect(begun.body.type).toBe('/problems/archived');
  expect((await ask('writer', 'POST', `/documents/${document}/duplicate`, {})).body.type).toBe(
    '/problems/archived',
  );
  // What lies in it is read and written as before.
  expect((await ask('writer', 'GET', `/documents/${document}`)).body.canEdit).toBe(true);
  await ask('editor', 'PATCH', projectPath, { archived: false });
  expect((await ask('writer', 'POST', `${projectPath}/documents`, { title: 'x' })).status).toBe(201);

  const empty = (await ask('editor', 'POST', org('/workspaces'), { name: 'Empty' })).body;
  await ask('editor', 'PATCH', `/workspaces/${empty.id}`, { archived: true });
  expect((await ask('editor', 'POST', `/workspaces/${empty.id}/projects`, { name: 'x' })).body.type).toBe(
    '/problems/archived',
  );
  expect((await ask('editor', 'DELETE', `/workspaces/${empty.id}`)).status).toBe(204);
  expect((await ask('editor', 'GET', `/workspaces/${empty.id}`)).status).toBe(404);
  expect(await actionsOf(empty.id)).toEqual(['workspace.create', 'workspace.change', 'workspace.delete']);
});

test('suspension takes every right at once, also where somebody was let in before, and gives it back', async () => {
  const document = await buildDocument(api, team);
  const { person, token } = team.people.writer;
  const admitted = await rightsOf(api, document, person.id);
  const suspended = await ask('admin', 'PATCH', memberPath('writer'), { suspended: true });
  expect(suspended.body.suspendedAt).toBe(api.clock().toISOString());
  const write = () =>
    editAs(api, document, person.id, (article) => blocksInto(article, paragraph('x')), admitted);
  expect(await write()).toMatchObject({ outcome: 'epoch', role: null });
  expect((await api.request('GET', `/api/v1${org()}`, { token })).status).toBe(404);
  expect((await api.request('GET', '/api/v1/me', { token })).body.memberships).toEqual([]);
  const shown = async (by: Role) => (await ask(by, 'GET', org('/members'))).body.items.length;
  expect([await shown('admin'), await shown('editor')]).toEqual([4, 3]);
  // Twice is once.
  await ask('admin', 'PATCH', memberPath('writer'), { suspended: true });
  expect(
    (await ask('admin', 'PATCH', memberPath('writer'), { suspended: false, role: 'editor' })).body,
  ).toMatchObject({
    suspendedAt: null,
    role: 'editor',
  });
  expect(await write()).toMatchObject({ outcome: 'epoch', role: 'editor' });
  expect(await actionsOf(person.id)).toEqual(['member.suspend', 'member.change-role', 'member.unsuspend']);
});

test('the last active admin neither leaves nor is suspended, removed or demoted; with a second one they may go', async () => {
  for (const [method, body] of [
    ['DELETE', undefined],
    ['PATCH', { suspended: true }],
    ['PATCH', { role: 'viewer' }],
  ] as const) {
    expect((await ask('admin', method, memberPath('admin'), body)).body.type).toBe('/problems/last-admin');
  }
  await ask('admin', 'PATCH', memberPath('editor'), { role: 'admin' });
  // Of two who go at once one stays.
  const both = await Promise.all([
    ask('admin', 'DELETE', memberPath('admin')),
    ask('editor', 'DELETE', memberPath('editor')),
  ]);
  expect(both.map((answer) => answer.status).sort()).toEqual([204, 409]);
});

test('anybody leaves by themselves and removes nobody else; who comes back is not let in by what they had', async () => {
  const document = await buildDocument(api, team);
  const { person, token } = team.people.writer;
  const admitted = await rightsOf(api, document, person.id);
  expect((await ask('writer', 'DELETE', memberPath('viewer'))).status).toBe(403);
  expect((await ask('writer', 'PATCH', memberPath('writer'), { role: 'admin' })).status).toBe(403);
  expect((await ask('writer', 'DELETE', memberPath('writer'))).status).toBe(204);
  expect((await api.request('GET', `/api/v1${org()}`, { token })).status).toBe(404);

  const invited = await ask('admin', 'POST', org('/invitations'), { role: 'writer', email: person.email });
  expect(invited.status).toBe(201);
  await api.request('POST', '/api/v1/invitations/accept', { token, body: { token: invited.body.token } });
  const late = await editAs(
    api,
    document,
    person.id,
    (article) => blocksInto(article, paragraph('x')),
    admitted,
  );
  expect(late).toMatchObject({ outcome: 'epoch', role: 'writer' });
});

test('somebody is in several organizations and sees each of them as what they are there', async () => {
  const other = await buildTeam(api, `other-${teams}`);
  const { person, token } = team.people.viewer;
  const invited = await api.request('POST', `/api/v1/organizations/${other.organization.id}/invitations`, {
    token: other.people.admin.token,
    body: { role: 'editor', email: person.email },
  });
  expect((await api.request('GET', '/api/v1/me/invitations', { token })).body.items).toMatchObject([
    {
      organizationName: other.organization.name,
      role: 'editor',
      invitedBy: { id: other.people.admin.person.id },
    },
  ]);
  // By its id, without the link; and only by the one it names.
  const accept = (session: string) =>
    api.request('POST', `/api/v1/me/invitations/${invited.body.id}/accept`, { token: session });
  expect((await accept(team.people.writer.token)).status).toBe(404);
  expect((await accept(token)).body).toMatchObject({ id: other.organization.id, role: 'editor' });
  expect((await accept(token)).status).toBe(404);
  const mine = (await api.request('GET', '/api/v1/organizations', { token })).body.items;
  expect(mine.map((one: { name: string; role: string }) => [one.name, one.role])).toEqual([
    [team.organization.name, 'viewer'],
    [other.organization.name, 'editor'],
  ]);
});

test('whoever is invited by their address turns it down; nobody else can, and the invitation is dead', async () => {
  const { person, token } = await buildPerson(api);
  const invited = await ask('admin', 'POST', org('/invitations'), { role: 'editor', email: person.email });
  const decline = (session: string) =>
    api.request('POST', `/api/v1/me/invitations/${invited.body.id}/decline`, { token: session });
  expect((await decline(team.people.writer.token)).status).toBe(404);
  expect((await decline(token)).status).toBe(204);
  expect((await decline(token)).status).toBe(404);
  expect((await api.request('GET', '/api/v1/me/invitations', { token })).body.items).toEqual([]);
  const late = await api.request('POST', '/api/v1/invitations/accept', {
    token,
    body: { token: invited.body.token },
  });
  expect(late.status).toBe(404);
  const audit = await rowsOf(
    api.database,
    "select actor_id from audit_events where action = 'invitation.decline' and organization_id = $1",
    [team.organization.id],
  );
  expect(audit).toEqual([{ actor_id: person.id }]);
});

describe('invitations', () => {
  const invite = (body: unknown) => ask('admin', 'POST', org('/invitations'), body);
  const accept = (token: string, session: string) =>
    api.request('POST', '/api/v1/invitations/accept', { token: session, body: { token } });
  const read = (token: string) => api.request('POST', '/api/v1/invitations/read', { body: { token } });

  test('an invitation is renewed, taken back and listed by what became of it; a dead link opens nothing', async () => {
    const guest = await buildPerson(api);
    const email = guest.person.email ?? '';
    const first = (await invite({ role: 'writer', email })).body;
    expect(first.url).toMatch(new RegExp(`/join#${first.token}$`));
    expect((await read(first.token)).body).toMatchObject({
      organizationName: team.organization.name,
      boundTo: expect.stringMatching(/^p•••••@example\.test$/),
    });
    const second = (await ask('admin', 'POST', org(`/invitations/${first.id}/renew`), {})).body;
    expect(second).toMatchObject({ id: first.id, state: 'open' });
    expect((await read(first.token)).status).toBe(404);
    expect((await accept(first.token, guest.token)).status).toBe(404);
    // Inviting the same contact again takes the older one back.
    const third = (await invite({ role: 'viewer', email })).body;
    expect((await accept(second.token, guest.token)).status).toBe(404);
    expect((await ask('admin', 'DELETE', org(`/invitations/${third.id}`))).status).toBe(204);
    expect((await accept(third.token, guest.token)).status).toBe(404);
    expect((await ask('admin', 'POST', org(`/invitations/${third.id}/renew`), {})).status).toBe(409);

    const late = (await invite({ role: 'viewer', email })).body;
    api.clock.advance(7 * 24 * 3600_000 + 1);
    expect((await accept(late.token, guest.token)).status).toBe(404);
    const last = (await invite({ role: 'viewer', email })).body;
    expect((await accept(last.token, guest.token)).status).toBe(200);
    expect((await accept(last.token, guest.token)).status).toBe(404);
    expect((await invite({ role: 'admin', email })).body.type).toBe('/problems/already-exists');
    const idsOf = async (state: string) =>
      (await ask('admin', 'GET', org(`/invitations?state=${state}`))).body.items.map(
        (one: { id: string }) => one.id,
      );
    expect([await idsOf('open'), await idsOf('accepted'), await idsOf('revoked')]).toEqual([
      [],
      [last.id],
      [late.id, third.id, first.id],
    ]);
  });

  test('a bare link works once, for somebody new too, and makes no admin', async () => {
    expect((await invite({ role: 'admin' })).status).toBe(422);
    const link = (await invite({ role: 'writer' })).body;
    expect(link).toMatchObject({ phone: null, email: null, sentAt: null });
    const phone = `+9891200${String(10_000 + teams)}`;
    const enter = async (invitation?: string) => {
      const asked = await api.request('POST', '/api/v1/auth/otp/request', { body: { phone, invitation } });
      api.clock.advance(61_000);
      return api.request('POST', '/api/v1/auth/otp/verify', {
        body: { phone, invitation, code: asked.body.devCode },
      });
    };
    const before = api.codes.length;
    expect((await enter()).status).toBe(401);
    expect((await enter('nonsense')).status).toBe(401);
    expect(api.codes.length).toBe(before);
    const entered = await enter(link.token);
    expect(entered.status).toBe(200);
    expect((await accept(link.token, entered.body.token)).body.role).toBe('writer');
    const second = await buildPerson(api);
    expect((await accept(link.token, second.token)).status).toBe(404);
  });

  test('an invitation is sent where it is asked for, in the words of whom it is for; a failure is told and costs no link', async () => {
    const sent = await invite({ role: 'writer', email: 'new@example.test', send: true });
    expect(sent.body.sentAt).toBe(api.clock().toISOString());
    const message = api.messages.at(-1);
    expect(message?.contact).toEqual({ channel: 'email', address: 'new@example.test' });
    for (const words of [message?.mail.text, message?.mail.html, message?.sms]) {
      expect(words).toContain(sent.body.url);
      expect(words).toContain(team.organization.name);
      expect(words).toContain(team.people.admin.person.name);
    }
    expect((await invite({ role: 'writer', send: true })).status).toBe(422);
    const failing = await buildApi(
      {},
      undefined,
      {},
      {
        send: async () => {
          throw new DeliveryFault('unreachable', 'away');
        },
      },
    );
    try {
      const there = await buildTeam(failing, 'failing');
      const answer = await failing.request(
        'POST',
        `/api/v1/organizations/${there.organization.id}/invitations`,
        {
          token: there.people.admin.token,
          body: { role: 'writer', phone: '09121234567', send: true },
        },
      );
      expect([answer.status, answer.body.type]).toEqual([503, '/problems/code-not-sent']);
      const renewed = await failing.request(
        'POST',
        `/api/v1/organizations/${there.organization.id}/invitations/${answer.body.invitationId}/renew`,
        { token: there.people.admin.token, body: {} },
      );
      expect(renewed.body).toMatchObject({ phone: '+989121234567', sentAt: null, state: 'open' });
    } finally {
      await failing.drop();
    }
  });
});
