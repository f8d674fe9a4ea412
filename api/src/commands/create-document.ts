import { randomUUID } from 'node:crypto';
import { freshClientId } from '@hamnevis/core/document/edit-update';
import { countWords } from '@hamnevis/core/document/words';
import { type ArticleNode, EMPTY_ARTICLE, plainText, updateFromArticle } from '@hamnevis/core/document/yjs';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Database, Transaction } from '@hamnevis/db/connect';
import { appendUpdates } from '@hamnevis/db/log/append';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { type FoundDocument, findDocument, insertDocument } from '@hamnevis/db/queries/documents';
import { newId } from '@hamnevis/db/queries/new-id';
import { sqlWithin, together, transact } from '@hamnevis/db/queries/transact';
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

/** As {@link writeDocument}, in a transaction of its own. Answers its id. */
export function createDocument({ database }: ApiServices, wish: NewDocument): Promise<string> {
  return transact(
    database,
    { organizationId: wish.organizationId },
    async (tx) => (await writeDocument(database, tx, wish)).document.id,
  );
}

/**
 * Makes a document with its first text already in the log, in one transaction: clients never seed, and a document
 * without a paragraph is never seen. Answers it as its maker finds it. Call it last in the transaction.
 */
export async function writeDocument(
  database: Database,
  tx: Transaction,
  { organizationId, projectId, personId, memberEpoch, title, language, begins }: NewDocument,
): Promise<FoundDocument> {
  const clientId = freshClientId();
  const article = begins?.article ?? EMPTY_ARTICLE;
  const update = updateFromArticle(article, clientId);
  const wordCount = begins ? countWords(plainText(article), language) : 0;
  const id = newId();
  const [, , [answer], made] = await together(
    insertDocument(tx, { id, organizationId, projectId, title, language, wordCount, createdBy: personId }),
    recordAudit(tx, {
      organizationId,
      actorId: personId,
      action: 'document.create',
      subjectKind: 'document',
      subjectId: id,
      detail: { title, ...begins?.from },
    }),
    appendUpdates(sqlWithin(database, tx), [
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
    ]),
    findDocument(tx, id, personId),
  );
  if (answer?.outcome !== 'ok') throw new Error(`the first text was not taken: ${answer?.outcome}`);
  if (!made) throw new Problem('not-found');
  return made;
}
