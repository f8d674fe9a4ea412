import { afterEach, expect, it } from 'vitest';
import { codeOf, contactInWords, contactOf } from './contact.ts';
import { setReaderSettings } from './reader.ts';

afterEach(() => {
  setReaderSettings({ calendar: null, digits: null, timeZone: null });
});

it('a contact with an @ is an e-mail address, anything else a phone number in ASCII digits', () => {
  expect(contactOf(' name@example.com ')).toEqual({ email: 'name@example.com' });
  expect(contactOf('۰۹۱۲ ۳۴۵ ۶۷۸۹')).toEqual({ phone: '0912 345 6789' });
});

it('a code is its digits, in whatever digits and with whatever between them', () => {
  expect(codeOf(' ۱۲۳-۴۵ ٦')).toBe('123456');
});

it('a number is shown in its reader’s digits, an e-mail address as it is, and both are taken as they are shown', () => {
  const [phone, email] = ['+989123456789', 'name1@example.com'];
  expect(contactInWords(phone, 'fa')).toBe('+۹۸۹۱۲۳۴۵۶۷۸۹');
  expect(contactInWords(phone, 'en')).toBe(phone);
  setReaderSettings({ calendar: null, digits: 'latin', timeZone: null });
  expect(contactInWords(phone, 'fa')).toBe(phone);
  setReaderSettings({ calendar: null, digits: 'persian', timeZone: null });
  expect(contactInWords(phone, 'en')).toBe('+۹۸۹۱۲۳۴۵۶۷۸۹');
  expect(contactInWords(email, 'fa')).toBe(email);
  expect(contactOf(contactInWords(phone, 'fa'))).toEqual({ phone });
  expect(contactOf(contactInWords(email, 'fa'))).toEqual({ email });
});
