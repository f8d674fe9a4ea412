import type { Role } from '@hamnevis/core/access/roles';
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { builtOnce } from '../built-once.ts';
import type { Queries, Transaction } from '../connect.ts';
import { members, organizations } from '../schema/tables.ts';
import type { PageRequest } from './paging.ts';
import { rowsOf } from './transact.ts';

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
  const [row] = await selectMembership(queries, { organizationId, personId });
  return row;
}

const selectMembership = builtOnce(['organizationId', 'personId'], (queries, { organizationId, personId }) =>
  queries
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
    ),
);

const WITH_ROLE = {
  id: organizations.id,
  name: organizations.name,
  slug: organizations.slug,
  role: members.role,
  createdAt: organizations.createdAt,
};

/** The organizations that a person is a member of, with their role in each. */
export async function listOrganizations(queries: Queries, personId: string, page: PageRequest) {
  const rows = await organizationsOf(
    queries,
    personId,
    sql`${page.cursor === undefined ? sql`` : sql`where id > ${page.cursor}::uuid`}
        order by id limit ${page.limit + 1}`,
  );
  return rows.map(({ id, name, slug, role, created_at }) => ({
    id,
    name,
    slug,
    role,
    createdAt: new Date(created_at),
  }));
}

/** Somebody's memberships that are not suspended, oldest first. */
export async function listMemberships(queries: Queries, personId: string) {
  const rows = await organizationsOf(queries, personId, sql`order by joined_at, id`);
  return rows.map(({ id, name, role }) => ({ organizationId: id, organizationName: name, role }));
}

/** Of several tenants at once, so a function of the database answers it. */
function organizationsOf(queries: Queries, personId: string, rest: SQL) {
  return rowsOf<{ id: string; name: string; slug: string; role: Role; created_at: string | Date }>(
    queries,
    sql`select id, name, slug, role, created_at from organizations_of(${personId}::uuid) ${rest}`,
  );
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

/** Whether a person belongs to another organization than this one, suspended or not. */
export async function isMemberElsewhere(
  queries: Queries,
  organizationId: string,
  personId: string,
): Promise<boolean> {
  const [row] = await rowsOf<{ elsewhere: boolean }>(
    queries,
    sql`select is_member_elsewhere(${organizationId}::uuid, ${personId}::uuid) as elsewhere`,
  );
  return row?.elsewhere === true;
}

/** True once there is an organization, whoever's it is. */
export async function hasOrganizations(queries: Queries): Promise<boolean> {
  const [row] = await rowsOf<{ any: boolean }>(queries, sql`select has_organizations() as "any"`);
  return row?.any === true;
}

/**
 * Throws a unique violation when the slug is taken. Its row can only be written inside itself: make the id first,
 * and the transaction in it.
 */
export async function insertOrganization(
  queries: Queries,
  organization: { id?: string; name: string; slug: string },
) {
  const [row] = await queries.insert(organizations).values(organization).returning();
  if (!row) throw new Error('the insert answered no row');
  return row;
}

/** What can be changed of an organization. Throws a unique violation when the slug is taken. */
export async function updateOrganization(
  queries: Queries,
  organizationId: string,
  change: { name?: string; slug?: string },
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await queries.update(organizations).set(change).where(eq(organizations.id, organizationId));
}

/** Deletes the organization of the transaction, with every row and every log of it. Nothing brings it back. */
export async function deleteOrganizationForGood(tx: Transaction): Promise<void> {
  await tx.execute(sql`select delete_organization()`);
}
