import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { deleteDocumentForGood, findDocument, lockHead } from '@hamnevis/db/queries/documents';
import { transact } from '@hamnevis/db/queries/transact';
import type { Actor } from '../middleware/session.ts';
import type { ApiServices } from '../services.ts';
import { allowOrganizationAction } from './allow.ts';
import { refuseOtherName } from './typed-name.ts';

/**
 * Deletes a document that lies in the trash once its title was typed: text, log, versions, runs, everything that
 * names it. Only the audit says that it was there. Throws `conflict` for one outside the trash.
 */
export async function deleteDocument(
  { database, signals }: ApiServices,
  documentId: string,
  { personId, address }: Actor,
  typedTitle: string,
): Promise<void> {
  await transact(database, { of: 'document', id: documentId, personId }, async (tx) => {
    await lockHead(tx, documentId);
    const found = await findDocument(tx, documentId, personId, { trashed: true });
    if (!found) throw new Problem('not-found');
    allowOrganizationAction(found.role, 'delete-for-good');
    if (!found.document.trashedAt) throw new Problem('conflict', { detail: 'it does not lie in the trash' });
    refuseOtherName('title', found.document.title, typedTitle);
    await recordAudit(tx, {
      organizationId: found.document.organizationId,
      actorId: personId,
      action: 'document.delete-for-good',
      subjectKind: 'document',
      subjectId: documentId,
      detail: { title: found.document.title },
      ip: address || null,
    });
    if (!(await deleteDocumentForGood(tx, documentId))) throw new Error('it lay in the trash a moment ago');
  });
  signals.publish('status-changed', { documentId });
}
