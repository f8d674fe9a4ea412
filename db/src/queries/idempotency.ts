import { and, eq, lt } from 'drizzle-orm';
import type { Queries, Transaction } from '../connect.ts';
import { idempotencyKeys } from '../schema/tables.ts';
import { sameHash } from './secrets.ts';

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
 * Claims a key with the answer that this transaction is about to earn. A second request with the same key waits
 * here until the first has committed, and then gets its answer.
 */
export async function claimKey(
  tx: Transaction,
  request: KeyedRequest,
  answer: KeyedAnswer,
): Promise<KeyClaim> {
  const claimed = await tx
    .insert(idempotencyKeys)
    .values({ ...request, ...answer })
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

/** Deletes keys that are older; answers how many. */
export async function deleteOldKeys(queries: Queries, olderThan: Date): Promise<number> {
  const gone = await queries
    .delete(idempotencyKeys)
    .where(lt(idempotencyKeys.createdAt, olderThan))
    .returning({ key: idempotencyKeys.key });
  return gone.length;
}
