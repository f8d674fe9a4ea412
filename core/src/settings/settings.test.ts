import { expect, test } from 'vitest';
import { parseSettings } from './settings.ts';

test('an empty environment gives the embedded defaults', () => {
  const result = parseSettings({});
  expect(result.ok && result.settings).toMatchObject({ PORT: 3000, HOST: '127.0.0.1', embedded: true });
});

test('who says nothing gets the limits of signing in that are promised', () => {
  const result = parseSettings({});
  expect(result.ok && result.settings).toMatchObject({
    OTP_REQUESTS_PER_MINUTE: 5,
    OTP_REQUESTS_PER_CONTACT: 3,
    OTP_RESEND_SECONDS: 60,
  });
});

test('every fault is named at once, with the setting as the user writes it', () => {
  const result = parseSettings({
    PORT: '70000',
    DATABASE_URL: 'mysql://x',
    LOG_LEVEL: 'loud',
    SMTP_URL: 'smtp://mail',
  });
  expect(!result.ok && result.faults.map((fault) => fault.setting).sort()).toEqual(
    ['APP_SECRET', 'DATABASE_URL', 'LOG_LEVEL', 'PORT', 'REDIS_URL', 'SMTP_FROM'].sort(),
  );
});

test('DATABASE_URL without REDIS_URL is refused with a line that says why', () => {
  const result = parseSettings({ DATABASE_URL: 'postgres://db/h', APP_SECRET: 'x'.repeat(32) });
  expect(!result.ok && result.faults).toEqual([
    { setting: 'REDIS_URL', message: expect.stringContaining('Redis') },
  ]);
});

test('empty values count as absent', () => {
  expect(parseSettings({ PORT: '', REDIS_URL: ' ' }).ok).toBe(true);
});
