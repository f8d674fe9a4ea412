import type { Contact } from '@hamnevis/core/people/contact';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { violatedUniqueness } from '@hamnevis/db/database-faults';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { deleteContact, insertContact, listContacts, lockPerson } from '@hamnevis/db/queries/contacts';
import { findMember } from '@hamnevis/db/queries/members';
import { findMembership, isMemberElsewhere } from '@hamnevis/db/queries/organizations';
import { endAllSessions } from '@hamnevis/db/queries/sessions';
import { transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';
import { allowOrganizationAction } from './allow.ts';
import { maskedAddress } from './masked-address.ts';
import { tellPerson } from './tell-person.ts';

interface Replacement {
  organizationId: string;
  /** The admin. */
  actorId: string;
  /** Who lost their number or address. */
  personId: string;
  contact: Contact;
  address: string;
}

/**
 * Gives a member who lost their number (or address) a new one in the place of all of that kind, and ends their
 * sessions; the new one is confirmed by the code of their next sign-in. Not for somebody who is in another
 * organization too: its admins would have no word in it.
 */
export async function replaceContact(services: ApiServices, wish: Replacement): Promise<void> {
  const { database, signals, now } = services;
  const { organizationId, actorId, personId, contact, address } = wish;
  const ended = await transact(database, { organizationId }, async (tx) => {
    const actor = await findMembership(tx, organizationId, actorId);
    if (!actor) throw new Problem('not-found');
    allowOrganizationAction(actor.role, 'manage-members');
    if (!(await findMember(tx, organizationId, personId))) throw new Problem('not-found');
    const person = await lockPerson(tx, personId);
    if (await isMemberElsewhere(tx, organizationId, personId)) throw new Problem('person-elsewhere');
    const former = (await listContacts(tx, personId)).filter((one) => one.channel === contact.channel);
    for (const row of former) await deleteContact(tx, row);
    await insertContact(tx, personId, contact, now());
    const sessions = await endAllSessions(tx, personId);
    await recordAudit(tx, {
      organizationId,
      actorId,
      action: 'member.replace-contact',
      subjectKind: 'person',
      subjectId: personId,
      detail: {
        channel: contact.channel,
        from: former.map((row) => maskedAddress(row as Contact)),
        to: maskedAddress(contact),
      },
      ip: address || null,
    });
    return { sessions, former: former as Contact[], language: person?.language ?? 'fa' };
  }).catch((error: unknown) => {
    if (violatedUniqueness(error) !== null) throw new Problem('contact-taken');
    throw error;
  });
  for (const sessionId of ended.sessions) signals.publish('session-ended', { sessionId });
  const person = { id: personId, language: ended.language };
  for (const about of ended.former) {
    await tellPerson(services, { person, kind: 'contact-removed', about, formerly: [about] });
  }
}
