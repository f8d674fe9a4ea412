import type { Role } from '@hamnevis/core/access/roles';
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Queries } from '../connect.ts';
import { members, organizations } from '../schema/tables.ts';
import { afterCursor, type PageRequest } from './paging.ts';

/** Somebody's rights in an organization at this moment. */
export interface Membership {
  organizationId: string;
  personId: string;
  role: Role;
  epoch: number;
}

/** The membership, or undefined: no member, suspended, or no such organization. Nobody can tell which. */
export async function findMembership(
  queries: Queries,
  organizationId: string,
  personId: string,
): Promise<Membership | undefined> {
  const [row] = await queries
    .select({
      organizationId: members.organizationId,
      personId: members.personId,
      role: members.role,
      epoch: members.epoch,
    })
    .from(members)
    .where(
      and(
        eq(members.organizationId, organizationId),
        eq(members.personId, personId),
        isNull(members.suspendedAt),
      ),
    );
  return row;
}

const WITH_ROLE = {
  id: organizations.id,
  name: organizations.name,
  slug: organizations.slug,
  role: members.role,
  createdAt: organizations.createdAt,
};

/** The organizations that a person is a member of, with their role in each. */
export function listOrganizations(queries: Queries, personId: string, page: PageRequest) {
  return queries
    .select(WITH_ROLE)
    .from(organizations)
    .innerJoin(members, eq(members.organizationId, organizations.id))
    .where(
      and(
        eq(members.personId, personId),
        isNull(members.suspendedAt),
        afterCursor(organizations.id, page.cursor, 'ascending'),
      ),
    )
    .orderBy(asc(organizations.id))
    .limit(page.limit + 1);
}

/** One organization with this person's role in it; undefined for everybody who is no member. */
export async function findOrganization(queries: Queries, organizationId: string, personId: string) {
  const [row] = await queries
    .select(WITH_ROLE)
    .from(organizations)
    .innerJoin(members, eq(members.organizationId, organizations.id))
    .where(
      and(eq(organizations.id, organizationId), eq(members.personId, personId), isNull(members.suspendedAt)),
    );
  return row;
}

/** Throws a unique violation when the slug is taken. */
export async function insertOrganization(queries: Queries, organization: { name: string; slug: string }) {
  const [row] = await queries.insert(organizations).values(organization).returning();
  if (!row) throw new Error('the insert answered no row');
  return row;
}

export async function renameOrganization(
  queries: Queries,
  organizationId: string,
  name: string,
): Promise<void> {
  await queries.update(organizations).set({ name }).where(eq(organizations.id, organizationId));
}
