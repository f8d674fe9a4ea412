// The numbers and addresses by which people sign in, and what becomes of them.
import type { Contact } from '@hamnevis/core/people/contact';
import { and, asc, eq, sql } from 'drizzle-orm';
import type { Queries, Transaction } from '../connect.ts';
import { people, personContacts } from '../schema/tables.ts';
import { rowsOf } from './transact.ts';

export type ContactRow = typeof personContacts.$inferSelect;

/** Somebody's contacts, oldest first. */
export function listContacts(queries: Queries, personId: string): Promise<ContactRow[]> {
  return queries
    .select()
    .from(personContacts)
    .where(eq(personContacts.personId, personId))
    .orderBy(asc(personContacts.id));
}

/** True when this number or address is one of the person's own. */
export async function hasContact(queries: Queries, personId: string, contact: Contact): Promise<boolean> {
  const [row] = await queries
    .select({ id: personContacts.id })
    .from(personContacts)
    .where(
      and(
        eq(personContacts.personId, personId),
        eq(personContacts.channel, contact.channel),
        eq(personContacts.address, contact.address),
      ),
    );
  return row !== undefined;
}

/** Locks a person's row, so that of two changes of their contacts at once the second sees the first. */
export async function lockPerson(tx: Transaction, personId: string) {
  const [row] = await tx.select().from(people).where(eq(people.id, personId)).for('update');
  return row;
}

/** Adds a confirmed contact; the first of its kind is shown. Throws a unique violation when it is somebody else's. */
export async function insertContact(
  tx: Transaction,
  personId: string,
  contact: Contact,
  now: Date,
): Promise<ContactRow> {
  const [row] = await tx
    .insert(personContacts)
    .values({ personId, channel: contact.channel, address: contact.address, createdAt: now })
    .returning();
  if (!row) throw new Error('the insert answered no row');
  const column = people[contact.channel];
  await tx
    .update(people)
    .set({ [contact.channel]: sql`coalesce(${column}, ${contact.address})` })
    .where(eq(people.id, personId));
  return row;
}

/** Shows this contact to others, in the place of the one of its kind that was. */
export async function showContact(tx: Transaction, contact: ContactRow): Promise<void> {
  await tx
    .update(people)
    .set({ [contact.channel]: contact.address })
    .where(eq(people.id, contact.personId));
}

/** Removes a contact; the oldest of its kind that is left takes its place where it was the one shown. */
export async function deleteContact(tx: Transaction, contact: ContactRow): Promise<void> {
  await tx.delete(personContacts).where(eq(personContacts.id, contact.id));
  const left = (await listContacts(tx, contact.personId)).find((one) => one.channel === contact.channel);
  await tx
    .update(people)
    .set({ [contact.channel]: left?.address ?? null })
    .where(and(eq(people.id, contact.personId), eq(people[contact.channel], contact.address)));
}

/** What became of a merge; the organizations are those of the identity that went. */
export type MergeOutcome =
  | { outcome: 'merged'; organizations: { organizationId: string; from: string | null; to: string }[] }
  | { outcome: 'absent' | 'suspended' | 'run-open' };

/**
 * Makes one person out of two: memberships take the higher role, what either made belongs to the one that stays, and
 * every contact signs that one in. Sessions of the other have to be ended by the caller. Writes nothing unless `merged`.
 */
export async function mergePeople(tx: Transaction, staysId: string, goesId: string): Promise<MergeOutcome> {
  const rows = await rowsOf<{
    outcome: MergeOutcome['outcome'];
    organization_id: string | null;
    former_role: string | null;
    new_role: string;
  }>(tx, sql`select * from merge_people(${staysId}::uuid, ${goesId}::uuid)`);
  const outcome = rows[0]?.outcome ?? 'absent';
  if (outcome !== 'merged') return { outcome };
  return {
    outcome,
    organizations: rows.flatMap(({ organization_id, former_role, new_role }) =>
      organization_id === null ? [] : [{ organizationId: organization_id, from: former_role, to: new_role }],
    ),
  };
}
