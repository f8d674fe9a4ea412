import { createHmac, randomInt } from 'node:crypto';
import type { Contact } from '@hamnevis/core/people/contact';
import { asciiDigits } from '@hamnevis/core/persian/digits';

/** How long a code holds. */
export const CODE_LIFE_MS = 300_000;
/** How many codes are compared before one is void. */
export const CODE_TRIES = 5;

/** What a code is good for: signing in, or showing that a contact is this person's. One is never taken for the other. */
export type CodePurpose = 'sign-in' | { contactOf: string };

/** Six random digits. */
export function newCode(): string {
  return String(randomInt(0, 1_000_000)).padStart(6, '0');
}

/** The code as it was sent, however it was typed. */
export function typedCode(text: string): string {
  return asciiDigits(text).replace(/\s/g, '');
}

/**
 * HMAC-SHA-256 under the server's pepper. Six digits fall to any unkeyed hash in a moment, so what keeps them is
 * the key, which is not in the database.
 */
export function codeHash(
  secret: string,
  contact: Contact,
  code: string,
  purpose: CodePurpose = 'sign-in',
): Uint8Array {
  const use = purpose === 'sign-in' ? '' : `contact|${purpose.contactOf}|`;
  const text = `${use}${contact.channel}|${contact.address}|${code}`;
  return new Uint8Array(createHmac('sha256', secret).update(text).digest());
}
