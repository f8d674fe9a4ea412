import type { Role } from '@hamnevis/core/access/roles';
import type { Contact } from '@hamnevis/core/people/contact';
import { and, asc, eq, isNull, or, sql } from 'drizzle-orm';
import type { Queries, Transaction } from '../connect.ts';
import {
  apiKeys,
  documentHeads,
  documents,
  members,
  people,
  personContacts,
  sessions,
} from '../schema/tables.ts';
import { afterCursor, type PageRequest } from './paging.ts';

/**
 * Throws a unique violation when the person is a member already. Whoever comes back after a removal needs an `epoch`
 * above all that they had, or what was admitted then would be admitted again: the time in milliseconds is.
 */
export async function insertMember(
  queries: Queries,
  member: { organizationId: string; personId: string; role: Role; epoch?: number },
): Promise<void> {
  await queries.insert(members).values(member);
}

const MEMBER = {
  person: people,
  role: members.role,
  joinedAt: members.createdAt,
  suspendedAt: members.suspendedAt,
};

/** A member with the person behind it. */
export interface MemberRow {
  person: typeof people.$inferSelect;
  role: Role;
  joinedAt: Date;
  suspendedAt: Date | null;
}

/** Members by the id of the person, suspended ones only where asked for. */
export function listMembers(
  queries: Queries,
  organizationId: string,
  page: PageRequest & { suspended: boolean },
): Promise<MemberRow[]> {
  return queries
    .select(MEMBER)
    .from(members)
    .innerJoin(people, eq(people.id, members.personId))
    .where(
      and(
        eq(members.organizationId, organizationId),
        page.suspended ? undefined : isNull(members.suspendedAt),
        afterCursor(members.personId, page.cursor, 'ascending'),
      ),
    )
    .orderBy(asc(members.personId))
    .limit(page.limit + 1);
}

/** One member, suspended or not. */
export async function findMember(
  queries: Queries,
  organizationId: string,
  personId: string,
): Promise<MemberRow | undefined> {
  const [row] = await queries
    .select(MEMBER)
    .from(members)
    .innerJoin(people, eq(people.id, members.personId))
    .where(and(eq(members.organizationId, organizationId), eq(members.personId, personId)));
  return row;
}

/** The people of an organization, suspended ones too. */
export async function listMemberIds(queries: Queries, organizationId: string): Promise<string[]> {
  const rows = await queries
    .select({ personId: members.personId })
    .from(members)
    .where(eq(members.organizationId, organizationId));
  return rows.map((row) => row.personId);
}

/** True when a member, suspended or not, has this number or address. */
export async function hasMemberWith(
  queries: Queries,
  organizationId: string,
  contact: Contact,
): Promise<boolean> {
  const rows = await queries
    .select({ personId: members.personId })
    .from(members)
    .innerJoin(personContacts, eq(personContacts.personId, members.personId))
    .where(
      and(
        eq(members.organizationId, organizationId),
        eq(personContacts.channel, contact.channel),
        eq(personContacts.address, contact.address),
      ),
    );
  return rows.length > 0;
}

/**
 * Locks the heads of all documents of an organization, in id order: an append that has judged somebody's rights
 * and not committed yet ends first, and the next one sees what this transaction writes.
 */
export async function lockHeadsOf(tx: Transaction, organizationId: string): Promise<void> {
  await tx
    .select({ documentId: documentHeads.documentId })
    .from(documentHeads)
    .where(eq(documentHeads.organizationId, organizationId))
    .orderBy(asc(documentHeads.documentId))
    .for('update');
}

/**
 * Locks a member's row and those of the admins, in one order: two admins who step down at once do so one after the
 * other, and neither waits for the other while that one waits for them. Heads are locked before it.
 */
export async function lockMemberAndAdmins(
  tx: Transaction,
  organizationId: string,
  personId: string,
): Promise<void> {
  await tx
    .select({ personId: members.personId })
    .from(members)
    .where(
      and(
        eq(members.organizationId, organizationId),
        or(eq(members.personId, personId), eq(members.role, 'admin')),
      ),
    )
    .orderBy(asc(members.personId))
    .for('update');
}

/** The admins of an organization who are not suspended. Call it under {@link lockMemberAndAdmins}. */
export async function listActiveAdminIds(queries: Queries, organizationId: string): Promise<string[]> {
  const rows = await queries
    .select({ personId: members.personId })
    .from(members)
    .where(
      and(eq(members.organizationId, organizationId), eq(members.role, 'admin'), isNull(members.suspendedAt)),
    );
  return rows.map((row) => row.personId);
}

/**
 * Changes a member's rights and raises their epoch; their cookies get new secrets at the next use. Call it under
 * {@link lockHeadsOf}.
 */
export async function setMember(
  tx: Transaction,
  organizationId: string,
  personId: string,
  change: { role?: Role; suspendedAt?: Date | null },
): Promise<void> {
  await tx
    .update(members)
    .set({ ...change, epoch: sql`${members.epoch} + 1` })
    .where(and(eq(members.organizationId, organizationId), eq(members.personId, personId)));
  await tx.update(sessions).set({ rotationDue: true }).where(eq(sessions.personId, personId));
}

/** Takes a member out with their API keys; what was assigned to them is nobody's. Call it under {@link lockHeadsOf}. */
export async function deleteMember(tx: Transaction, organizationId: string, personId: string): Promise<void> {
  await tx
    .update(documents)
    .set({ assigneeId: null, revision: sql`${documents.revision} + 1` })
    .where(and(eq(documents.organizationId, organizationId), eq(documents.assigneeId, personId)));
  await tx
    .delete(apiKeys)
    .where(and(eq(apiKeys.organizationId, organizationId), eq(apiKeys.personId, personId)));
  await tx
    .delete(members)
    .where(and(eq(members.organizationId, organizationId), eq(members.personId, personId)));
}
