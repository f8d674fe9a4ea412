import type { Contact } from '@hamnevis/core/people/contact';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Queries } from '../connect.ts';
import { people, personContacts } from '../schema/tables.ts';
import type { PersonRefRow } from './documents.ts';
import { rowsOf } from './transact.ts';

export type PersonRow = typeof people.$inferSelect;

/** The person behind a phone number or e-mail address. */
export async function findPersonByContact(
  queries: Queries,
  contact: Contact,
): Promise<PersonRow | undefined> {
  const [row] = await queries
    .select({ person: people })
    .from(personContacts)
    .innerJoin(people, eq(people.id, personContacts.personId))
    .where(and(eq(personContacts.channel, contact.channel), eq(personContacts.address, contact.address)));
  return row?.person;
}

/** The person and the identities that became part of them, which the log still names. */
export async function identitiesOf(queries: Queries, personId: string): Promise<string[]> {
  const merged = await queries.select({ id: people.id }).from(people).where(eq(people.mergedInto, personId));
  return [personId, ...merged.map((row) => row.id)];
}

/** A person by their id. */
export async function findPerson(queries: Queries, personId: string): Promise<PersonRow | undefined> {
  return (await queries.select().from(people).where(eq(people.id, personId)))[0];
}

/** Makes a person. Throws a unique violation when the contact belongs to somebody already. */
export async function insertPerson(
  queries: Queries,
  person: Omit<typeof people.$inferInsert, 'id' | 'createdAt'>,
): Promise<PersonRow> {
  const [row] = await queries.insert(people).values(person).returning();
  if (!row) throw new Error('the insert answered no row');
  return row;
}

/** What a person changes about themselves. */
type OwnField = 'name' | 'language' | 'color' | 'calendar' | 'digits' | 'timeZone';

/** Changes a person's own fields; what is undefined stays. */
export async function updatePerson(
  queries: Queries,
  personId: string,
  change: { [Field in OwnField]?: PersonRow[Field] | undefined },
): Promise<void> {
  const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  if (Object.keys(set).length > 0) await queries.update(people).set(set).where(eq(people.id, personId));
}

/** True when an open invitation names this contact: somebody unknown who may sign in all the same. */
export async function isInvited(queries: Queries, contact: Contact, now: Date): Promise<boolean> {
  const [row] = await rowsOf<{ invited: boolean }>(
    queries,
    sql`select is_invited(${contact.channel}, ${contact.address}, ${now.toISOString()}::timestamptz) as invited`,
  );
  return row?.invited === true;
}

/** True once anybody is here: the first admin has been made. */
export async function hasAnybody(queries: Queries): Promise<boolean> {
  return (await queries.select({ id: people.id }).from(people).limit(1)).length > 0;
}

/**
 * How others see these people, by the id that was asked for; whoever is unknown is left out. An identity that became
 * part of another is that other: the log goes on naming it as it was.
 */
export async function readPersonRefs(
  queries: Queries,
  personIds: readonly string[],
): Promise<Map<string, PersonRefRow>> {
  if (personIds.length === 0) return new Map();
  const today = alias(people, 'today');
  const rows = await queries
    .select({ asked: people.id, person: { id: today.id, name: today.name, color: today.color } })
    .from(people)
    .innerJoin(today, eq(today.id, sql`coalesce(${people.mergedInto}, ${people.id})`))
    .where(inArray(people.id, [...personIds]));
  return new Map(rows.map(({ asked, person }) => [asked, person]));
}
