import { randomUUID } from 'node:crypto';
import { freshClientId } from '@hamnevis/core/document/edit-update';
import { countWords } from '@hamnevis/core/document/words';
import { type ArticleNode, EMPTY_ARTICLE, plainText, updateFromArticle } from '@hamnevis/core/document/yjs';
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
  /** What it begins with, and where that comes from; else with one empty paragraph. */
  begins?: { article: ArticleNode; from: Record<string, unknown> };
}

/**
 * Makes a document with its first text already in the log, in one transaction: clients never seed, and a document
 * without a paragraph is never seen. Answers its id.
 */
export function createDocument({ database }: ApiServices, wish: NewDocument): Promise<string> {
  const { organizationId, projectId, personId, memberEpoch, title, language, begins } = wish;
  const clientId = freshClientId();
  const article = begins?.article ?? EMPTY_ARTICLE;
  const update = updateFromArticle(article, clientId);
  const wordCount = begins ? countWords(plainText(article), language) : 0;
  return transact(database, { organizationId }, async (tx) => {
    const { id } = await insertDocument(tx, {
      organizationId,
      projectId,
      title,
      language,
      wordCount,
      createdBy: personId,
    });
    await recordAudit(tx, {
      organizationId,
      actorId: personId,
      action: 'document.create',
      subjectKind: 'document',
      subjectId: id,
      detail: { title, ...begins?.from },
    });
    const [answer] = await appendUpdates(sqlWithin(database, tx), [
      {
        documentId: id,
        requestId: randomUUID(),
        update,
        actorId: personId,
        run: null,
        epoch: 0,
        memberEpoch,
        kind: begins ? 'import' : 'seed',
        clientIds: [clientId],
      },
    ]);
    if (answer?.outcome !== 'ok') throw new Error(`the first text was not taken: ${answer?.outcome}`);
    return id;
  });
}
