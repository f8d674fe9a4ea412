// A request that carries an Idempotency-Key is done once, however often it comes. Its row is claimed before anything
// else; the act's own transaction marks it (through the audit that every act writes), so that what was committed is never
// done again even when the process died before it could answer, and what was not may be.
import { AsyncLocalStorage } from 'node:async_hooks';
import { and, eq, lt, sql } from 'drizzle-orm';
import type { Queries } from '../connect.ts';
import { idempotencyKeys } from '../schema/tables.ts';
import { newId } from './new-id.ts';
import { sameHash } from './secrets.ts';
import { rowsOf, type TenantThing, tenantIdOf } from './transact.ts';

/** A key is known for so long: far longer than any program goes on trying. */
const KEY_LIFE_MS = 24 * 3600_000;
/** An attempt that has neither acted nor answered for so long is given up for dead; it can act no more then. */
const ATTEMPT_LIFE_MS = 60_000;

/** Forgets keys that are older than a day; answers how many. */
export async function deleteOldKeys(queries: Queries, now: Date): Promise<number> {
  const gone = await queries
    .delete(idempotencyKeys)
    .where(lt(idempotencyKeys.createdAt, new Date(now.getTime() - KEY_LIFE_MS)))
    .returning({ personId: idempotencyKeys.personId });
  return gone.length;
}

export interface KeyedRequest {
  personId: string;
  keyHash: Uint8Array;
  requestHash: Uint8Array;
  /** What it is about: null outside any organization. */
  organizationId: string | null;
}

/** The right to act for a key, until it is answered or given up for dead. */
export interface KeyClaim {
  personId: string;
  keyHash: Uint8Array;
  attempt: string;
}

/**
 * - `new`: this attempt may act.
 * - `answered`: it was done, and answered so.
 * - `open`: another attempt is at it.
 * - `lost`: it was done, and nobody knows any more what was answered.
 * - `mismatch`: another request's key.
 */
export type KeyOutcome =
  | { outcome: 'new'; claim: KeyClaim }
  | { outcome: 'answered'; answer: Uint8Array }
  | { outcome: 'open' | 'lost' | 'mismatch' };

/** Claims a key for a request. One statement: of many that come at once exactly one is `new`. */
export async function claimKey(queries: Queries, request: KeyedRequest, now: Date): Promise<KeyOutcome> {
  const { personId, keyHash, requestHash } = request;
  const attempt = newId();
  const row = { requestHash, organizationId: request.organizationId, attempt, begunAt: now, createdAt: now };
  const dead = new Date(now.getTime() - ATTEMPT_LIFE_MS);
  const old = new Date(now.getTime() - KEY_LIFE_MS);
  const keys = idempotencyKeys;
  const claimed = await queries
    .insert(keys)
    .values({ personId, keyHash, ...row })
    .onConflictDoUpdate({
      target: [keys.personId, keys.keyHash],
      set: { ...row, hasActed: false, answer: null },
      setWhere: sql`${lt(keys.createdAt, old)} or (${keys.requestHash} = excluded.request_hash
        and ${keys.answer} is null and not ${keys.hasActed} and ${lt(keys.begunAt, dead)})`,
    })
    .returning({ attempt: keys.attempt });
  if (claimed.length > 0) return { outcome: 'new', claim: { personId, keyHash, attempt } };
  const [known] = await queries.select().from(keys).where(keyIs(request));
  // Released between the two statements: whoever asks again may claim it.
  if (!known) return { outcome: 'open' };
  const isSame = sameHash(known.requestHash, requestHash) && known.organizationId === request.organizationId;
  if (!isSame) return { outcome: 'mismatch' };
  if (known.answer) return { outcome: 'answered', answer: known.answer };
  return { outcome: known.hasActed && known.begunAt < dead ? 'lost' : 'open' };
}

/** Keeps the answer of what a claim did. */
export async function keepAnswer(queries: Queries, claim: KeyClaim, answer: Uint8Array): Promise<void> {
  await queries.update(idempotencyKeys).set({ answer }).where(isClaim(claim));
}

/** Gives a key back under which nothing was done; false, and nothing changes, when something was. */
export async function releaseKey(queries: Queries, claim: KeyClaim): Promise<boolean> {
  const gone = await queries
    .delete(idempotencyKeys)
    .where(and(isClaim(claim), eq(idempotencyKeys.hasActed, false)))
    .returning({ attempt: idempotencyKeys.attempt });
  return gone.length > 0;
}

/** What was done under a key can never be answered: nobody needs to wait for it. */
export async function loseAnswer(queries: Queries, claim: KeyClaim): Promise<void> {
  await queries
    .update(idempotencyKeys)
    .set({ begunAt: new Date(0) })
    .where(isClaim(claim));
}

const acting = new AsyncLocalStorage<KeyClaim>();

/** Does `work`; whatever it commits with an audit row is marked as done under the claim. */
export function actUnder<Result>(claim: KeyClaim, work: () => Promise<Result>): Promise<Result> {
  return acting.run(claim, work);
}

/** Thrown into the transaction of an attempt that was given up for dead: another one acts in its place. */
export class KeyTakenOver extends Error {
  constructor() {
    super('another attempt acts under this idempotency key');
    this.name = 'KeyTakenOver';
  }
}

/**
 * Marks the key under which this runs, if there is one, in the transaction of the act. With `answer` it is answered in
 * the same breath, so that not even its answer can be lost. Throws {@link KeyTakenOver}.
 */
export async function markActed(queries: Queries, answer?: Uint8Array): Promise<void> {
  const claim = acting.getStore();
  if (!claim) return;
  const keys = idempotencyKeys;
  const marked = await queries
    .update(keys)
    .set({
      hasActed: sql`${keys.hasActed} or ${eq(keys.attempt, claim.attempt)}`,
      ...(answer ? { answer } : {}),
    })
    .where(keyIs(claim))
    .returning({ attempt: keys.attempt });
  // No row: the act itself took it away, with an organization or a person.
  if (marked.some(({ attempt }) => attempt !== claim.attempt)) throw new KeyTakenOver();
}

/** What a request's path names first, for the person who asks. */
export type KeyedThing =
  | { of: TenantThing; id: string; personId: string }
  | { organizationId: string; personId: string };

/** The organization of what a request is about; null when the person has no way to it. */
export async function reachedOrganization(queries: Queries, thing: KeyedThing): Promise<string | null> {
  const organization =
    'of' in thing
      ? tenantIdOf(thing)
      : sql`(select o.id from organizations_of(${thing.personId}::uuid) o where o.id = ${thing.organizationId}::uuid)`;
  const [row] = await rowsOf<{ id: string | null }>(queries, sql`select ${organization} as id`);
  return row?.id ?? null;
}

function keyIs({ personId, keyHash }: Pick<KeyClaim, 'personId' | 'keyHash'>) {
  return and(eq(idempotencyKeys.personId, personId), eq(idempotencyKeys.keyHash, keyHash));
}

function isClaim(claim: KeyClaim) {
  return and(keyIs(claim), eq(idempotencyKeys.attempt, claim.attempt));
}
