import type { Role } from '@hamnevis/core/access/roles';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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
  team = await buildTeam(api, `desk-${teams}`);
});
afterAll(() => api.drop());

const setRole = (of: Role, to: Role, by: Role = 'admin') =>
  api.request('PATCH', `/api/v1/organizations/${team.organization.id}/members/${team.people[of].person.id}`, {
    token: team.people[by].token,
    body: { role: to },
  });

test('whoever is demoted writes nothing more, even where they were let in before', async () => {
  const documentId = await buildDocument(api, team);
  const writer = team.people.writer.person.id;
  const admitted = await rightsOf(api, documentId, writer);
  const heard = api.listen('member-changed');
  expect((await setRole('writer', 'viewer')).body).toMatchObject({ role: 'viewer', person: { id: writer } });
  const late = await editAs(
    api,
    documentId,
    writer,
    (article) => blocksInto(article, paragraph('x')),
    admitted,
  );
  expect(late).toMatchObject({ outcome: 'epoch', role: 'viewer' });
  await expect.poll(() => heard).toEqual([{ organizationId: team.organization.id, personId: writer }]);
  const asked = await api.request('POST', `/api/v1/documents/${documentId}/ai-runs`, {
    token: team.people.writer.token,
    body: { kind: 'draft' },
  });
  expect(asked.status).toBe(403);
});

test('typing raced against a demotion: what was admitted before it is in, nothing comes after', async () => {
  const documentId = await buildDocument(api, team);
  const writer = team.people.writer.person.id;
  const admitted = await rightsOf(api, documentId, writer);
  const typing = Array.from({ length: 12 }, (_, count) =>
    editAs(api, documentId, writer, (article) => blocksInto(article, paragraph(`${count}`)), admitted),
  );
  const [demoted, ...answers] = await Promise.all([setRole('writer', 'viewer'), ...typing]);
  expect(demoted.status).toBe(200);
  const order = answers.map((answer) => answer.outcome);
  expect(order.every((outcome) => outcome === 'ok' || outcome === 'epoch')).toBe(true);
  const after = await editAs(
    api,
    documentId,
    writer,
    (article) => blocksInto(article, paragraph('z')),
    admitted,
  );
  expect(after.outcome).toBe('epoch');
});

test('the last admin stays one, also when two step down at once', async () => {
  expect((await setRole('admin', 'editor')).body.type).toBe('/problems/last-admin');
  expect((await setRole('editor', 'admin')).status).toBe(200);
  const answers = await Promise.all([setRole('admin', 'viewer'), setRole('editor', 'viewer', 'editor')]);
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  const admins = await rowsOf(
    api.database,
    "select 1 from members where organization_id = $1 and role = 'admin'",
    [team.organization.id],
  );
  expect(admins).toHaveLength(1);
});

test('numbers and addresses are shown to admins only', async () => {
  const list = (role: Role) =>
    api.request('GET', `/api/v1/organizations/${team.organization.id}/members`, {
      token: team.people[role].token,
    });
  const emailsIn = (body: { items: { email: string | null }[] }) => body.items.map((item) => item.email);
  expect(emailsIn((await list('admin')).body).every((email) => email?.includes('@'))).toBe(true);
  expect(emailsIn((await list('editor')).body)).toEqual([null, null, null, null]);
});

test('a suspended member finds nothing any more', async () => {
  const documentId = await buildDocument(api, team);
  await rowsOf(api.database, 'update members set suspended_at = now() where person_id = $1', [
    team.people.editor.person.id,
  ]);
  const { token } = team.people.editor;
  expect((await api.request('GET', `/api/v1/documents/${documentId}`, { token })).status).toBe(404);
  expect((await api.request('GET', '/api/v1/me', { token })).body.memberships).toEqual([]);
});

test('somebody invited signs in by their number, joins by the link, and is nobody before', async () => {
  const phone = '+989123334455';
  const invited = await api.request('POST', `/api/v1/organizations/${team.organization.id}/invitations`, {
    token: team.people.admin.token,
    body: { role: 'writer', phone: '۰۹۱۲ ۳۳۳ ۴۴۵۵' },
  });
  expect(invited.body).toMatchObject({ phone, role: 'writer' });
  const asked = await api.request('POST', '/api/v1/auth/otp/request', { body: { phone } });
  const entered = await api.request('POST', '/api/v1/auth/otp/verify', {
    body: { phone, code: asked.body.devCode },
  });
  expect(entered.body.user).toMatchObject({ phone, memberships: [] });
  const joined = await api.request('POST', '/api/v1/invitations/accept', {
    token: entered.body.token,
    body: { token: invited.body.token },
  });
  expect(joined.body).toMatchObject({ id: team.organization.id, role: 'writer' });
  const left = await rowsOf(api.database, 'select * from invitations where phone = $1', [phone]);
  expect(left).toHaveLength(1);
  expect(JSON.stringify(left)).not.toContain(invited.body.token);
});

test('an admin sees where a member is signed in and ends it, with an audit row; not across organizations', async () => {
  const { admin, writer } = team.people;
  const path = `/api/v1/organizations/${team.organization.id}/members/${writer.person.id}/sessions`;
  const heard = api.listen('session-ended');
  const listed = await api.request('GET', path, { token: admin.token });
  expect(listed.body.items).toMatchObject([{ id: writer.sessionId, current: false }]);
  const never = await api.request('DELETE', `${path}/${admin.sessionId}`, { token: admin.token });
  expect(never.body.type).toBe('/problems/not-found');
  const ended = await api.request('DELETE', `${path}/${writer.sessionId}`, { token: admin.token });
  expect(ended.status).toBe(204);
  expect((await api.request('GET', '/api/v1/me', { token: writer.token })).status).toBe(401);
  await expect.poll(() => heard).toEqual([{ sessionId: writer.sessionId }]);
  expect((await api.request('DELETE', path, { token: admin.token })).status).toBe(204);
  expect((await api.request('GET', path, { token: admin.token })).body.items).toEqual([]);
  const audit = await rowsOf(
    api.database,
    "select actor_id, detail from audit_events where action = 'member.end-sessions' and subject_id = $1 order by id",
    [writer.person.id],
  );
  expect(audit).toMatchObject([
    { actor_id: admin.person.id, detail: { sessions: 1 } },
    { actor_id: admin.person.id, detail: { sessions: 0 } },
  ]);

  await api.request('POST', '/api/v1/organizations', {
    token: team.people.viewer.token,
    body: { name: 'Their own' },
  });
  const elsewhere = path.replace(writer.person.id, team.people.viewer.person.id);
  for (const method of ['GET', 'DELETE'] as const) {
    const refused = await api.request(method, elsewhere, { token: admin.token });
    expect(refused.body.type).toBe('/problems/person-elsewhere');
  }
  expect((await api.request('GET', '/api/v1/me', { token: team.people.viewer.token })).status).toBe(200);
});

test('sessions are listed and ended one by one or all at once, each told to the nodes', async () => {
  const phone = '+989123334456';
  const { token: first, person, sessionId } = await buildPerson(api, { phone });
  const asked = await api.request('POST', '/api/v1/auth/otp/request', { body: { phone } });
  const second = (
    await api.request('POST', '/api/v1/auth/otp/verify', {
      body: { phone, code: asked.body.devCode },
      headers: { 'User-Agent': 'a browser' },
    })
  ).body.token;
  const list = (await api.request('GET', '/api/v1/auth/sessions', { token: second })).body.items;
  const now = api.clock().toISOString();
  expect(
    list
      .map((item: Record<string, unknown>) => [item.device, item.current, item.createdAt, item.lastSeenAt])
      .sort(),
  ).toEqual([
    ['a browser', true, now, now],
    ['test', false, now, now],
  ]);
  const pageOf = async (query: string) =>
    (await api.request('GET', `/api/v1/auth/sessions?limit=1${query}`, { token: second })).body;
  const newest = await pageOf('');
  const oldest = await pageOf(`&cursor=${newest.nextCursor}`);
  expect([newest, oldest].map(({ items }) => items.map(({ device }: { device: string }) => device))).toEqual([
    ['a browser'],
    ['test'],
  ]);
  expect(oldest.nextCursor).toBeNull();
  // To the hour.
  api.clock.advance(3600_000);
  await api.request('GET', '/api/v1/me', { token: first });
  const later = (await api.request('GET', '/api/v1/auth/sessions', { token: first })).body.items;
  expect(later.find((item: { device: string }) => item.device === 'test')).toMatchObject({
    createdAt: now,
    lastSeenAt: api.clock().toISOString(),
  });
  const ended = api.listen('session-ended');
  expect((await api.request('DELETE', `/api/v1/auth/sessions/${sessionId}`, { token: second })).status).toBe(
    204,
  );
  expect((await api.request('GET', '/api/v1/me', { token: first })).status).toBe(401);
  expect((await api.request('DELETE', '/api/v1/auth/sessions', { token: second })).status).toBe(204);
  expect((await api.request('GET', '/api/v1/me', { token: second })).status).toBe(401);
  await expect.poll(() => ended.length).toBe(2);
  expect(await rowsOf(api.database, 'select 1 from sessions where person_id = $1', [person.id])).toEqual([]);
});
