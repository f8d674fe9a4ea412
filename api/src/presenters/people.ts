import type { Me, Session } from '@hamnevis/core/contract/auth';
import type { PersonRef } from '@hamnevis/core/contract/shared';
import type { Queries } from '@hamnevis/db/connect';
import { listMemberships } from '@hamnevis/db/queries/organizations';
import type { PersonRow } from '@hamnevis/db/queries/people';
import type { SessionRow } from '@hamnevis/db/queries/sessions';

/** A person as others see them. */
export function presentPerson(person: { id: string; name: string; color: string }): PersonRef {
  return { id: person.id, name: person.name, color: person.color };
}

/** Where somebody is signed in; `currentId` is the session that asks. */
export function presentSession(row: SessionRow, currentId: string): Session {
  return {
    id: row.id,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    device: row.device,
    ip: row.ip,
    current: row.id === currentId,
  };
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
