import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, buildApi, buildPerson, rowsOf, type TestApi } from '../testing/build-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await buildApi();
});
afterAll(() => api.drop());

let numbers = 0;
const nextPhone = () => `+98912${String(1_000_000 + numbers++)}`;

async function askFor(phone: string): Promise<string> {
  const asked = await api.request('POST', '/api/v1/auth/otp/request', { body: { phone } });
  expect(asked.status).toBe(200);
  return asked.body.devCode;
}

const enter = (phone: string, code: string): Promise<Answer> =>
  api.request('POST', '/api/v1/auth/otp/verify', { body: { phone, code } });

const otherThan = (code: string) => (code === '000000' ? '000001' : '000000');

test('a known number signs in with its code, which then is used up', async () => {
  const phone = nextPhone();
  const { person } = await buildPerson(api, { phone, email: null });
  const code = await askFor(phone);
  expect(code).toMatch(/^\d{6}$/);
  const signedIn = await enter(phone, code);
  expect(signedIn.status).toBe(200);
  expect(signedIn.body.user).toMatchObject({ id: person.id, phone });
  const me = await api.request('GET', '/api/v1/me', { token: signedIn.body.token });
  expect(me.body.id).toBe(person.id);
  expect((await enter(phone, code)).status).toBe(401);
});

test('a number and a code may be written in Persian digits', async () => {
  const phone = '+989351112233';
  await buildPerson(api, { phone, email: null });
  const persian = (text: string) => text.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)] ?? '');
  const asked = await api.request('POST', '/api/v1/auth/otp/request', {
    body: { phone: persian('09351112233') },
  });
  expect((await enter('0935 111 2233', persian(asked.body.devCode))).status).toBe(200);
});

test('the database keeps no code, only its hash under a key that is not in it; and no token, only its hash', async () => {
  const phone = nextPhone();
  const { person } = await buildPerson(api, { phone, email: null });
  const code = await askFor(phone);
  const hashOf = async () => {
    const [row] = await rowsOf(api.database, 'select * from one_time_codes where address = $1', [phone]);
    expect(JSON.stringify(row)).not.toContain(code);
    return Buffer.from(row?.code_hash as Uint8Array);
  };
  const hash = await hashOf();
  const keyedBy = (key: string) => createHmac('sha256', key).update(`phone|${phone}|${code}`).digest();
  expect(hash).toEqual(keyedBy(api.settings.APP_SECRET ?? ''));
  expect(hash).not.toEqual(keyedBy('another pepper, as long as the first'));
  const { token } = (await enter(phone, code)).body;
  const [id, secret] = token.split('.');
  const [row] = await rowsOf(api.database, 'select * from sessions where id = $1', [id]);
  expect(row?.person_id).toBe(person.id);
  expect(Buffer.from(row?.secret_hash as Uint8Array)).toEqual(createHash('sha256').update(secret).digest());
  expect(
    Object.values(row ?? {})
      .map(String)
      .join(),
  ).not.toContain(secret);
});

test('of a hundred wrong codes at once five are compared, and then the right one is void too', async () => {
  const phone = nextPhone();
  await buildPerson(api, { phone, email: null });
  const code = await askFor(phone);
  const answers = await Promise.all(Array.from({ length: 100 }, () => enter(phone, otherThan(code))));
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([401]));
  const [row] = await rowsOf(api.database, 'select attempts_left from one_time_codes where address = $1', [
    phone,
  ]);
  expect(row?.attempts_left).toBe(0);
  expect((await enter(phone, code)).body.type).toBe('/problems/wrong-code');
});

test('the fifth try is still compared', async () => {
  const phone = nextPhone();
  await buildPerson(api, { phone, email: null });
  const code = await askFor(phone);
  for (let wrong = 0; wrong < 4; wrong += 1) expect((await enter(phone, otherThan(code))).status).toBe(401);
  expect((await enter(phone, code)).status).toBe(200);
});

test('the right code entered twenty times at once begins one session', async () => {
  const phone = nextPhone();
  const { person } = await buildPerson(api, { phone, email: null });
  const code = await askFor(phone);
  const answers = await Promise.all(Array.from({ length: 20 }, () => enter(phone, code)));
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  const rows = await rowsOf(api.database, 'select id from sessions where person_id = $1', [person.id]);
  expect(rows).toHaveLength(2); // The builder's and this one.
});

test('a code holds for 300 seconds', async () => {
  const phone = nextPhone();
  await buildPerson(api, { phone, email: null });
  const early = await askFor(phone);
  api.clock.advance(299_000);
  expect((await enter(phone, early)).status).toBe(200);
  api.clock.advance(60_000);
  const late = await askFor(phone);
  api.clock.advance(300_000);
  expect((await enter(phone, late)).status).toBe(401);
});

test('a clock that was wrong for a while locks nobody out, and no code holds longer for it', async () => {
  const phone = nextPhone();
  await buildPerson(api, { phone, email: null });
  const behind = await askFor(phone);
  // Another machine, half a minute behind: it is the same moment.
  api.clock.advance(-30_000);
  expect((await enter(phone, behind)).status).toBe(200);
  api.clock.advance(24 * 3600_000);
  const ahead = await askFor(phone);
  api.clock.advance(-24 * 3600_000);
  expect((await enter(phone, ahead)).status).toBe(401);
  const right = await askFor(phone);
  expect((await enter(phone, right)).status).toBe(200);
});

test('a second code within the pause is refused with the seconds left; after it, it voids the first', async () => {
  const phone = nextPhone();
  await buildPerson(api, { phone, email: null });
  const first = await askFor(phone);
  api.clock.advance(20_000);
  const tooSoon = await api.request('POST', '/api/v1/auth/otp/request', { body: { phone } });
  expect(tooSoon.status).toBe(429);
  expect(tooSoon.headers.get('Retry-After')).toBe('40');
  api.clock.advance(40_000);
  const second = await askFor(phone);
  if (first !== second) expect((await enter(phone, first)).status).toBe(401);
  expect((await enter(phone, second)).status).toBe(200);
});

test('known and unknown contacts get the same answer, and nobody unknown a session or a message', async () => {
  const known = nextPhone();
  const unknown = nextPhone();
  await buildPerson(api, { phone: known, email: null });
  const answers = [];
  for (const phone of [known, unknown]) {
    answers.push(await api.request('POST', '/api/v1/auth/otp/request', { body: { phone } }));
  }
  const shapes = answers.map(({ status, body }) => ({ status, body: { ...body, devCode: 'x' } }));
  expect(shapes[0]).toEqual(shapes[1]);
  const refused = await enter(unknown, answers[1]?.body.devCode);
  expect(refused.body).toMatchObject({ type: '/problems/wrong-code', status: 401 });
  expect(api.codes.map((message) => message.contact.address)).toContain(known);
  expect(api.codes.map((message) => message.contact.address)).not.toContain(unknown);
});

test('a contact must be one: both, none and nonsense are told with the field', async () => {
  const both = { phone: nextPhone(), email: 'a@example.test' };
  for (const body of [both, {}, { phone: '12' }, { email: 'nobody' }]) {
    const answer = await api.request('POST', '/api/v1/auth/otp/request', { body });
    expect(answer.status).toBe(422);
    expect(answer.body.issues).toHaveLength(1);
  }
});

test('the cookie is HttpOnly, Lax and signs its bearer in; on https it is host-bound and Secure', async () => {
  const phone = nextPhone();
  await buildPerson(api, { phone, email: null });
  const signedIn = await enter(phone, await askFor(phone));
  const cookie = signedIn.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^hamnevis-session=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
  const me = await api.request('GET', '/api/v1/me', { headers: { Cookie: cookie.split(';')[0] ?? '' } });
  expect(me.status).toBe(200);

  const secure = await buildApi({ PUBLIC_URL: 'https://hamnevis.example' });
  try {
    await buildPerson(secure, { phone, email: null });
    const asked = await secure.request('POST', '/api/v1/auth/otp/request', { body: { phone } });
    const entered = await secure.request('POST', '/api/v1/auth/otp/verify', {
      body: { phone, code: asked.body.devCode },
    });
    expect(entered.headers.get('set-cookie')).toMatch(
      /^__Host-hamnevis-session=.*; HttpOnly; Secure; SameSite=Lax$/,
    );
  } finally {
    await secure.drop();
  }
});

test('signing out ends the session at once, drops the cookie and tells the nodes', async () => {
  const { token, sessionId } = await buildPerson(api);
  const ended = api.listen('session-ended');
  const out = await api.request('POST', '/api/v1/auth/sign-out', { token });
  expect(out.status).toBe(204);
  expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
  expect((await api.request('GET', '/api/v1/me', { token })).status).toBe(401);
  await expect.poll(() => ended).toEqual([{ sessionId }]);
});

test('one address may ask for only so many codes in a minute, whatever it says of itself', async () => {
  const strict = await buildApi({ OTP_REQUESTS_PER_MINUTE: '5' });
  try {
    const statuses = [];
    for (let count = 0; count < 7; count += 1) {
      const answer = await strict.request('POST', '/api/v1/auth/otp/request', {
        body: { phone: nextPhone() },
        headers: { 'X-Forwarded-For': `198.51.100.${count}`, 'X-Real-IP': `198.51.100.${count}` },
      });
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
  } finally {
    await strict.drop();
  }
});

test('one contact is sent only so many codes in ten minutes, from however many addresses', async () => {
  const strict = await buildApi({ OTP_REQUESTS_PER_CONTACT: '3', OTP_RESEND_SECONDS: '0' });
  try {
    const phone = nextPhone();
    const statuses = [];
    for (let count = 0; count < 5; count += 1) {
      const answer = await strict.request('POST', '/api/v1/auth/otp/request', {
        body: { phone },
        address: `198.51.100.${count}`,
      });
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  } finally {
    await strict.drop();
  }
});
