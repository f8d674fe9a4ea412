// What keeps others out: locks, caps, planted sessions, forged addresses, and answers that say nothing.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, buildApi, buildPerson, buildTeam, rowsOf, type TestApi } from '../testing/build-api.ts';

const built: TestApi[] = [];
async function build(environment: Record<string, string>): Promise<TestApi> {
  const api = await buildApi({ OTP_RESEND_SECONDS: '0', ...onRedis(), ...environment });
  // Until the counters' connection stands each process counts for itself.
  await expect.poll(async () => (await api.request('GET', '/health')).body.state).toBe('ok');
  built.push(api);
  return api;
}
afterEach(async () => {
  for (const api of built.splice(0)) await api.drop();
});

/** Where there is a Redis the counters stand in it, as in production. */
function onRedis(): Record<string, string> {
  const { TEST_REDIS_URL, TEST_DATABASE_URL } = process.env;
  if (!TEST_REDIS_URL || !TEST_DATABASE_URL) return {};
  return { REDIS_URL: TEST_REDIS_URL, DATABASE_URL: TEST_DATABASE_URL, REDIS_PREFIX: `test-${randomUUID()}` };
}

type Given = { phone: string } | { email: string };
let numbers = 0;
const nextPhone = (prefix = '+98912') => `${prefix}${String(7_000_000 + numbers++)}`;

const ask = (api: TestApi, contact: Given, address?: string): Promise<Answer> =>
  api.request('POST', '/api/v1/auth/otp/request', { body: contact, ...(address ? { address } : {}) });
const enter = (api: TestApi, contact: Given, code: string, more: object = {}): Promise<Answer> =>
  api.request('POST', '/api/v1/auth/otp/verify', { body: { ...contact, code }, ...more });
const otherThan = (code: string) => (code === '000000' ? '000001' : '000000');

describe('a number at which codes are guessed (A38)', () => {
  test('rests for a while, known or not; its owner is told, sessions and the other contact go on', async () => {
    const api = await build({ OTP_WRONG_CODES: '10' });
    const [phone, email] = [nextPhone(), 'owner@example.test'];
    const { person, token } = await buildPerson(api, { phone, email, language: 'fa' });
    const unknown = nextPhone();
    for (const contact of [{ phone }, { phone: unknown }]) {
      const compared = [];
      for (let round = 0; round < 2; round += 1) {
        const code = (await ask(api, contact)).body.devCode;
        const tries = await Promise.all(
          Array.from({ length: 50 }, (_, at) =>
            enter(api, contact, otherThan(code), { address: `198.51.100.${at}` }),
          ),
        );
        compared.push(...tries.map(({ status }) => status));
      }
      expect(new Set(compared)).toEqual(new Set([401]));
      const locked = await ask(api, contact);
      expect([locked.status, locked.body.type]).toEqual([429, '/problems/sign-in-locked']);
      expect(Number(locked.headers.get('Retry-After'))).toBeGreaterThan(800);
      expect((await enter(api, contact, '123456')).body.type).toBe('/problems/sign-in-locked');
    }
    await expect
      .poll(() => api.messages.map((message) => message.contact.address).sort())
      .toEqual([phone, email].sort());
    expect(api.messages[0]?.sms).toContain(`•••${phone.slice(-4)}`);
    const audit = await rowsOf(
      api.database,
      `select subject_id, detail from audit_events where action = 'sign-in.lock' order by id`,
    );
    expect(audit.map((row) => row.subject_id)).toEqual([person.id, null]);
    expect((await api.request('GET', '/api/v1/me', { token })).status).toBe(200);
    const code = (await ask(api, { email })).body.devCode;
    expect((await enter(api, { email }, code)).status).toBe(200);
  });

  test('has five compared per code, however many come at once', async () => {
    const api = await build({});
    const phone = nextPhone();
    await buildPerson(api, { phone });
    const code = (await ask(api, { phone })).body.devCode;
    await Promise.all(Array.from({ length: 40 }, () => enter(api, { phone }, otherThan(code))));
    const [row] = await rowsOf(api.database, 'select attempts_left from one_time_codes where address = $1', [
      phone,
    ]);
    expect(row?.attempts_left).toBe(0);
    expect((await enter(api, { phone }, code)).status).toBe(401);
  });
});

describe('codes that cost money (A40)', () => {
  test('stop at the cap of a prefix and of a day, for known and unknown alike, and only what is sent counts', async () => {
    const api = await build({ OTP_SENDS_PER_PREFIX: '3', OTP_SENDS_PER_DAY: '5' });
    for (let count = 0; count < 10; count += 1)
      expect((await ask(api, { phone: nextPhone() })).status).toBe(200);
    expect(api.codes).toHaveLength(0);
    const people = async (count: number, prefix?: string) => {
      const phones = Array.from({ length: count }, () => nextPhone(prefix));
      for (const phone of phones) await buildPerson(api, { phone, email: null });
      return phones;
    };
    for (const phone of await people(3)) expect((await ask(api, { phone })).status).toBe(200);
    const capped = await Promise.all([...(await people(1)), nextPhone()].map((phone) => ask(api, { phone })));
    for (const { status, body, headers } of capped) {
      expect([status, body.type]).toEqual([503, '/problems/code-not-sent']);
      expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
    }
    for (const phone of await people(2, '+98935')) expect((await ask(api, { phone })).status).toBe(200);
    expect((await ask(api, { phone: nextPhone('+98935') })).status).toBe(503);
    expect((await ask(api, { email: 'anybody@example.test' })).status).toBe(200);
    expect(api.codes).toHaveLength(5);
  });

  test('never go above a cap, also when they are asked for at once', async () => {
    const api = await build({ OTP_SENDS_PER_PREFIX: '4' });
    const phones = Array.from({ length: 30 }, () => nextPhone());
    for (const phone of phones) await buildPerson(api, { phone, email: null });
    await Promise.all(phones.map((phone) => ask(api, { phone })));
    expect(api.codes).toHaveLength(4);
  });

  test('that nobody enters raise an alarm once: in the audit and in the metrics', async () => {
    const api = await build({});
    const alarms = () => rowsOf(api.database, `select detail from audit_events where action = 'codes.alarm'`);
    const phones = Array.from({ length: 30 }, () => nextPhone());
    for (const phone of phones) await buildPerson(api, { phone, email: null });
    // As people do: what is sent is entered.
    for (const phone of phones.slice(0, 10))
      await enter(api, { phone }, (await ask(api, { phone })).body.devCode);
    for (const phone of phones.slice(10, 19)) await ask(api, { phone });
    expect(await alarms()).toEqual([]);
    for (const phone of phones.slice(19)) await ask(api, { phone });
    expect(await alarms()).toEqual([{ detail: { kind: 'ratio', sent: 20, entered: 10 } }]);
    const metrics = await api.request('GET', '/metrics', { address: '127.0.0.1' });
    expect(metrics.body).toContain('hamnevis_code_alarms_total{kind="ratio"} 1');
  });
});

describe('a session', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await buildApi({ OTP_RESEND_SECONDS: '0' });
  });
  afterAll(() => api.drop());
  const me = (cookie: string) =>
    api.request('GET', '/api/v1/me', { headers: { Cookie: `hamnevis-session=${cookie}` } });
  const freshOf = (answer: Answer) =>
    /hamnevis-session=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? '';

  test('that was planted before signing in is not taken on, and is over after it (A43)', async () => {
    const phone = nextPhone();
    const { person } = await buildPerson(api, { phone });
    const attacker = await buildPerson(api);
    const ended = api.listen('session-ended');
    const code = (await ask(api, { phone })).body.devCode;
    const headers = { Cookie: `hamnevis-session=${attacker.token}`, 'Sec-Fetch-Site': 'same-origin' };
    const entered = await enter(api, { phone }, code, { headers });
    expect(freshOf(entered)).not.toBe(attacker.token);
    expect(entered.body.user.id).toBe(person.id);
    expect((await me(freshOf(entered))).body.id).toBe(person.id);
    expect((await me(attacker.token)).status).toBe(401);
    await expect.poll(() => ended).toEqual([{ sessionId: attacker.sessionId }]);
    // Nor one that was invented.
    for (const invented of ['nonsense', `${person.id}.${'A'.repeat(43)}`]) {
      const again = await enter(api, { phone }, (await ask(api, { phone })).body.devCode, {
        headers: { ...headers, Cookie: `hamnevis-session=${invented}` },
      });
      expect(freshOf(again).startsWith(invented)).toBe(false);
    }
  });

  test('gets a new cookie when its person’s role changes; the old one holds a minute more', async () => {
    const team = await buildTeam(api, 'rotation');
    const { token, person } = team.people.writer;
    expect(freshOf(await me(token))).toBe('');
    const path = `/api/v1/organizations/${team.organization.id}/members/${person.id}`;
    const changed = await api.request('PATCH', path, {
      token: team.people.admin.token,
      body: { role: 'editor' },
      headers: { 'If-Match': '*' },
    });
    expect(changed.status).toBe(200);
    const fresh = freshOf(await me(token));
    expect(fresh).not.toBe('');
    expect(freshOf(await me(fresh))).toBe('');
    api.clock.advance(59_000);
    expect((await me(token)).status).toBe(200);
    api.clock.advance(2000);
    expect((await me(token)).status).toBe(401);
    expect((await me(fresh)).status).toBe(200);
  });

  test('of a program keeps its token when its person’s role changes, and is not written for it again and again', async () => {
    const team = await buildTeam(api, 'bearer');
    const { token, person, sessionId } = team.people.writer;
    const path = `/api/v1/organizations/${team.organization.id}/members/${person.id}`;
    const body = { role: 'editor' };
    expect((await api.request('PATCH', path, { token: team.people.admin.token, body })).status).toBe(200);
    const sessionRow = () => rowsOf(api.database, 'select * from sessions where id = $1', [sessionId]);
    const before = await sessionRow();
    api.clock.advance(60_000);
    const asked = await api.request('GET', '/api/v1/me', { token });
    expect([asked.status, freshOf(asked)]).toEqual([200, '']);
    expect(await sessionRow()).toEqual(before);
    // Where the same session comes as a cookie, it is still due there.
    expect(freshOf(await me(token))).not.toBe('');
  });

  test('beginning and ending leaves a row each, with the address that the socket has (A45)', async () => {
    const phone = nextPhone();
    const { person } = await buildPerson(api, { phone });
    const forged = {
      'X-Forwarded-For': '192.0.2.66',
      'X-Real-IP': '192.0.2.66',
      Forwarded: 'for=192.0.2.66',
    };
    const more = { address: '203.0.113.80', headers: forged };
    const { token } = (await enter(api, { phone }, (await ask(api, { phone })).body.devCode, more)).body;
    await api.request('POST', '/api/v1/auth/sign-out', { token, ...more });
    const audit = await rowsOf(
      api.database,
      'select action, ip from audit_events where actor_id = $1 order by id',
      [person.id],
    );
    expect(audit).toEqual([
      { action: 'session.begin', ip: '203.0.113.80' },
      { action: 'session.end', ip: '203.0.113.80' },
    ]);
    const [session] = await rowsOf(api.database, `select ip from sessions where ip = '192.0.2.66'`);
    expect(session).toBeUndefined();
  });

  test('is nobody’s while the database fails or is away (A29)', async () => {
    const broken = await build({});
    const { token } = await buildPerson(broken);
    const { queries } = broken.programs;
    for (const failure of [
      new Error('a fault'),
      Object.assign(new Error('away'), { code: 'ECONNREFUSED' }),
    ]) {
      Object.assign(broken.programs, {
        queries: new Proxy(queries, {
          get() {
            throw failure;
          },
        }),
      });
      for (const path of ['/api/v1/me', '/api/v1/organizations', '/api/v1/auth/sessions']) {
        expect((await broken.request('GET', path, { token })).status).toBeGreaterThanOrEqual(500);
      }
      const code = await enter(broken, { phone: nextPhone() }, '123456');
      expect([code.status, code.headers.get('set-cookie')]).toEqual([expect.any(Number), null]);
      expect(code.status).toBeGreaterThanOrEqual(500);
    }
    Object.assign(broken.programs, { queries });
    expect((await broken.request('GET', '/api/v1/me', { token })).status).toBe(200);
  });
});

test('known and unknown numbers are answered alike, in the same time (A42)', async () => {
  const api = await build({});
  const known = Array.from({ length: 60 }, () => nextPhone());
  for (const phone of known) await buildPerson(api, { phone, email: null });
  const unknown = known.map(() => nextPhone());
  const times = { known: [] as number[], unknown: [] as number[] };
  const shapes = new Set<string>();
  const timed = async (which: keyof typeof times, phone: string) => {
    const startedAt = performance.now();
    const asked = await ask(api, { phone });
    const wrong = await enter(api, { phone }, otherThan(asked.body.devCode));
    times[which].push(performance.now() - startedAt);
    shapes.add(
      JSON.stringify([
        asked.status,
        { ...asked.body, devCode: '' },
        wrong.status,
        { ...wrong.body, instance: '' },
        [...wrong.headers.keys()].sort(),
      ]),
    );
  };
  for (let at = 0; at < known.length; at += 1) {
    // In turns, and each first as often as the other: whatever else the machine does falls on both.
    const pair = [['known', known[at]] as const, ['unknown', unknown[at]] as const];
    for (const [which, phone] of at % 2 ? pair : pair.reverse()) await timed(which, phone ?? '');
  }
  expect([...shapes]).toHaveLength(1);
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
  const apartMs = Math.abs(median(times.known) - median(times.unknown));
  // Of pairs that are alike half are slower on either side; a difference that tells something is there in nearly all.
  const slower = times.known.filter((ms, at) => ms > (times.unknown[at] ?? 0)).length / known.length;
  expect(apartMs > 20 && Math.abs(slower - 0.5) > 0.3).toBe(false);
});
