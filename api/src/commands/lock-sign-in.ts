// The soft lock of a number or address: after so many wrong codes it takes none for a quarter of an hour. Sessions go
// on, and the other contacts of the same person sign in. It counts contacts, not people, so that a lock says
// nothing about who is known here.
import type { Contact } from '@hamnevis/core/people/contact';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { findPersonByContact } from '@hamnevis/db/queries/people';
import { transact } from '@hamnevis/db/queries/transact';
import { count, msLeft } from '../limits/spend.ts';
import type { ApiServices } from '../services.ts';
import { tellPerson } from './tell-person.ts';

const keyOf = ({ channel, address }: Contact) => `${channel}:${address}`;

/** Throws `sign-in-locked` while the contact rests. */
export async function refuseLocked({ limits }: ApiServices, contact: Contact): Promise<void> {
  const waitMs = await msLeft(limits.wrongCodes, keyOf(contact));
  if (waitMs > 0) throw new Problem('sign-in-locked', { retryAfterSeconds: waitMs / 1000 });
}

/** Counts a wrong code that was compared; the one that is too many locks the contact, and its owner is told. */
export async function countWrongCode(
  services: ApiServices,
  contact: Contact,
  address: string,
): Promise<void> {
  const { database, limits, metrics, log } = services;
  if ((await count(limits.wrongCodes, keyOf(contact))) !== limits.wrongCodes.points) return;
  await limits.wrongCodes.counter.block(keyOf(contact), limits.wrongCodes.seconds);
  metrics.signInLocks.inc({ channel: contact.channel });
  log.warn({ channel: contact.channel }, 'a contact was locked for sign-in: too many wrong codes');
  const owner = await transact(database, null, async (tx) => {
    const person = await findPersonByContact(tx, contact);
    await recordAudit(tx, {
      action: 'sign-in.lock',
      subjectKind: 'person',
      subjectId: person?.id ?? null,
      detail: { channel: contact.channel },
      ip: address || null,
    });
    return person;
  });
  if (owner) await tellPerson(services, { person: owner, kind: 'sign-in-locked', about: contact });
}
