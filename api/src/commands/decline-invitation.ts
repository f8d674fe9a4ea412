import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { listInvitationsTo, revokeInvitation } from '@hamnevis/db/queries/invitations';
import { enterTenant, transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';

interface Declined {
  invitationId: string;
  personId: string;
  address: string;
}

/** Turns an invitation down that names this person's number or address: it is as dead as one that was taken back. */
export async function declineInvitation(
  { database, now }: ApiServices,
  { invitationId, personId, address }: Declined,
): Promise<void> {
  await transact(database, null, async (tx) => {
    const own = await listInvitationsTo(tx, personId, now());
    const organizationId = own.find(({ id }) => id === invitationId)?.organizationId;
    if (!organizationId) throw new Problem('not-found');
    await enterTenant(tx, { organizationId });
    if (!(await revokeInvitation(tx, invitationId, now()))) throw new Problem('not-found');
    await recordAudit(tx, {
      organizationId,
      actorId: personId,
      action: 'invitation.decline',
      subjectKind: 'invitation',
      subjectId: invitationId,
      ip: address || null,
    });
  });
}
