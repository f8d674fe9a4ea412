import { ARTICLE_FRAGMENT } from '@hamnevis/core/document/schema';
import { reconcile } from '@hamnevis/core/history/reconcile';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { documentAt, insertVersion, type VersionRow } from '@hamnevis/db/queries/versions';
import type { ApiServices } from '../services.ts';
import { allowDocumentAction } from './allow.ts';
import { editText } from './edit-text.ts';

/**
 * Brings a version back by a forward edit. What stood before gets a version of its own first, so that a restore
 * can be taken back the same way. When nothing differs nothing is written.
 */
export async function restoreVersion(
  services: ApiServices,
  version: VersionRow,
  personId: string,
): Promise<{ sequence: number; changed: boolean }> {
  const { documentId } = version;
  const then = (await documentAt(services.database, documentId, version.sequence)).getXmlFragment(
    ARTICLE_FRAGMENT,
  );
  const { sequence, changed } = await editText(services, {
    documentId,
    personId,
    kind: 'restore',
    edit: (document) => reconcile(document.getXmlFragment(ARTICLE_FRAGMENT), then),
    async inTransaction(tx, { found, head, changes }) {
      allowDocumentAction(found, personId, 'restore');
      if (!changes) return;
      await insertVersion(tx, {
        document: found.document,
        sequence: head.sequence,
        kind: 'before-restore',
        name: null,
        note: null,
        personId,
      });
      await recordAudit(tx, {
        organizationId: found.document.organizationId,
        actorId: personId,
        action: 'document.restore',
        subjectKind: 'document',
        subjectId: documentId,
        detail: { versionId: version.id, number: version.number, from: head.sequence },
      });
    },
  });
  if (changed) services.signals.publish('document-changed', { documentId, what: 'versions' });
  return { sequence, changed };
}
