import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { hasContact, mergePeople } from '@hamnevis/db/queries/contacts';
import { useUpCode } from '@hamnevis/db/queries/one-time-codes';
import { findPersonByContact } from '@hamnevis/db/queries/people';
import { endAllSessions } from '@hamnevis/db/queries/sessions';
import { enterTenant, transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';
import { type Confirmation, checkCode } from './check-code.ts';
import { countWrongCode, refuseLocked } from './lock-sign-in.ts';
import { tellPerson } from './tell-person.ts';

interface Merge {
  /** Who is signed in, and stays. */
  personId: string;
  /** A contact of theirs. */
  own: Confirmation;
  /** A contact of the identity that goes. */
  other: Confirmation;
  address: string;
}

/**
 * Makes one person out of two identities, each confirmed by a code of its own: memberships take the higher role,
 * what either made belongs to the one that stays, the other's sessions end. Wrong tries are committed before they
 * are answered; everything else happens whole or not at all.
 */
export async function mergeIdentities(services: ApiServices, merge: Merge): Promise<void> {
  const { database, signals } = services;
  const { personId, own, other, address } = merge;
  await refuseLocked(services, own.contact);
  await refuseLocked(services, other.contact);
  let wrong: Confirmation[] = [];
  const done = await transact(database, null, async (tx) => {
    const purpose = { contactOf: personId };
    const checked = [
      await checkCode(services, tx, own, purpose),
      await checkCode(services, tx, other, purpose),
    ];
    wrong = [own, other].filter((_, at) => checked[at]?.codeId === null && checked[at].wasCompared);
    const codes = checked.map(({ codeId }) => codeId);
    if (codes.includes(null) || !(await hasContact(tx, personId, own.contact))) return 'wrong-code';
    const goes = await findPersonByContact(tx, other.contact);
    if (!goes || goes.id === personId) throw new Problem('not-found');
    for (const codeId of codes) if (!codeId || !(await useUpCode(tx, codeId))) return 'wrong-code';
    const merged = await mergePeople(tx, personId, goes.id);
    if (merged.outcome !== 'merged') throw refusalOf(merged.outcome);
    const sessions = await endAllSessions(tx, goes.id);
    const record = {
      actorId: personId,
      action: 'person.merge',
      subjectKind: 'person',
      subjectId: goes.id,
      ip: address || null,
    };
    await recordAudit(tx, record);
    for (const { organizationId, from, to } of merged.organizations) {
      await enterTenant(tx, { organizationId });
      await recordAudit(tx, { ...record, organizationId, detail: { from, to } });
    }
    return { goes, sessions, organizations: merged.organizations };
  });
  for (const { contact } of wrong) await countWrongCode(services, contact, address);
  if (done === 'wrong-code') throw new Problem('wrong-code');
  for (const sessionId of done.sessions) signals.publish('session-ended', { sessionId });
  for (const { organizationId } of done.organizations) {
    signals.publish('member-changed', { organizationId, personId: done.goes.id });
    signals.publish('member-changed', { organizationId, personId });
  }
  const person = { id: personId, language: done.goes.language };
  await tellPerson(services, { person, kind: 'identities-merged', about: other.contact });
}

function refusalOf(outcome: 'absent' | 'suspended' | 'run-open'): Problem {
  switch (outcome) {
    case 'absent':
      return new Problem('not-found');
    case 'suspended':
      return new Problem('conflict', { detail: 'suspended' });
    case 'run-open':
      return new Problem('run-open');
    default:
      throw new TypeError(`no problem for ${String(outcome satisfies never)}`);
  }
}
