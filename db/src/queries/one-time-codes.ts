// One open code per contact. Everything that guards against guessing is one statement each, so that any number of
// requests at once changes nothing.
import type { Contact } from '@hamnevis/core/people/contact';
import { and, eq, gt, lt, lte, not, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Queries } from '../connect.ts';
import { oneTimeCodes } from '../schema/tables.ts';

/** Clocks of two machines may differ by so much. */
const CLOCK_SKEW_MS = 60_000;

export interface NewCode {
  contact: Contact;
  codeHash: Uint8Array;
  attempts: number;
  lifeMs: number;
  /** Pause before another code to the same contact. */
  resendMs: number;
  /** Codes up to this moment went nowhere: there is no pause after one of them. */
  unlessBefore: Date | null;
  now: Date;
}

/**
 * Stores a code; it takes the place of an older one. While the pause since the last one lasts nothing is stored,
 * and the milliseconds left are answered instead of null.
 */
export async function storeCode(queries: Queries, code: NewCode): Promise<{ waitMs: number } | null> {
  const { contact, codeHash, attempts, lifeMs, resendMs, unlessBefore, now } = code;
  const values = {
    codeHash,
    attemptsLeft: attempts,
    createdAt: now,
    expiresAt: new Date(now.getTime() + lifeMs),
  };
  const paused = new Date(now.getTime() - resendMs);
  const askedAgainAfter = unlessBefore && unlessBefore > paused ? unlessBefore : paused;
  const stored = await queries
    .insert(oneTimeCodes)
    .values({ channel: contact.channel, address: contact.address, ...values })
    .onConflictDoUpdate({
      target: [oneTimeCodes.channel, oneTimeCodes.address],
      // A new id too: whoever compared the older code cannot use this one up.
      set: { id: uuidv7(), ...values },
      setWhere: sql`${lte(oneTimeCodes.createdAt, askedAgainAfter)} or ${not(isOfNow(now))}`,
    })
    .returning({ id: oneTimeCodes.id });
  if (stored.length > 0) return null;
  const [open] = await queries
    .select({ createdAt: oneTimeCodes.createdAt })
    .from(oneTimeCodes)
    .where(ofContact(contact));
  return { waitMs: Math.max(1000, (open?.createdAt.getTime() ?? now.getTime()) + resendMs - now.getTime()) };
}

/** Spends one try of the contact's open code and answers its hash; null when there is none or no try is left. */
export async function spendTry(
  queries: Queries,
  contact: Contact,
  now: Date,
): Promise<{ id: string; codeHash: Uint8Array } | null> {
  const [row] = await queries
    .update(oneTimeCodes)
    .set({ attemptsLeft: sql`${oneTimeCodes.attemptsLeft} - 1` })
    .where(
      and(
        ofContact(contact),
        gt(oneTimeCodes.attemptsLeft, 0),
        gt(oneTimeCodes.expiresAt, now),
        isOfNow(now),
      ),
    )
    .returning({ id: oneTimeCodes.id, codeHash: oneTimeCodes.codeHash });
  return row ?? null;
}

/** Uses a code up; false when another request did so first. */
export async function useUpCode(queries: Queries, codeId: string): Promise<boolean> {
  const used = await queries
    .delete(oneTimeCodes)
    .where(eq(oneTimeCodes.id, codeId))
    .returning({ id: oneTimeCodes.id });
  return used.length > 0;
}

/** Deletes codes that expired; answers how many. */
export async function deleteExpiredCodes(queries: Queries, now: Date): Promise<number> {
  const gone = await queries
    .delete(oneTimeCodes)
    .where(lt(oneTimeCodes.expiresAt, now))
    .returning({ id: oneTimeCodes.id });
  return gone.length;
}

/**
 * Of a code that was made further in the future than clocks differ, some clock was wrong: it would hold too long, and keep its
 * owner waiting for the next one.
 */
function isOfNow(now: Date) {
  return lte(oneTimeCodes.createdAt, new Date(now.getTime() + CLOCK_SKEW_MS));
}

function ofContact(contact: Contact) {
  return and(eq(oneTimeCodes.channel, contact.channel), eq(oneTimeCodes.address, contact.address));
}
