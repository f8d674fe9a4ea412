import { recordAudit } from '@hamnevis/db/queries/audit';
import { actUnder, claimKey, KeyTakenOver } from '@hamnevis/db/queries/idempotency';
import { transact } from '@hamnevis/db/queries/transact';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApi, buildDocument, buildTeam, rowsOf, type TestApi } from '../testing/build-api.ts';
import { buildThings, callRoute, type ListedRoute, routesOf, type Things } from '../testing/every-route.ts';

let api: TestApi;
let things: Things;
let posts: ListedRoute[];
beforeAll(async () => {
  api = await buildApi({
    AI_RUNS_PER_MINUTE: '1000',
    LIVEKIT_URL: 'ws://127.0.0.1:7880',
    LIVEKIT_API_KEY: 'devkey',
    LIVEKIT_API_SECRET: 'a secret that is long enough for HS256',
  });
  things = await buildThings(api, 'keyed');
  posts = routesOf(api.app).filter(
    ({ method, path, rule }) => method === 'post' && rule.least !== 'anybody' && !path.includes('/auth/'),
  );
});
afterAll(() => api.drop());

/** Every act leaves one of these. */
async function tracesLeft(): Promise<number> {
  const [row] = await rowsOf(
    api.database,
    `select (select count(*) from audit_events) + (select count(*) from document_updates)
          + (select count(*) from collab_tickets) as count`,
  );
  return Number(row?.count);
}

const keyed = (key: string) => ({ 'Idempotency-Key': key });
const admin = () => things.team.people.admin.token;
const makeWorkspace = (key: string, name = 'Desk', token = admin()) =>
  api.request('POST', `/api/v1/organizations/${things.team.organization.id}/workspaces`, {
    token,
    body: { name },
    headers: keyed(key),
  });
const workspaces = async () =>
  Number((await rowsOf(api.database, 'select count(*) from workspaces'))[0]?.count);
/** As the process leaves it that dies before it could answer. */
const loseAnswers = () => rowsOf(api.database, 'update idempotency_keys set answer = null');

describe('every POST of the router', () => {
  test('done once under a key, and answered again as it was; refused, it may be asked again', async () => {
    const done: string[] = [];
    for (const route of posts) {
      const token = admin();
      const key = keyed(`"${route.path}"`);
      const first = await callRoute(api, things.ids, route, token, key);
      const traces = await tracesLeft();
      const second = await callRoute(api, things.ids, route, token, key);
      const about = `${route.path} ${first.status}`;
      const replayed = second.headers.get('Idempotency-Replayed');
      if (first.status < 300) {
        done.push(route.path);
        expect([about, replayed, second.status, second.body]).toEqual([
          about,
          'true',
          first.status,
          first.body,
        ]);
        for (const name of ['content-type', 'location', 'etag']) {
          expect([about, second.headers.get(name)]).toEqual([about, first.headers.get(name)]);
        }
        expect([about, await tracesLeft()]).toEqual([about, traces]);
      } else expect([about, replayed, second.status]).toEqual([about, null, first.status]);
    }
    expect(done.length).toBeGreaterThan(20);
    // What makes and what sends: none of them may slip out of the list above unseen.
    expect(done).toEqual(
      expect.arrayContaining([
        '/api/v1/organizations',
        '/api/v1/organizations/{id}/api-keys',
        '/api/v1/organizations/{id}/invitations',
        '/api/v1/organizations/{id}/test-messages',
        '/api/v1/projects/{id}/documents',
        '/api/v1/documents/{id}/versions',
        '/api/v1/documents/{id}/ai-runs',
        '/api/v1/me/exports',
      ]),
    );
  });

  test('its document names the header and what comes of it', async () => {
    const { body } = await api.request('GET', '/openapi.json');
    for (const { path } of posts) {
      const { parameters, responses } = body.paths[path].post;
      expect([path, parameters.map((one: { name: string }) => one.name)]).toEqual([
        path,
        expect.arrayContaining(['Idempotency-Key']),
      ]);
      expect(responses[409].description).toContain('idempotency-open');
      expect(responses[422].description).toContain('idempotency-mismatch');
    }
  });
});

test('of many that come at once one acts, and all are answered the same', async () => {
  const before = await workspaces();
  const answers = await Promise.all(Array.from({ length: 10 }, () => makeWorkspace('at-once')));
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
  expect(answers.filter(({ headers }) => !headers.has('Idempotency-Replayed'))).toHaveLength(1);
  expect(await workspaces()).toBe(before + 1);
});

test('another body under the same key is a named problem and does nothing; a key is its caller’s own', async () => {
  await makeWorkspace('mine', 'One');
  const before = await workspaces();
  const other = await makeWorkspace('mine', 'Two');
  expect([other.status, other.body.type]).toEqual([422, '/problems/idempotency-mismatch']);
  expect(await workspaces()).toBe(before);
  const editor = await makeWorkspace('mine', 'Two', things.team.people.editor.token);
  expect([editor.status, editor.body.name]).toEqual([201, 'Two']);
  const made = await api.request('POST', `/api/v1/organizations/${things.team.organization.id}/api-keys`, {
    token: admin(),
    body: { name: 'a program', scopes: ['read', 'manage'] },
  });
  expect((await makeWorkspace('mine', 'Three', made.body.key)).status).toBe(201);
  expect((await makeWorkspace(' spaces in it ')).status).toBe(422);
  expect((await makeWorkspace('x'.repeat(201))).body.issues[0].path).toBe('idempotency-key');
});

test('what was refused was not done: under the same key it may be asked again', async () => {
  const team = await buildTeam(api, 'again');
  const wish = (token: string) =>
    api.request('POST', `/api/v1/workspaces/${team.workspace.id}/projects`, {
      token,
      body: { name: 'Later' },
      headers: keyed('later'),
    });
  const { writer } = team.people;
  expect((await wish(writer.token)).status).toBe(403);
  await rowsOf(api.database, `update members set role = 'editor' where person_id = $1`, [writer.person.id]);
  expect((await wish(writer.token)).status).toBe(201);
});

test('whoever has left is answered nothing of what they were answered before', async () => {
  const team = await buildTeam(api, 'leaver');
  const { editor } = team.people;
  const wish = () =>
    api.request('POST', `/api/v1/workspaces/${team.workspace.id}/projects`, {
      token: editor.token,
      body: { name: 'Secret' },
      headers: keyed('left'),
    });
  expect((await wish()).body.name).toBe('Secret');
  await rowsOf(api.database, 'update members set suspended_at = now() where person_id = $1', [
    editor.person.id,
  ]);
  expect((await wish()).body.type).toBe('/problems/not-found');
});

test('a file that is sent again is kept once, whatever line its parts are put between', async () => {
  const documentId = await buildDocument(api, things.team);
  const send = async (text: string) => {
    const form = new FormData();
    form.set('file', new File([text], 'a.txt'));
    const answer = await api.app.request(`/api/v1/documents/${documentId}/files`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${admin()}`, ...keyed('file') },
      body: form,
    });
    return { status: answer.status, body: (await answer.json()) as { id: string } };
  };
  const first = await send('a');
  expect(first.status).toBe(201);
  expect(await send('a')).toEqual(first);
  expect((await send('b')).status).toBe(422);
});

test('a secret that is shown once can be read nowhere in what is kept', async () => {
  const made = await api.request('POST', `/api/v1/organizations/${things.team.organization.id}/api-keys`, {
    token: admin(),
    body: { name: 'a secret' },
    headers: keyed('one-secret'),
  });
  const rows = await rowsOf(
    api.database,
    `select encode(answer, 'escape') || encode(key_hash, 'escape') as kept from idempotency_keys where answer is not null`,
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { kept } of rows) {
    expect(kept).not.toContain(made.body.key);
    expect(kept).not.toContain('one-secret');
    expect(kept).not.toContain('application/json');
  }
});

describe('the process dies', () => {
  test('after the act: it is not done again, and who asks is told so', async () => {
    await makeWorkspace('died-late');
    const before = await workspaces();
    await loseAnswers();
    // As far as anybody knows the first may still be at it.
    const soon = await makeWorkspace('died-late');
    expect([soon.status, soon.body.type]).toEqual([409, '/problems/idempotency-open']);
    expect(soon.headers.get('Retry-After')).toBe('1');
    api.clock.advance(61_000);
    const later = await makeWorkspace('died-late');
    expect([later.status, later.body.type]).toEqual([409, '/problems/idempotency-answer-lost']);
    expect(await workspaces()).toBe(before);
  });

  test('after a run was asked for: its answer was committed with it', async () => {
    const documentId = await buildDocument(api, things.team);
    const ask = () =>
      api.request('POST', `/api/v1/documents/${documentId}/ai-runs`, {
        token: admin(),
        body: { kind: 'draft', topic: 'x' },
        headers: keyed(`run-${documentId}`),
      });
    const first = await ask();
    expect(first.status).toBe(202);
    const [kept] = await rowsOf(
      api.database,
      `select has_acted, answer is not null as answered from idempotency_keys order by created_at desc, attempt desc limit 1`,
    );
    expect(kept).toEqual({ has_acted: true, answered: true });
    expect((await ask()).body).toEqual(first.body);
  });

  test('before the act: after a minute another attempt may act, and the first no more', async () => {
    const { queries } = api.programs;
    const request = {
      personId: things.team.people.admin.person.id,
      keyHash: new Uint8Array([1]),
      requestHash: new Uint8Array([2]),
      organizationId: null,
    };
    const now = () => api.clock();
    const claim = async () => claimKey(queries, request, now());
    const act = (claimed: Awaited<ReturnType<typeof claim>>) => {
      if (claimed.outcome !== 'new') throw new Error(claimed.outcome);
      return actUnder(claimed.claim, () =>
        transact(api.programs, null, (tx) =>
          recordAudit(tx, { action: 'test.act', subjectKind: 'test', actorId: request.personId }),
        ),
      );
    };
    const first = await claim();
    expect((await claim()).outcome).toBe('open');
    api.clock.advance(61_000);
    const second = await claim();
    await act(second);
    await expect(act(first)).rejects.toThrow(KeyTakenOver);
    const acts = await rowsOf(api.database, `select count(*) from audit_events where action = 'test.act'`);
    expect(Number(acts[0]?.count)).toBe(1);
    expect((await claim()).outcome).toBe('open');
    api.clock.advance(61_000);
    expect((await claim()).outcome).toBe('lost');
  });
});
