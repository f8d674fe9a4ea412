import { isAtLeast } from '@hamnevis/core/access/roles';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import {
  type DocumentChange,
  type FoundDocument,
  findDocument,
  updateDocument,
} from '@hamnevis/db/queries/documents';
import { findMembership } from '@hamnevis/db/queries/organizations';
import { transact } from '@hamnevis/db/queries/transact';
import { documentEtag } from '../presenters/documents.ts';
import type { ApiServices } from '../services.ts';
import { allowDocumentAction } from './allow.ts';

/**
 * Changes what stands beside the text. The title is part of what is sealed, so the change is written only if status
 * and revision are still those that were judged: it never slips in behind an approval.
 */
export async function patchDocument(
  { database, signals }: ApiServices,
  judged: FoundDocument,
  personId: string,
  ifMatch: string,
  change: DocumentChange,
): Promise<FoundDocument> {
  const { assigneeId, dueOn, ...ofText } = change;
  const organizes = assigneeId !== undefined || dueOn !== undefined;
  if (organizes) allowDocumentAction(judged, personId, 'organize');
  const isText = Object.values(ofText).some((value) => value !== undefined);
  if (isText || !organizes) allowDocumentAction(judged, personId, 'rename');
  const { document } = judged;
  if (ifMatch !== documentEtag(document)) throw new Problem('stale-write');
  const changed = await transact(database, { organizationId: document.organizationId }, async (tx) => {
    if (assigneeId) {
      const assignee = await findMembership(tx, document.organizationId, assigneeId);
      if (!assignee || !isAtLeast(assignee.role, 'writer')) {
        throw new Problem('invalid', {
          issues: [{ path: 'assigneeId', message: 'nobody who may write here' }],
        });
      }
    }
    if (!(await updateDocument(tx, document, change))) throw new Problem('stale-write');
    await recordAudit(tx, {
      organizationId: document.organizationId,
      actorId: personId,
      action: 'document.change',
      subjectKind: 'document',
      subjectId: document.id,
      detail: { fields: Object.keys(change) },
    });
    return findDocument(tx, document.id, personId);
  });
  if (!changed) throw new Problem('not-found');
  signals.publish('document-changed', { documentId: document.id, what: 'document' });
  return changed;
}
