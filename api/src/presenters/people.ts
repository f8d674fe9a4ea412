import type { Me } from '@hamnevis/core/contract/auth';
import type { PersonRef } from '@hamnevis/core/contract/shared';
import type { Queries } from '@hamnevis/db/connect';
import { listMemberships } from '@hamnevis/db/queries/organizations';
import type { PersonRow } from '@hamnevis/db/queries/people';

/** A person as others see them. */
export function presentPerson(person: { id: string; name: string; color: string }): PersonRef {
  return { id: person.id, name: person.name, color: person.color };
}

/** A person as they see themselves. */
export async function presentMe(queries: Queries, person: PersonRow): Promise<Me> {
  return {
    id: person.id,
    name: person.name,
    phone: person.phone,
    email: person.email,
    color: person.color,
    language: person.language,
    calendar: person.calendar,
    digits: person.digits,
    timeZone: person.timeZone,
    memberships: await listMemberships(queries, person.id),
  };
}
