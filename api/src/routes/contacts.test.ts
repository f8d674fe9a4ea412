import { insertMember } from '@hamnevis/db/queries/members';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
import { blocksInto, editAs, paragraph, rightsOf } from '../testing/type-into.ts';

let api: TestApi;
let team: Team;
let teams = 0;
beforeAll(async () => {
  api = await buildApi({ OTP_RESEND_SECONDS: '0' });
});
beforeEach(async () => {
  teams += 1;
  team = await buildTeam(api, `contacts-${teams}`);
});
afterAll(() => api.drop());

type Given = { phone: string } | { email: string };
let numbers = 0;
const nextPhone = () => `+98935${String(2_000_000 + numbers++)}`;
/** Columns without a foreign key, and what a merge does with each. */
const NAMED_WITHOUT_KEY: Record<string, string> = {
  'ai_runs.retry_of': 'names a run',
  'audit_events.actor_id': 'stays: who did it then',
  'audit_events.subject_id': 'stays: to whom it was done then',
  'collab_tickets.person_id': 'the ticket is deleted',
  'collab_tickets.run_id': 'names a run',
  'collab_tickets.session_id': 'names a session',
  'document_clients.person_id': 'becomes the other',
  'document_clients.run_id': 'names a run',
  'document_updates.actor_id': 'stays: the log is never changed; whoever reads it names the other',
  'document_updates.request_id': 'names a request',
  'document_updates.run_id': 'names a run',
  'documents.sealed_version_id': 'names a version',
  'homeless_words.run_id': 'names a run',
  'idempotency_keys.attempt': 'names an attempt',
  'idempotency_keys.person_id': 'the key is deleted',
};
const nextEmail = () => `second${numbers++}@example.test`;

async function codeFor(token: string, contact: Given): Promise<string> {
  const asked = await api.request('POST', '/api/v1/me/contacts/codes', { token, body: contact });
  expect(asked.status).toBe(200);
  return asked.body.devCode;
}
const confirm = (token: string, contact: Given, code: string): Promise<Answer> =>
  api.request('POST', '/api/v1/me/contacts', { token, body: { ...contact, code } });
const add = async (token: string, contact: Given) => confirm(token, contact, await codeFor(token, contact));
const contactsOf = async (token: string) =>
  (await api.request('GET', '/api/v1/me/contacts', { token })).body.items as {
    id: string;
    channel: string;
    address: string;
    shown: boolean;
  }[];

async function signIn(contact: Given): Promise<Answer> {
  const asked = await api.request('POST', '/api/v1/auth/otp/request', { body: contact });
  return api.request('POST', '/api/v1/auth/otp/verify', { body: { ...contact, code: asked.body.devCode } });
}

describe('a second contact', () => {
  test('signs in once its code was entered, by whichever of them', async () => {
    const first = { phone: nextPhone() };
    const { person, token } = await buildPerson(api, { ...first, email: null });
    const [second, third] = [{ phone: nextPhone() }, { email: nextEmail() }];
    expect((await add(token, second)).body).toMatchObject({
      channel: 'phone',
      address: second.phone,
      shown: false,
    });
    expect((await add(token, third)).body).toMatchObject({ channel: 'email', shown: true });
    for (const contact of [first, second, third]) {
      expect((await signIn(contact)).body.user).toMatchObject({
        id: person.id,
        phone: first.phone,
        email: third.email,
      });
    }
    expect((await contactsOf(token)).map(({ address }) => address)).toEqual([
      first.phone,
      second.phone,
      third.email,
    ]);
  });

  test('wants its own code: one to sign in is none here, and the other way round', async () => {
    const phone = nextPhone();
    const { token } = await buildPerson(api, { phone, email: null });
    const asked = await api.request('POST', '/api/v1/auth/otp/request', { body: { phone } });
    expect((await confirm(token, { phone }, asked.body.devCode)).body.type).toBe('/problems/wrong-code');
    const code = await codeFor(token, { phone });
    const entered = await api.request('POST', '/api/v1/auth/otp/verify', { body: { phone, code } });
    expect(entered.body.type).toBe('/problems/wrong-code');
    // Nor is one person's code another's.
    const other = await buildPerson(api);
    expect((await confirm(other.token, { phone }, await codeFor(token, { phone }))).status).toBe(401);
  });

  test('has five tries, also when they come at once', async () => {
    const { token } = await buildPerson(api);
    const email = nextEmail();
    const code = await codeFor(token, { email });
    const wrong = code === '000000' ? '000001' : '000000';
    const tries = await Promise.all(Array.from({ length: 20 }, () => confirm(token, { email }, wrong)));
    expect(new Set(tries.map(({ status }) => status))).toEqual(new Set([401]));
    expect((await confirm(token, { email }, code)).status).toBe(401);
    expect(await contactsOf(token)).toHaveLength(1);
  });

  test('that belongs to somebody else is told only to whoever has its code', async () => {
    const theirs = nextEmail();
    await buildPerson(api, { email: theirs });
    const { token } = await buildPerson(api);
    const free = await api.request('POST', '/api/v1/me/contacts/codes', {
      token,
      body: { email: nextEmail() },
    });
    const taken = await api.request('POST', '/api/v1/me/contacts/codes', { token, body: { email: theirs } });
    expect({ ...taken.body, devCode: '' }).toEqual({ ...free.body, devCode: '' });
    expect((await confirm(token, { email: theirs }, '0')).body.type).toBe('/problems/wrong-code');
    expect((await confirm(token, { email: theirs }, taken.body.devCode)).body.type).toBe(
      '/problems/contact-taken',
    );
  });

  test('may be shown instead of the first, and removed; the last one stays', async () => {
    const { token } = await buildPerson(api, { phone: nextPhone(), email: null });
    await add(token, { phone: nextPhone() });
    const [first, second] = await contactsOf(token);
    const patch = await api.request('PATCH', `/api/v1/me/contacts/${second?.id}`, {
      token,
      body: { shown: true },
    });
    expect(patch.body).toMatchObject({ id: second?.id, shown: true });
    expect((await api.request('GET', '/api/v1/me', { token })).body.phone).toBe(second?.address);
    const remove = (id = '') => api.request('DELETE', `/api/v1/me/contacts/${id}`, { token });
    expect((await remove(second?.id)).status).toBe(204);
    expect((await api.request('GET', '/api/v1/me', { token })).body.phone).toBe(first?.address);
    expect((await remove(first?.id)).body.type).toBe('/problems/last-contact');
    expect((await signIn({ phone: second?.address ?? '' })).status).toBe(401);
    expect((await remove(second?.id)).status).toBe(404);
  });

  test('of two removed at once one stays', async () => {
    const { token } = await buildPerson(api, { phone: nextPhone(), email: nextEmail() });
    const all = await contactsOf(token);
    const answers = await Promise.all(
      all.map(({ id }) => api.request('DELETE', `/api/v1/me/contacts/${id}`, { token })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  test('takes an invitation that names it', async () => {
    const { token } = await buildPerson(api);
    const email = nextEmail();
    await add(token, { email });
    const invited = await api.request('POST', `/api/v1/organizations/${team.organization.id}/invitations`, {
      token: team.people.admin.token,
      body: { role: 'writer', email },
    });
    const joined = await api.request('POST', '/api/v1/invitations/accept', {
      token,
      body: { token: invited.body.token },
    });
    expect(joined.body).toMatchObject({ id: team.organization.id, role: 'writer' });
  });
});

describe('a lost phone', () => {
  test('is changed by whoever still has the e-mail', async () => {
    const [lost, email, fresh] = [nextPhone(), nextEmail(), nextPhone()];
    await buildPerson(api, { phone: lost, email });
    const { token } = (await signIn({ email })).body;
    expect((await add(token, { phone: fresh })).status).toBe(201);
    const old = (await contactsOf(token)).find(({ address }) => address === lost);
    expect((await api.request('DELETE', `/api/v1/me/contacts/${old?.id}`, { token })).status).toBe(204);
    expect((await signIn({ phone: lost })).status).toBe(401);
    expect((await signIn({ phone: fresh })).body.user).toMatchObject({ phone: fresh, email });
  });

  const replace = (personId: string, contact: Given, role: 'admin' | 'editor' = 'admin') =>
    api.request('POST', `/api/v1/organizations/${team.organization.id}/members/${personId}/replace-contact`, {
      token: team.people[role].token,
      body: contact,
    });

  test('is replaced by an admin, who is written down; the sessions of before end', async () => {
    const [lost, fresh] = [nextPhone(), nextPhone()];
    const { person, token, sessionId } = await buildPerson(api, { phone: lost, email: null });
    const { id: organizationId } = team.organization;
    await insertMember(api.database.queries, { organizationId, personId: person.id, role: 'writer' });
    const ended = api.listen('session-ended');
    expect((await replace(person.id, { phone: fresh }, 'editor')).status).toBe(403);
    expect((await replace(person.id, { phone: fresh })).status).toBe(204);
    expect((await api.request('GET', '/api/v1/me', { token })).status).toBe(401);
    await expect.poll(() => ended).toEqual([{ sessionId }]);
    expect((await signIn({ phone: lost })).status).toBe(401);
    expect((await signIn({ phone: fresh })).body.user.id).toBe(person.id);
    const [audit] = await rowsOf(
      api.database,
      `select actor_id, subject_id, detail from audit_events where action = 'member.replace-contact'
       and organization_id = $1`,
      [organizationId],
    );
    expect(audit).toMatchObject({ actor_id: team.people.admin.person.id, subject_id: person.id });
    expect(JSON.stringify(audit)).not.toContain(fresh.slice(3));
  });

  test('is not for admins to replace where the person is in another organization too, suspended or not', async () => {
    const { person } = team.people.writer;
    const other = await buildTeam(api, `elsewhere-${teams}`);
    await insertMember(api.database.queries, {
      organizationId: other.organization.id,
      personId: person.id,
      role: 'viewer',
    });
    expect((await replace(person.id, { phone: nextPhone() })).body.type).toBe('/problems/person-elsewhere');
    await rowsOf(api.database, 'update members set suspended_at = now() where organization_id = $1', [
      other.organization.id,
    ]);
    expect((await replace(person.id, { phone: nextPhone() })).body.type).toBe('/problems/person-elsewhere');
  });

  test('is not replaced by a number that is somebody else’s', async () => {
    const taken = nextPhone();
    await buildPerson(api, { phone: taken });
    const { person } = team.people.writer;
    expect((await replace(person.id, { phone: taken })).body.type).toBe('/problems/contact-taken');
    expect((await signIn({ email: person.email ?? '' })).body.user.id).toBe(person.id);
  });
});

describe('two identities of one person', () => {
  async function merge(token: string, own: Given, other: Given, wrong: 'own' | 'other' | 'none' = 'none') {
    const codes = { own: await codeFor(token, own), other: await codeFor(token, other) };
    const mangled = (which: 'own' | 'other') =>
      which === wrong ? (codes[which] === '000000' ? '000001' : '000000') : codes[which];
    return api.request('POST', '/api/v1/me/merge', {
      token,
      body: { own: { ...own, code: mangled('own') }, other: { ...other, code: mangled('other') } },
    });
  }

  test('become one: the higher role, everything authored, every contact; the other’s sessions end', async () => {
    const { person: stays, token } = team.people.writer;
    const own = { email: stays.email ?? '' };
    const other = { phone: nextPhone() };
    const goes = await buildPerson(api, { ...other, email: null, name: 'Second self' });
    const { id: organizationId } = team.organization;
    const elsewhere = await buildTeam(api, `merged-${teams}`);
    const { queries } = api.database;
    await insertMember(queries, { organizationId, personId: goes.person.id, role: 'editor' });
    await insertMember(queries, {
      organizationId: elsewhere.organization.id,
      personId: goes.person.id,
      role: 'viewer',
    });
    const made = await api.request('POST', `/api/v1/projects/${team.project.id}/documents`, {
      token: goes.token,
      body: { title: 'از آن دیگری' },
    });
    const documentId = made.body.id;
    await api.request('POST', `/api/v1/documents/${documentId}/versions`, {
      token: goes.token,
      body: { name: 'one' },
    });
    const key = await api.request('POST', `/api/v1/organizations/${organizationId}/api-keys`, {
      token: goes.token,
      body: { name: 'program' },
    });
    const admitted = await rightsOf(api, documentId, goes.person.id);
    const typed = await editAs(
      api,
      documentId,
      goes.person.id,
      (article) => blocksInto(article, paragraph('نوشتهٔ دیگری')),
      admitted,
    );
    expect(typed.outcome).toBe('ok');

    const ended = api.listen('session-ended');
    expect((await merge(token, own, other, 'own')).status).toBe(401);
    expect((await merge(token, own, other, 'other')).status).toBe(401);
    expect((await api.request('GET', '/api/v1/me', { token: goes.token })).status).toBe(200);
    const merged = await merge(token, own, other);
    expect(merged.status).toBe(200);
    expect(merged.body).toMatchObject({ id: stays.id, phone: other.phone, email: own.email });
    expect(
      merged.body.memberships.map((one: { organizationId: string; role: string }) => [
        one.organizationId,
        one.role,
      ]),
    ).toEqual(
      expect.arrayContaining([
        [organizationId, 'editor'],
        [elsewhere.organization.id, 'viewer'],
      ]),
    );
    await expect.poll(() => ended).toEqual([{ sessionId: goes.sessionId }]);
    expect((await api.request('GET', '/api/v1/me', { token: goes.token })).status).toBe(401);
    expect((await signIn(other)).body.user.id).toBe(stays.id);

    const document = await api.request('GET', `/api/v1/documents/${documentId}`, { token });
    expect(document.body.createdBy.id).toBe(stays.id);
    const authorship = await api.request('GET', `/api/v1/documents/${documentId}/authorship`, { token });
    expect(authorship.body.authors.map((one: { person: { id: string } }) => one.person.id)).toEqual([
      stays.id,
    ]);
    const versions = await api.request('GET', `/api/v1/documents/${documentId}/versions`, { token });
    expect(JSON.stringify(versions.body)).not.toContain(goes.person.id);
    expect((await api.request('GET', '/api/v1/me', { token: key.body.key })).body.id).toBe(stays.id);
    // A tab that was open goes on under its client id, now as the one who stays; what was admitted before does not.
    const late = await editAs(
      api,
      documentId,
      goes.person.id,
      (article) => blocksInto(article, paragraph('دیر')),
      admitted,
    );
    expect(late.outcome).not.toBe('ok');
    const clients = await rowsOf(
      api.database,
      'select distinct person_id from document_clients where document_id = $1',
      [documentId],
    );
    expect(clients).toEqual([{ person_id: stays.id }]);
    const audit = await rowsOf(
      api.database,
      `select organization_id, detail from audit_events where action = 'person.merge' and actor_id = $1`,
      [stays.id],
    );
    expect(audit).toHaveLength(3);
    expect(audit).toContainEqual({
      organization_id: organizationId,
      detail: { from: 'writer', to: 'editor' },
    });
  });

  test('no column of the database but the log and the audit still names the one that went', async () => {
    const { person: stays, token } = team.people.admin;
    const other = { email: nextEmail() };
    const goes = await buildPerson(api, other);
    const { id: organizationId } = team.organization;
    await insertMember(api.database.queries, { organizationId, personId: goes.person.id, role: 'admin' });
    await api.request('POST', `/api/v1/organizations/${organizationId}/invitations`, {
      token: goes.token,
      body: { role: 'viewer', email: nextEmail() },
    });
    await api.request('POST', `/api/v1/projects/${team.project.id}/documents`, {
      token: goes.token,
      body: { title: 'x' },
    });
    expect((await merge(token, { email: stays.email ?? '' }, other)).status).toBe(200);
    const columns = await rowsOf(
      api.database,
      `select table_name, column_name from information_schema.columns
       where table_schema = 'public' and data_type = 'uuid'`,
    );
    const naming: string[] = [];
    for (const { table_name: table, column_name: column } of columns) {
      const rows = await rowsOf(api.database, `select 1 from ${table} where ${column} = $1 limit 1`, [
        goes.person.id,
      ]);
      if (rows.length > 0) naming.push(`${table}.${column}`);
    }
    expect(naming.sort()).toEqual([
      'audit_events.actor_id',
      'audit_events.subject_id',
      'document_updates.actor_id',
      'people.id',
    ]);
  });

  test('every column that may name a person points to people, or somebody has said what a merge does with it', async () => {
    const columns = await rowsOf(
      api.database,
      `select c.table_name || '.' || c.column_name as name from information_schema.columns c
       join information_schema.tables t on t.table_name = c.table_name and t.table_schema = c.table_schema
       where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type in ('uuid', 'ARRAY')
         and c.udt_name in ('uuid', '_uuid') and c.column_name not in ('id', 'organization_id', 'document_id')
         and not exists (select from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
           where k.contype = 'f' and k.conrelid = to_regclass(quote_ident(c.table_name)) and a.attname = c.column_name)
       order by 1`,
    );
    expect(columns.map(({ name }) => name)).toEqual(Object.keys(NAMED_WITHOUT_KEY).sort());
  });

  test('both of whom wrote in a text are one author of it from then on, in old versions too', async () => {
    const { person: stays, token } = team.people.editor;
    const other = { email: nextEmail() };
    const goes = await buildPerson(api, other);
    const { id: organizationId } = team.organization;
    await insertMember(api.database.queries, { organizationId, personId: goes.person.id, role: 'writer' });
    const documentId = await buildDocument(api, team);
    for (const [personId, words] of [
      [stays.id, 'one two'],
      [goes.person.id, 'three'],
    ] as const) {
      await editAs(api, documentId, personId, (article) => blocksInto(article, paragraph(words)));
    }
    const version = await api.request('POST', `/api/v1/documents/${documentId}/versions`, {
      token,
      body: { name: 'both' },
    });
    const work = [
      { personId: stays.id, runId: null, inserted: 7, deleted: 0 },
      { personId: goes.person.id, runId: null, inserted: 5, deleted: 1 },
    ];
    await rowsOf(api.database, 'update versions set work = $1 where id = $2', [
      JSON.stringify(work),
      version.body.id,
    ]);
    const read = async (path: string) => (await api.request('GET', `/api/v1/${path}`, { token })).body;
    expect((await read(`documents/${documentId}/authorship`)).authors).toHaveLength(2);
    expect((await merge(token, { email: stays.email ?? '' }, other)).status).toBe(200);
    const person = { id: stays.id, name: stays.name, color: stays.color };
    const authorship = await read(`documents/${documentId}/authorship`);
    expect(authorship.authors).toMatchObject([{ person, runId: null, words: 3 }]);
    const { changes } = await read(`versions/${version.body.id}`);
    expect(changes).toEqual({
      inserted: 12,
      deleted: 1,
      authors: [{ person, runId: null, inserted: 12, deleted: 1 }],
    });
    const names = async (path: string) =>
      (await read(path)).authors.map((author: { person: { id: string } }) => author.person.id);
    expect(await names(`documents/${documentId}/diff?from=1`)).toEqual([stays.id]);
    const replayed = await names(`documents/${documentId}/replay`);
    expect(replayed.filter((id: string) => id === stays.id)).toEqual([stays.id]);
    expect(replayed).not.toContain(goes.person.id);
  });

  test('are not merged while one is suspended, or while the co-writer writes for the one that goes', async () => {
    const { person: stays, token } = team.people.editor;
    const own = { email: stays.email ?? '' };
    const goes = team.people.writer;
    const other = { email: goes.person.email ?? '' };
    const documentId = await buildDocument(api, team);
    const suspend = (at: string) =>
      rowsOf(api.database, `update members set suspended_at = ${at} where person_id = $1`, [goes.person.id]);
    await suspend('now()');
    expect((await merge(token, own, other)).body).toMatchObject({
      type: '/problems/conflict',
      detail: 'suspended',
    });
    await suspend('null');
    await api.request('POST', `/api/v1/documents/${documentId}/ai-runs`, {
      token: goes.token,
      body: { kind: 'draft', topic: 'x' },
    });
    expect((await merge(token, own, other)).body.type).toBe('/problems/run-open');
    expect((await signIn(other)).body.user.id).toBe(goes.person.id);
  });

  test('nobody merges with themselves, with nobody, or by a contact that is not theirs', async () => {
    const { person, token } = team.people.viewer;
    const own = { email: person.email ?? '' };
    const second = { phone: nextPhone() };
    await add(token, second);
    expect((await merge(token, own, second)).status).toBe(404);
    expect((await merge(token, own, { email: nextEmail() })).status).toBe(404);
    const stranger = { email: nextEmail() };
    await buildPerson(api, stranger);
    const third = { email: nextEmail() };
    await buildPerson(api, third);
    expect((await merge(token, stranger, third)).status).toBe(401);
    const merged = 'select 1 from people where merged_into = $1';
    expect(await rowsOf(api.database, merged, [person.id])).toEqual([]);
  });
});
