import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Queries } from '../connect.ts';
import { setupLinks } from '../schema/tables.ts';
import { hashSecret, newSecret } from './secrets.ts';

/** How long the link of an empty server holds. */
export const SETUP_LINK_HOURS = 24;

/**
 * Makes the one-time token with which the first person becomes admin, and answers it: only its hash is kept.
 * Earlier links that were never used stop working, so that the one printed last is the only one.
 */
export async function createSetupToken(queries: Queries, now: Date): Promise<string> {
  await queries.delete(setupLinks).where(isNull(setupLinks.usedAt));
  const token = newSecret();
  await queries.insert(setupLinks).values({
    tokenHash: hashSecret(token),
    expiresAt: new Date(now.getTime() + SETUP_LINK_HOURS * 3_600_000),
  });
  return token;
}

/** Uses the one-time token up; false when it is unknown, expired or was used before. */
export async function useSetupToken(queries: Queries, token: string, now: Date): Promise<boolean> {
  const used = await queries
    .update(setupLinks)
    .set({ usedAt: now })
    .where(
      and(
        eq(setupLinks.tokenHash, hashSecret(token)),
        isNull(setupLinks.usedAt),
        gt(setupLinks.expiresAt, now),
      ),
    )
    .returning({ id: setupLinks.id });
  return used.length > 0;
}

/** True while a link stands that could make the first admin. */
export async function awaitsFirstAdmin(queries: Queries, now: Date): Promise<boolean> {
  const open = await queries
    .select({ id: setupLinks.id })
    .from(setupLinks)
    .where(and(isNull(setupLinks.usedAt), gt(setupLinks.expiresAt, now)))
    .limit(1);
  return open.length > 0;
}
