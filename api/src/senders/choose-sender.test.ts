import { parseSettings } from '@hamnevis/core/settings/settings';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildMailServer, type MailServer } from '../testing/build-mail-server.ts';
import { chooseSender } from './choose-sender.ts';
import type { CodeMessage } from './code-sender.ts';

let server: MailServer;
beforeEach(async () => {
  server = await buildMailServer();
});
afterEach(() => server.close());

function choose(environment: Record<string, string>) {
  const parsed = parseSettings(environment);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return chooseSender(parsed.settings);
}
const mailSettings = () => ({ SMTP_URL: `smtp://${server.address}`, SMTP_FROM: 'codes@example.test' });
const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://hamnevis.example' };
const message = (channel: 'phone' | 'email'): CodeMessage => ({
  contact: { channel, address: channel === 'phone' ? '+989121234567' : 'sara@example.test' },
  code: '012345',
  language: 'en',
  lifeMinutes: 5,
});

test('with SMTP_URL mails go out, and a code by mail is never shown in the answer', async () => {
  const sender = choose(mailSettings());
  await sender.probe?.('email');
  await sender.send(message('email'));
  expect(server.mails.map((mail) => mail.to)).toEqual([['sara@example.test']]);
  expect([sender.showsCodes('email'), sender.showsCodes('phone')]).toEqual([false, true]);
});

test('production starts with a mail server alone; numbers are then told that they cannot be reached', async () => {
  const sender = choose({ ...production, ...mailSettings() });
  await sender.send(message('email'));
  await expect(sender.probe?.('phone')).rejects.toMatchObject({ whose: 'channel' });
  await expect(sender.send(message('phone'))).rejects.toMatchObject({ whose: 'channel' });
  expect(server.mails).toHaveLength(1);
  expect([sender.showsCodes('email'), sender.showsCodes('phone')]).toEqual([false, false]);
});

test('production with no sender at all does not start, and says what to set', () => {
  expect(() => choose(production)).toThrow(/SMS_PROVIDER=kavenegar, or SMTP_URL/);
});
