import { createHash } from 'node:crypto';
import { recordAudit } from '@hamnevis/db/queries/audit';
import type { FoundDocument } from '@hamnevis/db/queries/documents';
import { type FileRow, insertFile } from '@hamnevis/db/queries/files';
import { newId } from '@hamnevis/db/queries/new-id';
import { transact } from '@hamnevis/db/queries/transact';
import { mediaTypeOf } from '../files/media-type.ts';
import type { ApiServices } from '../services.ts';

/**
 * Keeps a file for an article: first its bytes, then its row, so that no row ever names bytes that are not there.
 * Bytes whose row could not be written are taken away again.
 */
export async function storeFile(
  { database, fileStore }: ApiServices,
  found: FoundDocument,
  personId: string,
  file: { name: string; bytes: Uint8Array; fetchedFrom?: string },
): Promise<FileRow> {
  const { organizationId, id: documentId } = found.document;
  const id = newId();
  const mediaType = await mediaTypeOf(file.bytes);
  await fileStore.put(id, file.bytes);
  try {
    return await transact(database, { organizationId }, async (tx) => {
      const row = await insertFile(tx, {
        id,
        organizationId,
        documentId,
        name: file.name,
        mediaType,
        sizeBytes: file.bytes.length,
        sha256: createHash('sha256').update(file.bytes).digest(),
        createdBy: personId,
      });
      await recordAudit(tx, {
        organizationId,
        actorId: personId,
        action: file.fetchedFrom ? 'file.fetch' : 'file.upload',
        subjectKind: 'document',
        subjectId: documentId,
        detail: {
          file: id,
          name: file.name,
          sizeBytes: file.bytes.length,
          ...(file.fetchedFrom ? { from: file.fetchedFrom } : {}),
        },
      });
      return row;
    });
  } catch (error) {
    await fileStore.remove(id).catch(() => undefined);
    throw error;
  }
}
