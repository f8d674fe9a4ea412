import { createHash } from 'node:crypto';
import { buildLogDocument } from '@hamnevis/core/document/formatting-cleanup';
import { takeBackUpdate } from '@hamnevis/core/history/take-back';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { readTail } from '@hamnevis/db/log/read-rows';
import type { FoundDocument } from '@hamnevis/db/queries/documents';
import { documentAt } from '@hamnevis/db/queries/versions';
import * as Y from 'yjs';
import type { ApiServices } from '../services.ts';
import { allowDocumentAction } from './allow.ts';
import { EditKnown } from './edit-text.ts';
import { type Restored, restoreByEdit } from './restore-version.ts';

/**
 * Takes a restore back by a forward edit; what was written since stays. It can be taken back once, and as long as its
 * row stands in the log (a day at least): `changed` is false the second time. Throws `invalid` when the row of that
 * sequence is no such restore.
 */
export async function undoRestore(
  services: ApiServices,
  { found, personId, sequence }: { found: FoundDocument; personId: string; sequence: number },
): Promise<Restored> {
  const { database } = services;
  const { id: documentId } = found.document;
  // Asked again under the lock; here, so that nobody else learns what the log holds.
  allowDocumentAction(found, personId, 'restore');
  const [restore] = await readTail(database, documentId, sequence - 1, 1);
  if (restore?.kind !== 'restore')
    throw new Problem('invalid', {
      issues: [{ path: 'sequence', message: 'no restore that can be taken back' }],
    });
  const before = Y.encodeStateAsUpdate(await documentAt(database, documentId, sequence - 1));
  try {
    return await restoreByEdit(services, {
      documentId,
      personId,
      requestId: requestIdOf(documentId, sequence),
      detail: { undone: sequence },
      updateOf(now, clientId) {
        const document = buildLogDocument({ gc: false });
        Y.applyUpdate(document, before);
        return takeBackUpdate(document, restore.update, now, clientId);
      },
    });
  } catch (error) {
    if (error instanceof EditKnown) return { sequence: error.sequence, changed: false, block: null };
    throw error;
  }
}

/** The same for everybody who takes this restore back: the log keeps one of them. */
function requestIdOf(documentId: string, sequence: number): string {
  const hash = createHash('sha256').update(`undo ${documentId} ${sequence}`).digest('hex');
  // UUID version 8: made by a rule of one's own.
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
