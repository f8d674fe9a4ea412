import { recordAudit } from '@hamnevis/db/queries/audit';
import { insertMember } from '@hamnevis/db/queries/members';
import { newId } from '@hamnevis/db/queries/new-id';
import { insertOrganization } from '@hamnevis/db/queries/organizations';
import { transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';
import { nameUniquely } from './name-uniquely.ts';

/** Founds an organization with this person as its admin; answers its id. */
export function createOrganization(
  { database }: ApiServices,
  personId: string,
  wish: { name: string; slug?: string | undefined },
): Promise<string> {
  // The transaction lies inside: one that ran into a taken slug is broken off as a whole.
  const id = newId();
  return nameUniquely(wish, 'org', (slug) =>
    transact(database, { organizationId: id }, async (tx) => {
      await insertOrganization(tx, { id, name: wish.name, slug });
      await insertMember(tx, { organizationId: id, personId, role: 'admin' });
      await recordAudit(tx, {
        organizationId: id,
        actorId: personId,
        action: 'organization.create',
        subjectKind: 'organization',
        subjectId: id,
        detail: { name: wish.name },
      });
      return id;
    }),
  );
}
