import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import { asciiDigits } from '../persian/digits.ts';

/** Where a one-time code is sent: a mobile number in E.164, or a lower-case e-mail address. */
export type Contact = { channel: 'phone'; address: string } | { channel: 'email'; address: string };

/**
 * One E.164 number for any writing of it: ۰۹۱۲…, +98…, 0098…, 98…, 912…, with spaces, dashes or direction marks;
 * null when it is no valid mobile number. Numbers without a country are Iranian.
 */
export function normalizePhone(input: string): string | null {
  const digits = asciiDigits(input)
    .replace(/[\u200c-\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
  if (digits.length > 40) return null;
  const plain = digits.replace(/^00/, '+').replace(/^98(?=\d{10}$)/, '+98');
  const parsed = parsePhoneNumberFromString(plain, 'IR');
  return parsed?.isValid() ? parsed.number : null;
}

/** The address in lower case; null unless it looks like one ASCII e-mail address of at most 254 characters. */
export function normalizeEmail(input: string): string | null {
  const address = input.trim().toLowerCase();
  if (address.length > 254) return null;
  return /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(address) ? address : null;
}
