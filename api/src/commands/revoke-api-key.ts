import { Problem } from '@hamnevis/core/problems/catalogue';
import { deleteApiKey, findApiKey } from '@hamnevis/db/queries/api-keys';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { findMembership } from '@hamnevis/db/queries/organizations';
import { transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';
import { allowOrganizationAction } from './allow.ts';

interface Revocation {
  organizationId: string;
  /** Who revokes. */
  personId: string;
  keyId: string;
  address: string;
}

/** Revokes a key: one's own, or as an admin anybody's. Its sockets are cut on every node. */
export async function revokeApiKey(
  { database, signals }: ApiServices,
  { organizationId, personId, keyId, address }: Revocation,
): Promise<void> {
  await transact(database, { organizationId }, async (tx) => {
    const membership = await findMembership(tx, organizationId, personId);
    const key = membership && (await findApiKey(tx, organizationId, keyId));
    if (!membership || !key) throw new Problem('not-found');
    if (key.personId !== personId) allowOrganizationAction(membership.role, 'manage-members');
    if (!(await deleteApiKey(tx, keyId))) throw new Problem('not-found');
    await recordAudit(tx, {
      organizationId,
      actorId: personId,
      action: 'api-key.revoke',
      subjectKind: 'api-key',
      subjectId: keyId,
      detail: { name: key.name, prefix: key.prefix, ownerId: key.personId },
      ip: address || null,
    });
  });
  signals.publish('session-ended', { sessionId: keyId });
}
