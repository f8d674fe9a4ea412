// What somebody is told, and charged, when the code that they ask for cannot be brought to them.
import { afterEach, describe, expect, test } from 'vitest';
import { type CodeMessage, DeliveryFault } from '../senders/code-sender.ts';
import { buildApi, buildPerson, type TestApi } from '../testing/build-api.ts';

let api: TestApi;
afterEach(() => api.drop());

const KNOWN = 'sara@example.test';
const UNKNOWN = 'nobody@example.test';
const LIMITS = { OTP_REQUESTS_PER_MINUTE: '2', OTP_REQUESTS_PER_CONTACT: '2' };

/** An API whose mail goes wrong while `fault.now` is set. */
async function buildWith(how: 'probe' | 'send') {
  const fault: { now: 'channel' | 'contact' | null } = { now: null };
  const sent: CodeMessage[] = [];
  const throwIt = () => {
    if (fault.now)
      throw new DeliveryFault(fault.now === 'contact' ? 'address' : 'unreachable', 'it went wrong');
  };
  api = await buildApi(LIMITS, undefined, {
    showsCodes: () => false,
    ...(how === 'probe' ? { probe: async () => throwIt() } : {}),
    send: async (message) => {
      throwIt();
      sent.push(message);
    },
  });
  await buildPerson(api, { email: KNOWN });
  return { fault, sent };
}

async function ask(email: string): Promise<[number, string | undefined]> {
  const answer = await api.request('POST', '/api/v1/auth/otp/request', { body: { email } });
  // The sending is not waited for; what became of it is known a turn later.
  await new Promise(setImmediate);
  return [answer.status, answer.body.type];
}

const NOT_SENT = [503, '/problems/code-not-sent'];
const SENT = [200, undefined];
const TOO_MANY = [429, '/problems/too-many-requests'];

describe('a server for mail that is away', () => {
  test('is told to known and unknown alike, counts nothing, and is tried again after a while', async () => {
    const { fault, sent } = await buildWith('probe');
    fault.now = 'channel';
    for (let time = 0; time < 4; time += 1) {
      expect(await ask(KNOWN)).toEqual(NOT_SENT);
      expect(await ask(UNKNOWN)).toEqual(NOT_SENT);
    }
    const answer = await api.request('POST', '/api/v1/auth/otp/request', { body: { email: KNOWN } });
    expect(answer.headers.get('Retry-After')).toBe('15');
    fault.now = null;
    api.clock.advance(14_999);
    expect(await ask(KNOWN)).toEqual(NOT_SENT);
    api.clock.advance(1);
    expect(await ask(KNOWN)).toEqual(SENT);
    expect(await ask(UNKNOWN)).toEqual(SENT);
    expect(sent.map(({ contact }) => contact.address)).toEqual([KNOWN]);
    expect(await ask(UNKNOWN)).toEqual(TOO_MANY);
  });

  test('does not close the other channel', async () => {
    const { fault } = await buildWith('send');
    fault.now = 'channel';
    await ask(KNOWN);
    expect(await ask(KNOWN)).toEqual(NOT_SENT);
    const phone = await api.request('POST', '/api/v1/auth/otp/request', { body: { phone: '09121112233' } });
    expect(phone.status).toBe(200);
  });
});

describe('a code that goes nowhere after it was promised', () => {
  test('costs neither a try nor the pause, and that for known and unknown alike', async () => {
    const { fault, sent } = await buildWith('send');
    expect(await ask(UNKNOWN)).toEqual(SENT);
    fault.now = 'channel';
    expect(await ask(KNOWN)).toEqual(SENT);
    expect(await ask(KNOWN)).toEqual(NOT_SENT);
    expect(await ask(UNKNOWN)).toEqual(NOT_SENT);
    fault.now = null;
    api.clock.advance(15_000);
    // 15 s are less than the pause of 60; and it is the second that is counted of two a minute.
    expect(await ask(KNOWN)).toEqual(SENT);
    expect(sent.map(({ contact }) => contact.address)).toEqual([KNOWN]);
    expect(await ask(KNOWN)).toEqual(TOO_MANY);
  });

  test('an unknown contact has no pause to wait out then either', async () => {
    const { fault } = await buildWith('send');
    expect(await ask(UNKNOWN)).toEqual(SENT);
    fault.now = 'channel';
    await ask(KNOWN);
    fault.now = null;
    api.clock.advance(15_000);
    expect(await ask(UNKNOWN)).toEqual(SENT);
  });

  test('by a fault of the one address is not told, or it would tell who is known', async () => {
    const { fault } = await buildWith('send');
    fault.now = 'contact';
    expect(await ask(KNOWN)).toEqual(SENT);
    expect(await ask(UNKNOWN)).toEqual(SENT);
    api.clock.advance(59_999);
    for (const email of [KNOWN, UNKNOWN]) expect(await ask(email)).toEqual(TOO_MANY);
  });
});

test('a probe that fails by a fault of our own is one: 500, not a word about mail', async () => {
  api = await buildApi({}, undefined, {
    probe: async () => {
      throw new TypeError('ours');
    },
  });
  expect(await ask(KNOWN)).toEqual([500, '/problems/internal']);
});
