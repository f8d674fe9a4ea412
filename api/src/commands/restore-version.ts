import { articleOf } from '@hamnevis/core/document/yjs';
import { restoreUpdate } from '@hamnevis/core/history/restore';
import { restoreBlock } from '@hamnevis/core/history/restore-block';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { documentAt, insertVersion, type VersionRow } from '@hamnevis/db/queries/versions';
import type { ApiServices } from '../services.ts';
import { allowDocumentAction } from './allow.ts';
import { editText, type TextEdit } from './edit-text.ts';

export interface RestoreWish {
  version: VersionRow;
  personId: string;
  language: 'fa' | 'en';
  /** An index among the version's blocks: only that one comes back. */
  block: number | undefined;
}

interface Restored {
  sequence: number;
  changed: boolean;
  /** Where a restored block stands now. */
  block: number | null;
}

/**
 * Brings a version back, or one block of it, by a forward edit. What stood before gets a version of its own first,
 * so that a restore can be taken back the same way. When nothing differs nothing is written. Throws `invalid` when
 * the version has no such block.
 */
export async function restoreVersion(
  services: ApiServices,
  { version, personId, language, block }: RestoreWish,
): Promise<Restored> {
  const { documentId } = version;
  const then = await documentAt(services.database, documentId, version.sequence);
  let place: number | null = null;
  const restoreOne = (index: number): TextEdit<void>['updateOf'] => {
    const older = articleOf(then);
    if (index >= (older.content?.length ?? 0))
      throw new Problem('invalid', { issues: [{ path: 'block', message: 'the version has no such block' }] });
    return (now, clientId) => {
      const restored = restoreBlock(now, older, index, { clientId, language });
      place = restored?.index ?? null;
      return restored?.update ?? null;
    };
  };
  const { sequence, changed } = await editText(services, {
    documentId,
    personId,
    kind: 'restore',
    updateOf: block === undefined ? (now, clientId) => restoreUpdate(now, then, clientId) : restoreOne(block),
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
        detail: {
          versionId: version.id,
          number: version.number,
          from: head.sequence,
          ...(block === undefined ? {} : { block }),
        },
      });
    },
  });
  if (changed) services.signals.publish('document-changed', { documentId, what: 'versions' });
  return { sequence, changed, block: place };
}
