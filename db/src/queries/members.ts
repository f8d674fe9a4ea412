import type { Role } from '@hamnevis/core/access/roles';
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Queries, Transaction } from '../connect.ts';
import { documentHeads, members, people } from '../schema/tables.ts';
import { afterCursor, type PageRequest } from './paging.ts';

/** Throws a unique violation when the person is a member already. */
export async function insertMember(
  queries: Queries,
  member: { organizationId: string; personId: string; role: Role },
): Promise<void> {
  await queries.insert(members).values(member);
}

/** Members that are not suspended, by the id of the person. */
export function listMembers(queries: Queries, organizationId: string, page: PageRequest) {
  return queries
    .select({ person: people, role: members.role, joinedAt: members.createdAt })
    .from(members)
    .innerJoin(people, eq(people.id, members.personId))
    .where(
      and(
        eq(members.organizationId, organizationId),
        isNull(members.suspendedAt),
        afterCursor(members.personId, page.cursor, 'ascending'),
      ),
    )
    .orderBy(asc(members.personId))
    .limit(page.limit + 1);
}

/** One member that is not suspended. */
export async function findMember(queries: Queries, organizationId: string, personId: string) {
  const [row] = await queries
    .select({ person: people, role: members.role, joinedAt: members.createdAt })
    .from(members)
    .innerJoin(people, eq(people.id, members.personId))
    .where(
      and(
        eq(members.organizationId, organizationId),
        eq(members.personId, personId),
        isNull(members.suspendedAt),
      ),
    );
  return row;
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

/** Locks the rows of an organization's admins, so that two of them cannot step down at once. */
export async function lockAdmins(tx: Transaction, organizationId: string): Promise<string[]> {
  const rows = await tx
    .select({ personId: members.personId })
    .from(members)
    .where(
      and(eq(members.organizationId, organizationId), eq(members.role, 'admin'), isNull(members.suspendedAt)),
    )
    .orderBy(asc(members.personId))
    .for('update');
  return rows.map((row) => row.personId);
}

/** Gives a member another role and raises their epoch; call it under {@link lockHeadsOf}. */
export async function setMemberRole(
  tx: Transaction,
  organizationId: string,
  personId: string,
  role: Role,
): Promise<void> {
  await tx
    .update(members)
    .set({ role, epoch: sql`${members.epoch} + 1` })
    .where(and(eq(members.organizationId, organizationId), eq(members.personId, personId)));
}
