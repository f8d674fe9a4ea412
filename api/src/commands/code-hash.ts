import { createHmac, randomInt } from 'node:crypto';
import type { Contact } from '@hamnevis/core/people/contact';

/** How long a code holds. */
export const CODE_LIFE_MS = 300_000;
/** How many codes are compared before one is void. */
export const CODE_TRIES = 5;

/** Six random digits. */
export function newCode(): string {
  return String(randomInt(0, 1_000_000)).padStart(6, '0');
}

/**
 * HMAC-SHA-256 under the server's pepper. Six digits fall to any unkeyed hash in a moment, so what keeps them is
 * the key, which is not in the database.
 */
export function codeHash(secret: string, contact: Contact, code: string): Uint8Array {
  const text = `${contact.channel}|${contact.address}|${code}`;
  return new Uint8Array(createHmac('sha256', secret).update(text).digest());
}
