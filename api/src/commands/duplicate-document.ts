import { completeArticle } from '@hamnevis/core/document/complete-article';
import { discardRun, undecidedRuns } from '@hamnevis/core/document/run-blocks';
import { type ArticleNode, articleOf } from '@hamnevis/core/document/yjs';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { PlainSql } from '@hamnevis/db/connect';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import { type FoundDocument, findDocument } from '@hamnevis/db/queries/documents';
import { transact } from '@hamnevis/db/queries/transact';
import { findProject } from '@hamnevis/db/queries/workspaces';
import type { ApiServices } from '../services.ts';
import { allowOrganizationAction } from './allow.ts';
import { createDocument } from './create-document.ts';

/**
 * Makes a document of its own out of another's text as it stands; undecided text of the co-writer is left out, and
 * history, comments and versions stay with the original. Answers its id.
 */
export async function duplicateDocument(
  services: ApiServices,
  documentId: string,
  personId: string,
  wish: { projectId?: string | undefined; title?: string | undefined },
): Promise<string> {
  const { database } = services;
  const tenant = { of: 'document', id: documentId, personId } as const;
  const { source, target } = await transact(database, tenant, async (tx) => {
    const source = await findDocument(tx, documentId, personId);
    if (!source) throw new Problem('not-found');
    allowOrganizationAction(source.role, 'create-document');
    const target = await findProject(tx, wish.projectId ?? source.document.projectId, personId);
    if (!target) throw new Problem('not-found');
    if (target.project.archivedAt || target.workspace.archivedAt) throw new Problem('archived');
    return { source, target };
  });
  return createDocument(services, {
    organizationId: source.document.organizationId,
    projectId: target.project.id,
    personId,
    memberEpoch: source.memberEpoch,
    title: wish.title ?? source.document.title,
    language: source.document.language,
    begins: { article: await decidedText(database, source), from: { duplicateOf: documentId } },
  });
}

/** The text of a document without what waits for a decision. */
export async function decidedText(database: PlainSql, { document }: FoundDocument): Promise<ArticleNode> {
  const text = documentFromLog(await loadLog(database, document.id));
  for (const runId of undecidedRuns(text)) discardRun(text, runId);
  return completeArticle(articleOf(text));
}
