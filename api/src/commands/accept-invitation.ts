import { judgeOrganizationAction } from '@hamnevis/core/access/rules';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Transaction } from '@hamnevis/db/connect';
import { violatedUniqueness } from '@hamnevis/db/database-faults';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { hasContact } from '@hamnevis/db/queries/contacts';
import { listInvitationsTo, tenantOfInvitation, useInvitation } from '@hamnevis/db/queries/invitations';
import { insertMember } from '@hamnevis/db/queries/members';
import { findMembership } from '@hamnevis/db/queries/organizations';
import type { PersonRow } from '@hamnevis/db/queries/people';
import { enterTenant, transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';

/** By the token of a link, or by the id of one that names the person's own number or address. */
export type AcceptedBy = { token: string } | { id: string };

/**
 * Makes the person a member by an invitation; answers the organization's id. One that was used, taken back, expired,
 * meant for another number, or given by somebody who may no longer invite, is as good as none.
 */
export async function acceptInvitation(
  { database, signals, now }: ApiServices,
  by: AcceptedBy,
  person: PersonRow,
): Promise<string> {
  try {
    const organizationId = await transact(database, null, async (tx) => {
      const organizationId = await tenantOf(tx, by, person, now());
      if (!organizationId) throw new Problem('not-found');
      await enterTenant(tx, { organizationId });
      const invitation = await useInvitation(tx, by, now());
      if (!invitation) throw new Problem('not-found');
      const { phone, email, role, invitedBy } = invitation;
      if (phone && !(await hasContact(tx, person.id, { channel: 'phone', address: phone }))) {
        throw new Problem('not-found');
      }
      if (email && !(await hasContact(tx, person.id, { channel: 'email', address: email }))) {
        throw new Problem('not-found');
      }
      const host = await findMembership(tx, organizationId, invitedBy);
      if (!host || !judgeOrganizationAction(host.role, 'manage-members').allowed) {
        throw new Problem('not-found');
      }
      await insertMember(tx, { organizationId, personId: person.id, role, epoch: now().getTime() });
      await recordAudit(tx, {
        organizationId,
        actorId: person.id,
        action: 'invitation.accept',
        subjectKind: 'invitation',
        subjectId: invitation.id,
        detail: { role },
      });
      return organizationId;
    });
    signals.publish('member-changed', { organizationId, personId: person.id });
    return organizationId;
  } catch (error) {
    if (violatedUniqueness(error) !== null) throw new Problem('already-exists');
    throw error;
  }
}

async function tenantOf(
  tx: Transaction,
  by: AcceptedBy,
  person: PersonRow,
  now: Date,
): Promise<string | null> {
  if ('token' in by) return tenantOfInvitation(tx, by.token);
  const own = await listInvitationsTo(tx, person.id, now);
  return own.find((invitation) => invitation.id === by.id)?.organizationId ?? null;
}
