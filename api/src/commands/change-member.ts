import type { Role } from '@hamnevis/core/access/roles';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Transaction } from '@hamnevis/db/connect';
import { recordAudit } from '@hamnevis/db/queries/audit';
import {
  deleteMember,
  findMember,
  listActiveAdminIds,
  lockHeadsOf,
  lockMemberAndAdmins,
  type MemberRow,
  setMember,
} from '@hamnevis/db/queries/members';
import { findMembership } from '@hamnevis/db/queries/organizations';
import { transact } from '@hamnevis/db/queries/transact';
import { memberEtag, refuseStale } from '../presenters/etag.ts';
import type { ApiServices } from '../services.ts';
import { allowOrganizationAction } from './allow.ts';

interface Who {
  organizationId: string;
  /** Who changes. */
  actorId: string;
  /** Whose membership. */
  personId: string;
  address: string;
}

/** Gives a member another role, suspends them, or takes the suspension back. */
export function changeMember(
  services: ApiServices,
  who: Who,
  wish: { role?: Role | undefined; suspended?: boolean | undefined },
  ifMatch?: string,
): Promise<void> {
  const { organizationId, personId } = who;
  return withMember(services, who, async (tx, member, actorRole) => {
    allowOrganizationAction(actorRole, 'manage-members');
    refuseStale(ifMatch, memberEtag(member));
    const { role = member.role } = wish;
    const suspended = wish.suspended ?? member.suspendedAt !== null;
    const changesRole = role !== member.role;
    const changesSuspension = suspended !== (member.suspendedAt !== null);
    if (!changesRole && !changesSuspension) return false;
    if (role !== 'admin' || suspended) await keepAnAdmin(tx, who);
    await setMember(tx, organizationId, personId, {
      role,
      ...(changesSuspension ? { suspendedAt: suspended ? services.now() : null } : {}),
    });
    const audit = auditOf(tx, who);
    if (changesRole) await audit('member.change-role', { from: member.role, to: role });
    if (changesSuspension) await audit(suspended ? 'member.suspend' : 'member.unsuspend', {});
    return true;
  });
}

/** Takes a member out of the organization; anybody may take out themselves. */
export function removeMember(services: ApiServices, who: Who): Promise<void> {
  return withMember(services, who, async (tx, member, actorRole) => {
    const leaves = who.actorId === who.personId;
    if (!leaves) allowOrganizationAction(actorRole, 'manage-members');
    await keepAnAdmin(tx, who);
    await deleteMember(tx, who.organizationId, who.personId);
    await auditOf(tx, who)(leaves ? 'member.leave' : 'member.remove', { role: member.role });
    return true;
  });
}

/**
 * Changes a membership under the lock of all heads of the organization: the member's epoch rises (or goes), so that
 * from the commit on no edit enters that was admitted under the old rights. `work` answers whether anything changed.
 */
async function withMember(
  { database, signals }: ApiServices,
  { organizationId, actorId, personId }: Who,
  work: (tx: Transaction, member: MemberRow, actorRole: Role) => Promise<boolean>,
): Promise<void> {
  const changed = await transact(database, { organizationId }, async (tx) => {
    await lockHeadsOf(tx, organizationId);
    await lockMemberAndAdmins(tx, organizationId, personId);
    // The actor may have lost the right while this waited.
    const actor = await findMembership(tx, organizationId, actorId);
    if (!actor) throw new Problem('not-found');
    const member = await findMember(tx, organizationId, personId);
    // Whether somebody is a member is told to those who see the list; nobody else gets that far.
    if (!member) throw new Problem('not-found');
    return work(tx, member, actor.role);
  });
  if (changed) signals.publish('member-changed', { organizationId, personId });
}

/** The last active admin stays one; of two who go at once, one waited for the other and finds themselves the last. */
async function keepAnAdmin(tx: Transaction, { organizationId, personId }: Who): Promise<void> {
  const admins = await listActiveAdminIds(tx, organizationId);
  if (admins.length === 1 && admins[0] === personId) throw new Problem('last-admin');
}

function auditOf(tx: Transaction, { organizationId, actorId, personId, address }: Who) {
  return (action: string, detail: Record<string, unknown>) =>
    recordAudit(tx, {
      organizationId,
      actorId,
      action,
      subjectKind: 'person',
      subjectId: personId,
      detail,
      ip: address || null,
    });
}
