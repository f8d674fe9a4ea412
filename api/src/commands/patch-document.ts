import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { type FoundDocument, findDocument, updateDocument } from '@hamnevis/db/queries/documents';
import { transact } from '@hamnevis/db/queries/transact';
import { documentEtag } from '../presenters/documents.ts';
import type { ApiServices } from '../services.ts';
import { allowDocumentAction } from './allow.ts';

interface Change {
  title?: string | undefined;
  language?: 'fa' | 'en' | undefined;
  metadata?: Record<string, unknown> | undefined;
}

/**
 * Changes what stands beside the text. The title is part of what is sealed, so the change is written only if status
 * and revision are still those that were judged: it never slips in behind an approval.
 */
export async function patchDocument(
  { database, signals }: ApiServices,
  judged: FoundDocument,
  personId: string,
  ifMatch: string,
  change: Change,
): Promise<FoundDocument> {
  allowDocumentAction(judged, personId, 'rename');
  const { document } = judged;
  if (ifMatch !== documentEtag(document)) throw new Problem('stale-write');
  const changed = await transact(database, { organizationId: document.organizationId }, async (tx) => {
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
