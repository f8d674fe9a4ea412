import { Problem } from '@hamnevis/core/problems/catalogue';
import { violatedUniqueness } from '@hamnevis/db/database-faults';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { type ContactRow, insertContact, listContacts, lockPerson } from '@hamnevis/db/queries/contacts';
import { useUpCode } from '@hamnevis/db/queries/one-time-codes';
import { findPersonByContact, type PersonRow } from '@hamnevis/db/queries/people';
import { transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';
import { type Confirmation, checkCode } from './check-code.ts';
import { countWrongCode, refuseLocked } from './lock-sign-in.ts';
import { maskedAddress } from './masked-address.ts';
import { tellPerson } from './tell-person.ts';
import { countEntered } from './watch-sends.ts';

/**
 * Makes a number or address one's own by the code that was sent to it; from then on it signs in. One that is
 * another identity's is refused with `contact-taken`, and its code stays open: a merge needs it. A wrong try is
 * committed before it is answered.
 */
export async function addContact(
  services: ApiServices,
  person: PersonRow,
  confirmation: Confirmation,
  address: string,
): Promise<ContactRow> {
  const { contact } = confirmation;
  await refuseLocked(services, contact);
  let isWrong = false;
  const added = await transact(
    services.database,
    null,
    async (tx): Promise<ContactRow | 'wrong' | 'taken'> => {
      const { codeId, wasCompared } = await checkCode(services, tx, confirmation, { contactOf: person.id });
      isWrong = codeId === null && wasCompared;
      if (codeId === null) return 'wrong';
      await lockPerson(tx, person.id);
      const owner = await findPersonByContact(tx, contact);
      if (owner && owner.id !== person.id) return 'taken';
      if (!(await useUpCode(tx, codeId))) return 'wrong';
      if (owner) {
        const own = await listContacts(tx, person.id);
        const known = own.find((one) => one.channel === contact.channel && one.address === contact.address);
        if (known) return known;
      }
      const row = await insertContact(tx, person.id, contact, services.now());
      await recordAudit(tx, {
        actorId: person.id,
        action: 'contact.add',
        subjectKind: 'person',
        subjectId: person.id,
        detail: { channel: contact.channel, address: maskedAddress(contact) },
        ip: address || null,
      });
      return row;
    },
  ).catch((error: unknown) => {
    // Somebody else confirmed it at the same moment.
    if (violatedUniqueness(error) !== null) return 'taken' as const;
    throw error;
  });
  if (isWrong) await countWrongCode(services, contact, address);
  if (added === 'wrong') throw new Problem('wrong-code');
  await countEntered(services);
  if (added === 'taken') throw new Problem('contact-taken');
  await tellPerson(services, { person, kind: 'contact-added', about: contact });
  return added;
}
