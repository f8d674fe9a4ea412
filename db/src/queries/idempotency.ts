import { and, eq, lt } from 'drizzle-orm';
import type { Queries, Transaction } from '../connect.ts';
import { idempotencyKeys } from '../schema/tables.ts';
import { sameHash } from './secrets.ts';

/** A key is known for so long: far longer than any program goes on trying. */
const KEY_LIFE_MS = 24 * 3600_000;

/** Forgets keys that are older than a day; answers how many. */
export async function deleteOldKeys(queries: Queries, now: Date): Promise<number> {
  const gone = await queries
    .delete(idempotencyKeys)
    .where(lt(idempotencyKeys.createdAt, new Date(now.getTime() - KEY_LIFE_MS)))
    .returning({ key: idempotencyKeys.key });
  return gone.length;
}

/** A request that carries a key, by which it is done once however often it comes. */
export interface KeyedRequest {
  personId: string;
  key: string;
  /** SHA-256 of method, path and body. */
  requestHash: Uint8Array;
}

export type KeyedAnswer = { status: number; body: unknown };

/** `new`: the key is now this transaction's. `known`: the answer that was given. `mismatch`: another request's key. */
export type KeyClaim =
  | { outcome: 'new' }
  | { outcome: 'known'; answer: KeyedAnswer }
  | { outcome: 'mismatch' };

/**
 * Claims a key at `now` with the answer that this transaction is about to earn. A second request with the same key waits
 * here until the first has committed, and then gets its answer. The person's keys of more than a day ago go.
 */
export async function claimKey(
  tx: Transaction,
  request: KeyedRequest,
  answer: KeyedAnswer,
  now: Date,
): Promise<KeyClaim> {
  await tx
    .delete(idempotencyKeys)
    .where(
      and(
        eq(idempotencyKeys.personId, request.personId),
        lt(idempotencyKeys.createdAt, new Date(now.getTime() - KEY_LIFE_MS)),
      ),
    );
  const claimed = await tx
    .insert(idempotencyKeys)
    .values({ ...request, ...answer, createdAt: now })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  if (claimed.length > 0) return { outcome: 'new' };
  const [known] = await tx
    .select()
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.personId, request.personId), eq(idempotencyKeys.key, request.key)));
  if (!known || !sameHash(known.requestHash, request.requestHash)) return { outcome: 'mismatch' };
  return { outcome: 'known', answer: { status: known.status, body: known.body } };
}
