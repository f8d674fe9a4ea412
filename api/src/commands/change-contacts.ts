import type { Contact } from '@hamnevis/core/people/contact';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Transaction } from '@hamnevis/db/connect';
import { recordAudit } from '@hamnevis/db/queries/audit';
import {
  type ContactRow,
  deleteContact,
  listContacts,
  lockPerson,
  showContact,
} from '@hamnevis/db/queries/contacts';
import type { PersonRow } from '@hamnevis/db/queries/people';
import { transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';
import { maskedAddress } from './masked-address.ts';
import { tellPerson } from './tell-person.ts';

interface Own {
  person: PersonRow;
  contactId: string;
  address: string;
}

/** Removes one of a person's numbers or addresses; the last one stays. */
export async function removeContact(services: ApiServices, own: Own): Promise<void> {
  const removed = await changeOwn(services, own, 'contact.remove', async (tx, contact, all) => {
    if (all.length === 1) throw new Problem('last-contact');
    await deleteContact(tx, contact);
  });
  const about = removed as Contact;
  await tellPerson(services, { person: own.person, kind: 'contact-removed', about, formerly: [about] });
}

/** Makes one of a person's contacts the one of its kind that others see. */
export async function makeContactShown(services: ApiServices, own: Own): Promise<void> {
  await changeOwn(services, own, 'contact.show', (tx, contact) => showContact(tx, contact));
}

function changeOwn(
  { database }: ApiServices,
  { person, contactId, address }: Own,
  action: string,
  change: (tx: Transaction, contact: ContactRow, all: readonly ContactRow[]) => Promise<void>,
): Promise<ContactRow> {
  return transact(database, null, async (tx) => {
    await lockPerson(tx, person.id);
    const all = await listContacts(tx, person.id);
    const contact = all.find((one) => one.id === contactId);
    if (!contact) throw new Problem('not-found');
    await change(tx, contact, all);
    await recordAudit(tx, {
      actorId: person.id,
      action,
      subjectKind: 'person',
      subjectId: person.id,
      detail: { channel: contact.channel, address: maskedAddress(contact) },
      ip: address || null,
    });
    return contact;
  });
}
