import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { findDocument, lockHead } from '@hamnevis/db/queries/documents';
import { transact } from '@hamnevis/db/queries/transact';
import { documentAt, insertVersion, pinSnapshot, type VersionRow } from '@hamnevis/db/queries/versions';
import type { ApiServices } from '../services.ts';
import { allowDocumentAction } from './allow.ts';

/** Names the text as it is at this moment. */
export async function nameVersion(
  { database, signals, log }: ApiServices,
  documentId: string,
  personId: string,
  wish: { name: string; note: string | null },
): Promise<VersionRow> {
  const version = await transact(database, { of: 'document', id: documentId, personId }, async (tx) => {
    const head = await lockHead(tx, documentId);
    const found = await findDocument(tx, documentId, personId);
    if (!head || !found) throw new Problem('not-found');
    allowDocumentAction(found, personId, 'name-version');
    const made = await insertVersion(tx, {
      document: found.document,
      sequence: head.sequence,
      kind: 'named',
      name: wish.name,
      note: wish.note,
      personId,
    });
    await recordAudit(tx, {
      organizationId: found.document.organizationId,
      actorId: personId,
      action: 'version.create',
      subjectKind: 'version',
      subjectId: made.id,
      detail: { name: wish.name, sequence: head.sequence },
    });
    return made;
  });
  try {
    await pinSnapshot(database, version, await documentAt(database, documentId, version.sequence));
  } catch (error) {
    // The version stands without it; opening it takes longer.
    log.warn({ err: error, documentId, versionId: version.id }, 'no snapshot was kept for a version');
  }
  signals.publish('document-changed', { documentId, what: 'versions' });
  return version;
}
