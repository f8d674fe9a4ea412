// An admin's hand on where a member is signed in. A session opens every organization of its person, so an admin of one
// has no word in it while the person belongs to another too; suspending is what takes rights away here alone.
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Transaction } from '@hamnevis/db/connect';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { findMember } from '@hamnevis/db/queries/members';
import { findMembership, isMemberElsewhere } from '@hamnevis/db/queries/organizations';
import type { PageRequest } from '@hamnevis/db/queries/paging';
import { endAllSessions, endSession, listSessions } from '@hamnevis/db/queries/sessions';
import { transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';
import { allowOrganizationAction } from './allow.ts';

interface Whose {
  organizationId: string;
  /** The admin. */
  actorId: string;
  /** Whose sessions. */
  personId: string;
}

/** Where a member is signed in, a page of it. Throws `role-forbids`, `not-found` or `person-elsewhere`. */
export function readMemberSessions({ database, now }: ApiServices, whose: Whose, page: PageRequest) {
  return transact(database, { organizationId: whose.organizationId }, async (tx) => {
    await allowSessionsOf(tx, whose);
    return listSessions(tx, whose.personId, now(), page);
  });
}

/**
 * Ends one session of a member, or all of them, and cuts their sockets. Throws as {@link readMemberSessions}, and
 * `not-found` when there is no such session.
 */
export async function endMemberSessions(
  { database, signals }: ApiServices,
  wish: Whose & { address: string; sessionId?: string },
): Promise<void> {
  const { organizationId, actorId, personId, address, sessionId } = wish;
  const ended = await transact(database, { organizationId }, async (tx) => {
    await allowSessionsOf(tx, wish);
    if (sessionId && !(await endSession(tx, personId, sessionId))) throw new Problem('not-found');
    const sessions = sessionId ? [sessionId] : await endAllSessions(tx, personId);
    await recordAudit(tx, {
      organizationId,
      actorId,
      action: 'member.end-sessions',
      subjectKind: 'person',
      subjectId: personId,
      detail: { sessions: sessions.length },
      ip: address || null,
    });
    return sessions;
  });
  for (const one of ended) signals.publish('session-ended', { sessionId: one });
}

async function allowSessionsOf(tx: Transaction, { organizationId, actorId, personId }: Whose): Promise<void> {
  const actor = await findMembership(tx, organizationId, actorId);
  if (!actor) throw new Problem('not-found');
  allowOrganizationAction(actor.role, 'manage-members');
  if (!(await findMember(tx, organizationId, personId))) throw new Problem('not-found');
  if (await isMemberElsewhere(tx, organizationId, personId)) throw new Problem('person-elsewhere');
}
