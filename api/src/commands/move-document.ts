import { judgeMove } from '@hamnevis/core/access/rules';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { findDocument, lockHead, moveDocument as writeMove } from '@hamnevis/db/queries/documents';
import { transact } from '@hamnevis/db/queries/transact';
import { findProject } from '@hamnevis/db/queries/workspaces';
import type { Actor } from '../middleware/session.ts';
import type { ApiServices } from '../services.ts';
import { allowDocumentAction, throwUnless } from './allow.ts';

/**
 * Puts a document into another project of its organization. Under the head's lock, as an approval is: what the
 * workspace asks of an approval is judged before the move or after it, never between.
 */
export async function moveDocument(
  { database, signals }: ApiServices,
  documentId: string,
  { personId, address }: Actor,
  projectId: string,
): Promise<void> {
  await transact(database, { of: 'document', id: documentId, personId }, async (tx) => {
    await lockHead(tx, documentId);
    const found = await findDocument(tx, documentId, personId);
    if (!found) throw new Problem('not-found');
    allowDocumentAction(found, personId, 'organize');
    const target = await findProject(tx, projectId, personId);
    if (!target) throw new Problem('not-found');
    if (found.document.projectId === projectId) return;
    throwUnless(judgeMove(found.role, found.workspace, target.workspace.id));
    if (target.project.archivedAt || target.workspace.archivedAt) throw new Problem('archived');
    await writeMove(tx, documentId, projectId);
    await recordAudit(tx, {
      organizationId: found.document.organizationId,
      actorId: personId,
      action: 'document.move',
      subjectKind: 'document',
      subjectId: documentId,
      detail: { from: found.document.projectId, to: projectId },
      ip: address || null,
    });
  });
  signals.publish('document-changed', { documentId, what: 'document' });
}
