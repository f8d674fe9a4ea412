import { expect, it } from 'vitest';
import { contactOf } from './contact.ts';

it('a contact with an @ is an e-mail address, anything else a phone number in ASCII digits', () => {
  expect(contactOf(' name@example.com ')).toEqual({ email: 'name@example.com' });
  expect(contactOf('۰۹۱۲ ۳۴۵ ۶۷۸۹')).toEqual({ phone: '0912 345 6789' });
});
