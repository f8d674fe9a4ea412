import { isAtLeast } from '@hamnevis/core/access/roles';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Transaction } from '@hamnevis/db/connect';
import { recordAudit } from '@hamnevis/db/queries/audit';
import {
  type DocumentChange,
  type FoundDocument,
  findDocument,
  updateDocument,
} from '@hamnevis/db/queries/documents';
import { findMembership } from '@hamnevis/db/queries/organizations';
import { together, transact } from '@hamnevis/db/queries/transact';
import { documentEtag } from '../presenters/documents.ts';
import { refuseStale } from '../presenters/etag.ts';
import type { ApiServices } from '../services.ts';
import { allowDocumentAction } from './allow.ts';

/**
 * Changes what stands beside the text. The title is part of what is sealed, so the change is written only if status
 * and revision are still those that were judged: it never slips in behind an approval.
 */
export async function patchDocument(
  { database, signals }: ApiServices,
  { documentId, personId, ifMatch }: { documentId: string; personId: string; ifMatch: string | undefined },
  change: DocumentChange,
): Promise<FoundDocument> {
  const tenant = { of: 'document', id: documentId, personId } as const;
  const changed = await transact(database, tenant, async (tx) => {
    const judged = await findDocument(tx, documentId, personId);
    if (!judged) throw new Problem('not-found');
    judge(judged, personId, ifMatch, change);
    const { document } = judged;
    if (change.assigneeId) await refuseReader(tx, document.organizationId, change.assigneeId);
    const [written] = await together(
      updateDocument(tx, document, change),
      recordAudit(tx, {
        organizationId: document.organizationId,
        actorId: personId,
        action: 'document.change',
        subjectKind: 'document',
        subjectId: document.id,
        detail: { fields: Object.keys(change) },
      }),
    );
    if (!written) throw new Problem('stale-write');
    // Of what is shown around it only the assignee can be another now.
    if (written.assigneeId === document.assigneeId) return { ...judged, document: written };
    return findDocument(tx, document.id, personId);
  });
  if (!changed) throw new Problem('not-found');
  signals.publish('document-changed', { documentId, what: 'document' });
  return changed;
}

/** Throws what stands against a change of a document as it was found. */
function judge(
  judged: FoundDocument,
  personId: string,
  ifMatch: string | undefined,
  change: DocumentChange,
): void {
  if (ifMatch === undefined) throw new Problem('precondition-required');
  const { assigneeId, dueOn, ...ofText } = change;
  const organizes = assigneeId !== undefined || dueOn !== undefined;
  if (organizes) allowDocumentAction(judged, personId, 'organize');
  const isText = Object.values(ofText).some((value) => value !== undefined);
  if (isText || !organizes) allowDocumentAction(judged, personId, 'rename');
  refuseStale(ifMatch, documentEtag(judged.document));
}

/** Throws `invalid` unless this person may write in the organization: nobody else's turn can it be. */
async function refuseReader(tx: Transaction, organizationId: string, assigneeId: string): Promise<void> {
  const assignee = await findMembership(tx, organizationId, assigneeId);
  if (assignee && isAtLeast(assignee.role, 'writer')) return;
  throw new Problem('invalid', {
    issues: [{ path: 'assigneeId', message: 'nobody who may write here' }],
  });
}
