// Whether SMS and mail are set up right, as an admin finds out: against a carrier and a mail server that speak the real
// protocols.
import { parseSettings } from '@hamnevis/core/settings/settings';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseSender } from '../senders/choose-sender.ts';
import { buildApi, buildTeam, rowsOf, type Team, type TestApi } from '../testing/build-api.ts';
import { buildCarrier, type Carrier } from '../testing/build-carrier.ts';
import { buildMailServer, type MailServer } from '../testing/build-mail-server.ts';

let carrier: Carrier;
let mail: MailServer;
let api: TestApi;
let team: Team;
beforeEach(async () => {
  [carrier, mail] = await Promise.all([buildCarrier(), buildMailServer()]);
  const settings = {
    SMS_PROVIDER: 'kavenegar',
    KAVENEGAR_API_KEY: carrier.account.key,
    KAVENEGAR_TEMPLATE: carrier.account.template,
    KAVENEGAR_URL: carrier.url,
    SMTP_URL: `smtp://desk:secret@${mail.address}`,
    SMTP_FROM: 'codes@example.test',
  };
  const parsed = parseSettings(settings);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  api = await buildApi(settings, undefined, chooseSender(parsed.settings));
  team = await buildTeam(api, 'messaging');
});
afterEach(async () => {
  await Promise.all([api?.drop(), carrier?.close(), mail?.close()]);
});

const send = (body: { phone: string } | { email: string }) =>
  api.request('POST', `/api/v1/organizations/${team.organization.id}/test-messages`, {
    token: team.people.admin.token,
    body,
  });
const PHONE = { phone: '۰۹۱۲ ۱۲۳ ۴۵۶۷' };
const EMAIL = { email: 'sara@example.test' };

test('a test message goes the way of a code, holds a code that opens nothing, and is written down', async () => {
  expect((await send(PHONE)).body).toMatchObject({ sent: true, sender: 'kavenegar', reason: null });
  expect((await send(EMAIL)).body).toMatchObject({ sent: true, sender: 'smtp', reason: null });
  expect(carrier.taken).toMatchObject([
    { method: 'verify/lookup', form: { receptor: '+989121234567', token: expect.stringMatching(/^\d{6}$/) } },
  ]);
  expect(mail.mails).toMatchObject([{ to: ['sara@example.test'], login: 'desk:secret' }]);
  expect(await rowsOf(api.database, 'select 1 from one_time_codes')).toEqual([]);
  const audit = await rowsOf(
    api.database,
    "select detail from audit_events where action = 'test-message.send' order by id",
  );
  expect(audit.map((row) => row.detail)).toEqual([
    { channel: 'phone', sent: true },
    { channel: 'email', sent: true },
  ]);
});

test('what is wrong with the account is named, never the account', async () => {
  carrier.account.key = 'another';
  expect((await send(PHONE)).body).toMatchObject({ sent: false, whose: 'channel', reason: 'credentials' });
  carrier.account.key = 'k3y';
  carrier.account.template = 'another';
  expect((await send(PHONE)).body).toMatchObject({ sent: false, reason: 'template' });
  carrier.account.template = 'hamnevis';
  carrier.fail(418);
  expect((await send(PHONE)).body).toMatchObject({ sent: false, reason: 'credit' });
  mail.fail('AUTH', '535 wrong password secret');
  const refused = await send(EMAIL);
  expect(refused.body).toMatchObject({ sent: false, whose: 'channel', reason: 'credentials' });
  expect(JSON.stringify(refused.body)).not.toMatch(/k3y|secret|desk/);
  expect([carrier.taken, mail.mails]).toEqual([[], []]);
});

test('what cannot be reached is told as that, and one address that is refused as its own fault', async () => {
  await carrier.close();
  expect((await send(PHONE)).body).toMatchObject({ sent: false, whose: 'channel', reason: 'unreachable' });
  mail.fail('RCPT', '550 no such person');
  expect((await send(EMAIL)).body).toMatchObject({ sent: false, whose: 'contact', reason: 'address' });
  mail.fail('RCPT', null);
  await mail.close();
  expect((await send(EMAIL)).body).toMatchObject({ sent: false, whose: 'channel', reason: 'unreachable' });
  // Nobody's try or pause was spent: they were no codes of anybody.
  expect(await rowsOf(api.database, 'select 1 from one_time_codes')).toEqual([]);
  [carrier, mail] = await Promise.all([buildCarrier(), buildMailServer()]);
});

test('five in ten minutes, and only by an admin', async () => {
  for (let count = 0; count < 5; count += 1) expect((await send(PHONE)).status).toBe(200);
  expect((await send(PHONE)).status).toBe(429);
  expect(carrier.taken).toHaveLength(5);
});
