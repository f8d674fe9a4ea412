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

/** What became of a restore. */
export interface Restored {
  /** Of the edit; the head's when nothing differed. */
  sequence: number;
  changed: boolean;
  /** Where a restored block stands now. */
  block: number | null;
}

/**
 * Brings a version back, or one block of it, by a forward edit. When nothing differs nothing is written. Throws
 * `invalid` when the version has no such block.
 */
export async function restoreVersion(
  services: ApiServices,
  { version, personId, language, block }: RestoreWish,
): Promise<Restored> {
  const { documentId } = version;
  const then = await documentAt(services.database, documentId, version.sequence);
  let place: number | null = null;
  const restoreOne = (index: number): RestoringEdit['updateOf'] => {
    const older = articleOf(then);
    if (index >= (older.content?.length ?? 0))
      throw new Problem('invalid', { issues: [{ path: 'block', message: 'the version has no such block' }] });
    return (now, clientId) => {
      const restored = restoreBlock(now, older, index, { clientId, language });
      place = restored?.index ?? null;
      return restored?.update ?? null;
    };
  };
  const done = await restoreByEdit(services, {
    documentId,
    personId,
    updateOf: block === undefined ? (now, clientId) => restoreUpdate(now, then, clientId) : restoreOne(block),
    detail: { versionId: version.id, number: version.number, ...(block === undefined ? {} : { block }) },
  });
  return { ...done, block: place };
}

interface RestoringEdit extends Pick<TextEdit<void>, 'documentId' | 'personId' | 'requestId' | 'updateOf'> {
  /** For the audit. */
  detail: Record<string, unknown>;
}

/**
 * Makes the edit of a restore. What stood before gets a version of its own first, so that it can be had back the
 * same way.
 */
export async function restoreByEdit(
  services: ApiServices,
  { detail, ...edit }: RestoringEdit,
): Promise<Restored> {
  const { documentId, personId } = edit;
  const { sequence, changed } = await editText(services, {
    ...edit,
    kind: 'restore',
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
        detail: { ...detail, from: head.sequence },
      });
    },
  });
  if (changed) services.signals.publish('document-changed', { documentId, what: 'versions' });
  return { sequence, changed, block: null };
}
