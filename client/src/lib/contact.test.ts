import { expect, it } from 'vitest';
import { codeOf, contactOf } from './contact.ts';

it('a contact with an @ is an e-mail address, anything else a phone number in ASCII digits', () => {
  expect(contactOf(' name@example.com ')).toEqual({ email: 'name@example.com' });
  expect(contactOf('۰۹۱۲ ۳۴۵ ۶۷۸۹')).toEqual({ phone: '0912 345 6789' });
});

it('a code is its digits, in whatever digits and with whatever between them', () => {
  expect(codeOf(' ۱۲۳-۴۵ ٦')).toBe('123456');
});
