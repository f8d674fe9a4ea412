import type { Role } from '@hamnevis/core/access/roles';
import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Queries } from '../connect.ts';
import { invitations } from '../schema/tables.ts';
import { afterCursor, type PageRequest } from './paging.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { rowsOf } from './transact.ts';

/** How long an invitation can be accepted. */
export const INVITATION_LIFE_MS = 7 * 24 * 3600_000;

export type InvitationRow = typeof invitations.$inferSelect;

interface NewInvitation {
  organizationId: string;
  role: Role;
  phone: string | null;
  email: string | null;
  invitedBy: string;
  now: Date;
}

/** Makes an invitation; its token is in no other place than this answer. */
export async function createInvitation(
  queries: Queries,
  { now, ...wish }: NewInvitation,
): Promise<{ invitation: InvitationRow; token: string }> {
  const token = newSecret();
  const [invitation] = await queries
    .insert(invitations)
    .values({
      ...wish,
      tokenHash: hashSecret(token),
      createdAt: now,
      expiresAt: new Date(now.getTime() + INVITATION_LIFE_MS),
    })
    .returning();
  if (!invitation) throw new Error('the insert answered no row');
  return { invitation, token };
}

/** Invitations of an organization that can still be accepted, the newest first. */
export function listInvitations(queries: Queries, organizationId: string, now: Date, page: PageRequest) {
  return queries
    .select()
    .from(invitations)
    .where(
      and(
        eq(invitations.organizationId, organizationId),
        isNull(invitations.acceptedAt),
        gt(invitations.expiresAt, now),
        afterCursor(invitations.id, page.cursor, 'descending'),
      ),
    )
    .orderBy(desc(invitations.id))
    .limit(page.limit + 1);
}

/** The organization of an invitation, whatever became of it. */
export async function tenantOfInvitation(queries: Queries, token: string): Promise<string | null> {
  const hash = Buffer.from(hashSecret(token));
  const [row] = await rowsOf<{ id: string | null }>(queries, sql`select tenant_of_invitation(${hash}) as id`);
  return row?.id ?? null;
}

/** Uses an invitation up, inside its organization; undefined when it is unknown, expired or was used before. */
export async function useInvitation(
  queries: Queries,
  token: string,
  now: Date,
): Promise<InvitationRow | undefined> {
  const [row] = await queries
    .update(invitations)
    .set({ acceptedAt: now })
    .where(
      and(
        eq(invitations.tokenHash, hashSecret(token)),
        isNull(invitations.acceptedAt),
        gt(invitations.expiresAt, now),
      ),
    )
    .returning();
  return row;
}
