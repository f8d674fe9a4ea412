import { randomUUID } from 'node:crypto';
import { editUpdate, freshClientId } from '@hamnevis/core/document/edit-update';
import { ARTICLE_FRAGMENT } from '@hamnevis/core/document/schema';
import { type ArticleNode, articleOf, updateFromArticle } from '@hamnevis/core/document/yjs';
import { type AppendAnswer, appendUpdates } from '@hamnevis/db/log/append';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import { findDocument, findHead } from '@hamnevis/db/queries/documents';
import * as Y from 'yjs';
import type { TestApi } from './build-api.ts';

export interface Rights {
  epoch: number;
  memberEpoch: number;
}

/** The rights under which a connection of this person would be admitted now. */
export async function rightsOf(api: TestApi, documentId: string, personId: string): Promise<Rights> {
  const head = await findHead(api.database.queries, documentId);
  const found = await findDocument(api.database.queries, documentId, personId);
  return { epoch: head?.epoch ?? 0, memberEpoch: found?.memberEpoch ?? 0 };
}

/** Edits the text as somebody at a socket would: the update goes through the one door, under these rights. */
export async function editAs(
  api: TestApi,
  documentId: string,
  personId: string,
  edit: (article: Y.XmlFragment) => void,
  rights?: Rights,
): Promise<AppendAnswer> {
  const document = documentFromLog(await loadLog(api.database, documentId), { gc: false });
  const clientId = freshClientId();
  const update = editUpdate(document, clientId, (edited) => edit(edited.getXmlFragment(ARTICLE_FRAGMENT)));
  if (!update) throw new Error('the edit changed nothing');
  const [answer] = await appendUpdates(api.database, [
    {
      documentId,
      requestId: randomUUID(),
      update,
      actorId: personId,
      run: null,
      kind: 'edit',
      clientIds: [clientId],
      ...(rights ?? (await rightsOf(api, documentId, personId))),
    },
  ]);
  return answer as AppendAnswer;
}

/** Puts these blocks at the end of the text. */
export function blocksInto(article: Y.XmlFragment, ...content: ArticleNode[]): void {
  const source = new Y.Doc();
  Y.applyUpdate(source, updateFromArticle({ type: 'doc', content }, freshClientId()));
  const blocks = source.getXmlFragment(ARTICLE_FRAGMENT).toArray() as Y.XmlElement[];
  article.insert(
    article.length,
    blocks.map((block) => block.clone() as Y.XmlElement),
  );
}

export function paragraph(text: string, aiRun: string | null = null): ArticleNode {
  return { type: 'paragraph', attrs: { aiRun }, content: [{ type: 'text', text }] };
}

/** The text as the log has it. */
export async function articleIn(api: TestApi, documentId: string): Promise<ArticleNode> {
  return articleOf(documentFromLog(await loadLog(api.database, documentId)));
}

/** The text of each block. */
export async function linesIn(api: TestApi, documentId: string): Promise<string[]> {
  const article = await articleIn(api, documentId);
  return (article.content ?? []).map((node) => (node.content ?? []).map((part) => part.text ?? '').join(''));
}
