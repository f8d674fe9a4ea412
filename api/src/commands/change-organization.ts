import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { lockRow } from '@hamnevis/db/queries/lock-row';
import { listMemberIds } from '@hamnevis/db/queries/members';
import {
  deleteOrganizationForGood,
  findOrganization,
  updateOrganization,
} from '@hamnevis/db/queries/organizations';
import { transact } from '@hamnevis/db/queries/transact';
import type { Actor } from '../middleware/session.ts';
import { organizationEtag, refuseStale } from '../presenters/etag.ts';
import type { ApiServices } from '../services.ts';
import { allowOrganizationAction } from './allow.ts';
import { changesOf } from './changes-of.ts';
import { refuseTakenSlug } from './name-uniquely.ts';
import { refuseOtherName } from './typed-name.ts';

/** Renames an organization or changes its slug. Throws `already-exists` when the slug is taken. */
export function changeOrganization(
  { database }: ApiServices,
  organizationId: string,
  { personId, address }: Actor,
  wish: { name?: string | undefined; slug?: string | undefined },
  ifMatch?: string,
): Promise<void> {
  return refuseTakenSlug(() =>
    transact(database, { organizationId }, async (tx) => {
      await lockRow(tx, 'organization', organizationId);
      const organization = await findOrganization(tx, organizationId, personId);
      if (!organization) throw new Problem('not-found');
      allowOrganizationAction(organization.role, 'manage-organization');
      refuseStale(ifMatch, organizationEtag(organization));
      const change = changesOf(organization, wish);
      if (Object.keys(change).length === 0) return;
      await updateOrganization(tx, organizationId, change);
      await recordAudit(tx, {
        organizationId,
        actorId: personId,
        action: 'organization.change',
        subjectKind: 'organization',
        subjectId: organizationId,
        detail: change,
        ip: address || null,
      });
    }),
  );
}

/** Deletes an organization with everything in it, once its name was typed; what is left is one audit row of nobody's. */
export async function deleteOrganization(
  { database, signals }: ApiServices,
  organizationId: string,
  { personId, address }: Actor,
  typedName: string,
): Promise<void> {
  const members = await transact(database, { organizationId }, async (tx) => {
    const organization = await findOrganization(tx, organizationId, personId);
    if (!organization) throw new Problem('not-found');
    allowOrganizationAction(organization.role, 'delete-for-good');
    refuseOtherName('name', organization.name, typedName);
    const members = await listMemberIds(tx, organizationId);
    await recordAudit(tx, {
      organizationId: null,
      actorId: personId,
      action: 'organization.delete-for-good',
      subjectKind: 'organization',
      subjectId: organizationId,
      detail: { name: organization.name },
      ip: address || null,
    });
    await deleteOrganizationForGood(tx);
    return members;
  });
  for (const member of members) signals.publish('member-changed', { organizationId, personId: member });
}
