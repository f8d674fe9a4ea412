import { editUpdate } from '@hamnevis/core/document/edit-update';
import { insertParagraphs } from '@hamnevis/core/document/insert-paragraphs';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { findDocument } from '@hamnevis/db/queries/documents';
import { listHomeless, settleHomeless } from '@hamnevis/db/queries/homeless-words';
import { transact } from '@hamnevis/db/queries/transact';
import { placePassages } from '../history/homeless-passages.ts';
import type { ApiServices } from '../services.ts';
import { allowDocumentAction } from './allow.ts';
import { editText } from './edit-text.ts';

/**
 * Puts somebody's homeless words back, each passage as a paragraph where its own stood, and settles them in the same
 * transaction. Answers the row of the log. Throws `not-found` when none of the pieces is theirs and open any more.
 */
export async function putBackWords(
  services: ApiServices,
  { documentId, personId, pieces }: { documentId: string; personId: string; pieces: readonly string[] },
): Promise<{ sequence: number }> {
  const { database, signals } = services;
  const rows = await transact(database, { of: 'document', id: documentId, personId }, async (tx) => {
    const found = await findDocument(tx, documentId, personId);
    if (!found) throw new Problem('not-found');
    allowDocumentAction(found, personId, 'edit');
    return listHomeless(tx, documentId, personId);
  });
  const wanted = new Set(pieces);
  const passages = await placePassages(
    database,
    documentId,
    rows.filter(({ id }) => wanted.has(id)),
  );
  if (passages.length === 0) throw new Problem('not-found');
  const { sequence } = await editText(services, {
    documentId,
    personId,
    kind: 'restore',
    updateOf: (now, clientId) =>
      editUpdate(now, clientId, (document) => {
        // From the end, so that the places before stay what they are.
        for (const { place, text } of passages.toReversed())
          insertParagraphs(document, place ?? Number.MAX_SAFE_INTEGER, [text.trim()]);
      }),
    async inTransaction(tx, { found }) {
      allowDocumentAction(found, personId, 'edit');
      const settled = await settleHomeless(tx, {
        documentId,
        personId,
        pieces: passages.flatMap((passage) => passage.pieces.map(({ id }) => id)),
        as: 'put-back',
      });
      // Somebody was faster (another tab of theirs): the words shall not stand in the text twice.
      if (settled.length === 0) throw new Problem('not-found');
    },
  });
  signals.publish('document-changed', { documentId, what: 'homeless' });
  return { sequence };
}
