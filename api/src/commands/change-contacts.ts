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
import { transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';
import { maskedAddress } from './masked-address.ts';

interface Own {
  personId: string;
  contactId: string;
  address: string;
}

/** Removes one of a person's numbers or addresses; the last one stays. */
export function removeContact(services: ApiServices, own: Own): Promise<void> {
  return changeOwn(services, own, 'contact.remove', async (tx, contact, all) => {
    if (all.length === 1) throw new Problem('last-contact');
    await deleteContact(tx, contact);
  });
}

/** Makes one of a person's contacts the one of its kind that others see. */
export function makeContactShown(services: ApiServices, own: Own): Promise<void> {
  return changeOwn(services, own, 'contact.show', (tx, contact) => showContact(tx, contact));
}

function changeOwn(
  { database }: ApiServices,
  { personId, contactId, address }: Own,
  action: string,
  change: (tx: Transaction, contact: ContactRow, all: readonly ContactRow[]) => Promise<void>,
): Promise<void> {
  return transact(database, null, async (tx) => {
    await lockPerson(tx, personId);
    const all = await listContacts(tx, personId);
    const contact = all.find((one) => one.id === contactId);
    if (!contact) throw new Problem('not-found');
    await change(tx, contact, all);
    await recordAudit(tx, {
      actorId: personId,
      action,
      subjectKind: 'person',
      subjectId: personId,
      detail: { channel: contact.channel, address: maskedAddress(contact) },
      ip: address || null,
    });
  });
}
