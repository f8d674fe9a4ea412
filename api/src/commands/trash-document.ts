import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { findDocument, lockHead, setTrashed } from '@hamnevis/db/queries/documents';
import { transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';
import { allowDocumentAction } from './allow.ts';

/** Puts a document into the trash: from then on nothing is appended to it, and only the trash knows it. */
export async function trashDocument(
  services: ApiServices,
  documentId: string,
  personId: string,
): Promise<void> {
  await moveDocument(services, documentId, personId, true);
}

/** Takes a document out of the trash, as it went in. One that is not in the trash is left as it is. */
export async function untrashDocument(
  services: ApiServices,
  documentId: string,
  personId: string,
): Promise<void> {
  await moveDocument(services, documentId, personId, false);
}

async function moveDocument(
  { database, signals, now }: ApiServices,
  documentId: string,
  personId: string,
  intoTrash: boolean,
): Promise<void> {
  await transact(database, { of: 'document', id: documentId, personId }, async (tx) => {
    await lockHead(tx, documentId);
    const found = await findDocument(tx, documentId, personId, { trashed: !intoTrash });
    if (!found) throw new Problem('not-found');
    allowDocumentAction(found, personId, 'trash');
    if ((found.document.trashedAt !== null) === intoTrash) return;
    await setTrashed(tx, documentId, intoTrash ? now() : null);
    await recordAudit(tx, {
      organizationId: found.document.organizationId,
      actorId: personId,
      action: intoTrash ? 'document.trash' : 'document.untrash',
      subjectKind: 'document',
      subjectId: documentId,
    });
  });
  // Nodes look at the document again and let its connections go.
  signals.publish('status-changed', { documentId });
  signals.publish('document-changed', { documentId, what: 'document' });
}
