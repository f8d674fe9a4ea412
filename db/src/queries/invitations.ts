import type { Role } from '@hamnevis/core/access/roles';
import type { INVITATION_STATES } from '@hamnevis/core/contract/organizations';
import type { Contact } from '@hamnevis/core/people/contact';
import { and, desc, eq, gt, isNotNull, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Queries } from '../connect.ts';
import { invitations, people } from '../schema/tables.ts';
import type { PersonRefRow } from './documents.ts';
import { afterCursor, type PageRequest } from './paging.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { rowsOf } from './transact.ts';

/** How long an invitation can be accepted. */
export const INVITATION_LIFE_MS = 7 * 24 * 3600_000;

export type InvitationRow = typeof invitations.$inferSelect;
export type InvitationState = (typeof INVITATION_STATES)[number];

/** What became of an invitation by `now`. */
export function stateOfInvitation(row: InvitationRow, now: Date): InvitationState {
  if (row.acceptedAt) return 'accepted';
  if (row.revokedAt) return 'revoked';
  return row.expiresAt > now ? 'open' : 'expired';
}

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
    .values({ ...wish, tokenHash: hashSecret(token), createdAt: now, expiresAt: endOfLife(now) })
    .returning();
  if (!invitation) throw new Error('the insert answered no row');
  return { invitation, token };
}

/**
 * Gives an invitation a new token and its whole life again, now by this host; the old token is dead. Undefined for
 * one that was used or taken back.
 */
export async function renewInvitation(
  queries: Queries,
  invitationId: string,
  invitedBy: string,
  now: Date,
): Promise<{ invitation: InvitationRow; token: string } | undefined> {
  const token = newSecret();
  const [invitation] = await queries
    .update(invitations)
    .set({ tokenHash: hashSecret(token), expiresAt: endOfLife(now), invitedBy })
    .where(
      and(eq(invitations.id, invitationId), isNull(invitations.acceptedAt), isNull(invitations.revokedAt)),
    )
    .returning();
  return invitation && { invitation, token };
}

/** Takes an invitation back; false when it was used or taken back before. */
export async function revokeInvitation(queries: Queries, invitationId: string, now: Date): Promise<boolean> {
  const revoked = await queries
    .update(invitations)
    .set({ revokedAt: now })
    .where(
      and(eq(invitations.id, invitationId), isNull(invitations.acceptedAt), isNull(invitations.revokedAt)),
    )
    .returning({ id: invitations.id });
  return revoked.length > 0;
}

/** Takes back what is open for a contact. */
export async function revokeInvitationsTo(
  queries: Queries,
  organizationId: string,
  contact: Contact,
  now: Date,
): Promise<void> {
  const column = contact.channel === 'phone' ? invitations.phone : invitations.email;
  await queries
    .update(invitations)
    .set({ revokedAt: now })
    .where(
      and(
        eq(invitations.organizationId, organizationId),
        eq(column, contact.address),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
      ),
    );
}

/** Writes down that a message about an invitation was sent. */
export async function markInvitationSent(queries: Queries, invitationId: string, now: Date): Promise<void> {
  await queries.update(invitations).set({ sentAt: now }).where(eq(invitations.id, invitationId));
}

function endOfLife(now: Date): Date {
  return new Date(now.getTime() + INVITATION_LIFE_MS);
}

export interface ListedInvitation {
  invitation: InvitationRow;
  invitedBy: PersonRefRow;
}

const LISTED = {
  invitation: invitations,
  invitedBy: { id: people.id, name: people.name, color: people.color },
};

/** Invitations of an organization in one state, the newest first. */
export function listInvitations(
  queries: Queries,
  organizationId: string,
  state: InvitationState,
  now: Date,
  page: PageRequest,
): Promise<ListedInvitation[]> {
  return queries
    .select(LISTED)
    .from(invitations)
    .innerJoin(people, eq(people.id, invitations.invitedBy))
    .where(
      and(
        eq(invitations.organizationId, organizationId),
        inState(state, now),
        afterCursor(invitations.id, page.cursor, 'descending'),
      ),
    )
    .orderBy(desc(invitations.id))
    .limit(page.limit + 1);
}

/** One invitation of an organization, whatever became of it. */
export async function findInvitation(
  queries: Queries,
  organizationId: string,
  invitationId: string,
): Promise<ListedInvitation | undefined> {
  const [row] = await queries
    .select(LISTED)
    .from(invitations)
    .innerJoin(people, eq(people.id, invitations.invitedBy))
    .where(and(eq(invitations.organizationId, organizationId), eq(invitations.id, invitationId)));
  return row;
}

/** The invitation that a token opens, inside its organization; undefined when it is not open. */
export async function findOpenInvitation(
  queries: Queries,
  token: string,
  now: Date,
): Promise<ListedInvitation | undefined> {
  const [row] = await queries
    .select(LISTED)
    .from(invitations)
    .innerJoin(people, eq(people.id, invitations.invitedBy))
    .where(and(eq(invitations.tokenHash, hashSecret(token)), inState('open', now)));
  return row;
}

function inState(state: InvitationState, now: Date): SQL | undefined {
  switch (state) {
    case 'accepted':
      return isNotNull(invitations.acceptedAt);
    case 'revoked':
      return and(isNull(invitations.acceptedAt), isNotNull(invitations.revokedAt));
    case 'open':
      return and(
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
        gt(invitations.expiresAt, now),
      );
    case 'expired':
      return and(
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
        lte(invitations.expiresAt, now),
      );
    default:
      throw new TypeError(`no invitations are ${String(state satisfies never)}`);
  }
}

/** The organization of an invitation, whatever became of it. */
export async function tenantOfInvitation(queries: Queries, token: string): Promise<string | null> {
  const hash = Buffer.from(hashSecret(token));
  const [row] = await rowsOf<{ id: string | null }>(queries, sql`select tenant_of_invitation(${hash}) as id`);
  return row?.id ?? null;
}

/** True when the token opens an invitation that is bound to nobody: whoever holds it may be sent a code. */
export async function isOpenLink(queries: Queries, token: string, now: Date): Promise<boolean> {
  const hash = Buffer.from(hashSecret(token));
  const [row] = await rowsOf<{ open: boolean }>(
    queries,
    sql`select is_open_link(${hash}, ${now.toISOString()}::timestamptz) as open`,
  );
  return row?.open === true;
}

/** An invitation as the one whom it names finds it. */
export interface InvitationToMe {
  id: string;
  organizationId: string;
  organizationName: string;
  role: Role;
  expiresAt: Date;
  invitedBy: PersonRefRow;
}

/** Open invitations of all organizations that name a number or address of this person, the newest first. */
export async function listInvitationsTo(
  queries: Queries,
  personId: string,
  now: Date,
): Promise<InvitationToMe[]> {
  const rows = await rowsOf<{
    id: string;
    organization_id: string;
    organization_name: string;
    role: Role;
    expires_at: string | Date;
    host_id: string;
    host_name: string;
    host_color: string;
  }>(queries, sql`select * from invitations_to(${personId}::uuid, ${now.toISOString()}::timestamptz)`);
  return rows.map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    role: row.role,
    expiresAt: new Date(row.expires_at),
    invitedBy: { id: row.host_id, name: row.host_name, color: row.host_color },
  }));
}

/** Uses an invitation up, inside its organization, by its token or its id; undefined when it is not open. */
export async function useInvitation(
  queries: Queries,
  by: { token: string } | { id: string },
  now: Date,
): Promise<InvitationRow | undefined> {
  const [row] = await queries
    .update(invitations)
    .set({ acceptedAt: now })
    .where(
      and(
        'token' in by ? eq(invitations.tokenHash, hashSecret(by.token)) : eq(invitations.id, by.id),
        inState('open', now),
      ),
    )
    .returning();
  return row;
}
