import { judgeOrganizationAction } from '@hamnevis/core/access/rules';
import type { invitationRead } from '@hamnevis/core/contract/organizations';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { findOpenInvitation, tenantOfInvitation } from '@hamnevis/db/queries/invitations';
import { findMembership, findOrganization } from '@hamnevis/db/queries/organizations';
import { enterTenant, transact } from '@hamnevis/db/queries/transact';
import type { z } from 'zod';
import type { ApiServices } from '../services.ts';

/** What the holder of a link may know before they sign in. Throws `not-found` unless it can be accepted. */
export function readInvitation(
  { database, now }: ApiServices,
  token: string,
): Promise<z.infer<typeof invitationRead>> {
  return transact(database, null, async (tx) => {
    const organizationId = await tenantOfInvitation(tx, token);
    if (!organizationId) throw new Problem('not-found');
    await enterTenant(tx, { organizationId });
    const listed = await findOpenInvitation(tx, token, now());
    if (!listed) throw new Problem('not-found');
    const { invitation, invitedBy } = listed;
    const host = await findMembership(tx, organizationId, invitedBy.id);
    const organization = await findOrganization(tx, organizationId, invitedBy.id);
    if (!host || !organization || !judgeOrganizationAction(host.role, 'manage-members').allowed) {
      throw new Problem('not-found');
    }
    return {
      organizationName: organization.name,
      role: invitation.role,
      invitedBy: invitedBy.name,
      boundTo: hidden(invitation.phone, invitation.email),
      expiresAt: invitation.expiresAt.toISOString(),
    };
  });
}

/** Enough for its owner to know it by. */
function hidden(phone: string | null, email: string | null): string | null {
  if (phone) return `•••••${phone.slice(-4)}`;
  if (!email) return null;
  const at = email.lastIndexOf('@');
  return `${email.slice(0, 1)}•••••${email.slice(at)}`;
}
