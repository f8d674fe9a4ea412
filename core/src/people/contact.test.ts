import { expect, test } from 'vitest';
import { normalizeEmail, normalizePhone } from './contact.ts';

test('every writing of an Iranian mobile number is one E.164 number', () => {
  const writings = [
    '09121234567',
    '۰۹۱۲۱۲۳۴۵۶۷',
    '٠٩١٢١٢٣٤٥٦٧',
    '9121234567',
    '989121234567',
    '+989121234567',
    '00989121234567',
    '0912 123 4567',
    '0912-123-4567',
    '\u200e+98 912 123 4567\u200f',
  ];
  expect(new Set(writings.map(normalizePhone))).toEqual(new Set(['+989121234567']));
});

test('numbers of other countries keep theirs', () => {
  expect(normalizePhone('+44 7400 123456')).toBe('+447400123456');
});

test.each(['', '0912', '02188776655', 'abc', '0'.repeat(500)])('%s is no mobile number', (input) => {
  expect(normalizePhone(input)).toBeNull();
});

test('e-mail addresses are compared in lower case; look-alikes outside ASCII are refused', () => {
  expect(normalizeEmail(' Sara@Example.COM ')).toBe('sara@example.com');
  expect(normalizeEmail('sаra@example.com')).toBeNull();
  expect(normalizeEmail('sara@example')).toBeNull();
  expect(normalizeEmail('a b@example.com')).toBeNull();
});
