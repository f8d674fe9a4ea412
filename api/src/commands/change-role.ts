import type { Role } from '@hamnevis/core/access/roles';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { findMember, lockAdmins, lockHeadsOf, setMemberRole } from '@hamnevis/db/queries/members';
import { findMembership } from '@hamnevis/db/queries/organizations';
import { transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';
import { allowOrganizationAction } from './allow.ts';

interface RoleChange {
  organizationId: string;
  /** Who changes. */
  actorId: string;
  /** Whose role. */
  personId: string;
  role: Role;
  address: string;
}

/**
 * Gives a member another role. Their epoch rises under the lock of all heads of the organization, so that from the
 * commit on no edit enters that was admitted under the old role. The last admin stays one.
 */
export async function changeRole({ database, signals }: ApiServices, change: RoleChange): Promise<void> {
  const { organizationId, actorId, personId, role, address } = change;
  const changed = await transact(database, { organizationId }, async (tx) => {
    await lockHeadsOf(tx, organizationId);
    const admins = await lockAdmins(tx, organizationId);
    // The actor may have lost the right while this waited.
    const actor = await findMembership(tx, organizationId, actorId);
    if (!actor) throw new Problem('not-found');
    allowOrganizationAction(actor.role, 'manage-members');
    const member = await findMember(tx, organizationId, personId);
    if (!member) throw new Problem('not-found');
    if (member.role === role) return false;
    if (admins.length === 1 && admins[0] === personId) {
      throw new Problem('conflict', { detail: 'last-admin' });
    }
    await setMemberRole(tx, organizationId, personId, role);
    await recordAudit(tx, {
      organizationId,
      actorId,
      action: 'member.change-role',
      subjectKind: 'person',
      subjectId: personId,
      detail: { from: member.role, to: role },
      ip: address || null,
    });
    return true;
  });
  if (changed) signals.publish('member-changed', { organizationId, personId });
}
