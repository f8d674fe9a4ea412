import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildCarrier, type Carrier } from '../testing/build-carrier.ts';
import { createKavenegarSender } from './kavenegar-sender.ts';

let carrier: Carrier;
beforeEach(async () => {
  carrier = await buildCarrier();
});
afterEach(() => carrier.close());

const sender = (apiKey = 'k3y') =>
  createKavenegarSender({ apiKey, template: 'hamnevis', baseUrl: carrier.url });
const message = {
  contact: { channel: 'phone', address: '+989121234567' },
  code: '012345',
  language: 'fa',
  lifeMinutes: 5,
} as const;
const faultOf = (sending: Promise<void>) => sending.catch((error: unknown) => error) as Promise<Error>;

test('a code goes out as the token of the approved template', async () => {
  await sender().send(message);
  expect(carrier.taken).toEqual([
    {
      method: 'verify/lookup',
      form: { receptor: '+989121234567', template: 'hamnevis', token: '012345' },
    },
  ]);
});

test('a busy provider is asked once more, and no oftener', async () => {
  carrier.fail(409);
  await sender().send(message);
  expect([carrier.asked.length, carrier.taken.length]).toEqual([2, 1]);
  carrier.fail(503, 'hang-up');
  expect(await faultOf(sender().send(message))).toMatchObject({ code: null, reason: 'unreachable' });
  expect([carrier.asked.length, carrier.taken.length]).toEqual([4, 1]);
  carrier.fail('no JSON', 451);
  expect(await faultOf(sender().send(message))).toMatchObject({ code: 451, reason: 'busy' });
});

test.each([
  [401, 'credentials', 'channel'],
  [411, 'address', 'contact'],
  [412, 'line', 'channel'],
  [418, 'credit', 'channel'],
  [422, 'address', 'contact'],
  [424, 'template', 'channel'],
  [426, 'credentials', 'channel'],
  [431, 'template', 'channel'],
  [400, 'refused', 'channel'],
])('%i is final, and a fault that is named: %s', async (code, reason, whose) => {
  carrier.fail(code);
  expect(await faultOf(sender().send(message))).toMatchObject({ code, reason, whose });
  expect(carrier.asked).toHaveLength(1);
});

test('a fault carries neither the key nor the provider’s words', async () => {
  const fault = await faultOf(sender('wr0ng').send(message));
  expect(fault).toMatchObject({ code: 403, reason: 'credentials' });
  expect(String(fault) + String(fault.cause ?? '')).not.toMatch(/wr0ng|متن/);
});

test('an unreachable provider fails without naming the key', async () => {
  const away = sender();
  await carrier.close();
  const fault = await faultOf(away.send(message));
  expect(fault).toMatchObject({ code: null, reason: 'unreachable' });
  expect(String(fault) + String(fault.cause ?? '')).not.toContain('k3y');
  carrier = await buildCarrier();
});
