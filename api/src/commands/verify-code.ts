import type { Contact } from '@hamnevis/core/people/contact';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Transaction } from '@hamnevis/db/connect';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { isOpenLink } from '@hamnevis/db/queries/invitations';
import { useUpCode } from '@hamnevis/db/queries/one-time-codes';
import { findPersonByContact, insertPerson, isInvited, type PersonRow } from '@hamnevis/db/queries/people';
import { createSession } from '@hamnevis/db/queries/sessions';
import { transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';
import { checkCode } from './check-code.ts';
import { countWrongCode, refuseLocked } from './lock-sign-in.ts';
import { newPersonFields } from './new-person.ts';
import { countEntered } from './watch-sends.ts';

/** Where a sign-in comes from, as the list of sessions shows it. */
export interface SignInPlace {
  device: string | null;
  address: string;
}

export interface SignIn {
  token: string;
  person: PersonRow;
}

/**
 * Signs in by a code, or throws `wrong-code`: for a wrong code, a used or expired one, a sixth try, and for the
 * right code of a contact whom nobody knows or invited. A wrong try is committed before it is answered; too many
 * of them lock the contact for a while (`sign-in-locked`).
 */
export async function verifyCode(
  services: ApiServices,
  contact: Contact,
  code: string,
  place: SignInPlace,
  link?: string,
): Promise<SignIn> {
  const now = services.now();
  await refuseLocked(services, contact);
  let isWrong = false;
  const signIn = await transact(services.database, null, async (tx): Promise<SignIn | null> => {
    const { codeId, wasCompared } = await checkCode(services, tx, { contact, code }, 'sign-in');
    isWrong = codeId === null && wasCompared;
    if (codeId === null || !(await useUpCode(tx, codeId))) return null;
    const person = (await findPersonByContact(tx, contact)) ?? (await welcomeInvited(tx, contact, now, link));
    if (!person) return null;
    const session = await createSession(tx, {
      personId: person.id,
      device: place.device,
      ip: place.address || null,
      now,
    });
    await recordAudit(tx, {
      actorId: person.id,
      action: 'session.begin',
      subjectKind: 'session',
      subjectId: session.id,
      ip: place.address || null,
    });
    return { token: session.token, person };
  });
  services.metrics.signIns.inc({ outcome: signIn ? 'right' : 'wrong' });
  if (isWrong) await countWrongCode(services, contact, place.address);
  if (!signIn) throw new Problem('wrong-code');
  await countEntered(services);
  return signIn;
}

/** Somebody invited becomes a person with their first sign-in; membership comes when they accept. */
async function welcomeInvited(
  tx: Transaction,
  contact: Contact,
  now: Date,
  link: string | undefined,
): Promise<PersonRow | undefined> {
  const isExpected =
    (await isInvited(tx, contact, now)) || (link !== undefined && (await isOpenLink(tx, link, now)));
  if (!isExpected) return undefined;
  return insertPerson(tx, {
    ...newPersonFields(contact),
    language: 'fa',
  });
}
