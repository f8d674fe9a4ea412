import { randomUUID } from 'node:crypto';
import { freshClientId } from '@hamnevis/core/document/edit-update';
import { EMPTY_ARTICLE, updateFromArticle } from '@hamnevis/core/document/yjs';
import { appendUpdates } from '@hamnevis/db/log/append';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { insertDocument } from '@hamnevis/db/queries/documents';
import { sqlWithin, transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';

interface NewDocument {
  organizationId: string;
  projectId: string;
  personId: string;
  memberEpoch: number;
  title: string;
  language: 'fa' | 'en';
}

/**
 * Makes a document with its first paragraph already in the log, in one transaction: clients never seed, and a
 * document without a paragraph is never seen. Answers its id.
 */
export function createDocument({ database }: ApiServices, wish: NewDocument): Promise<string> {
  const { organizationId, projectId, personId, memberEpoch, title, language } = wish;
  const clientId = freshClientId();
  const seed = updateFromArticle(EMPTY_ARTICLE, clientId);
  return transact(database, { organizationId }, async (tx) => {
    const { id } = await insertDocument(tx, {
      organizationId,
      projectId,
      title,
      language,
      createdBy: personId,
    });
    await recordAudit(tx, {
      organizationId,
      actorId: personId,
      action: 'document.create',
      subjectKind: 'document',
      subjectId: id,
      detail: { title },
    });
    const [answer] = await appendUpdates(sqlWithin(database, tx), [
      {
        documentId: id,
        requestId: randomUUID(),
        update: seed,
        actorId: personId,
        run: null,
        epoch: 0,
        memberEpoch,
        kind: 'seed',
        clientIds: [clientId],
      },
    ]);
    if (answer?.outcome !== 'ok') throw new Error(`the first paragraph was not taken: ${answer?.outcome}`);
    return id;
  });
}
