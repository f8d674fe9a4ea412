// A document with its people, for tests: written by plain queries, as the API would.
import { randomUUID } from 'node:crypto';
import type { Role } from '@hamnevis/core/access/roles';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import { EMPTY_ARTICLE, updateFromArticle } from '@hamnevis/core/document/yjs';
import type { Status } from '@hamnevis/core/workflow/statuses';
import type { Database } from '@hamnevis/db/connect';
import { appendUpdates } from '@hamnevis/db/log/append';
import { hashSecret, newSecret } from '@hamnevis/db/queries/secrets';
import {
  aiRuns,
  collabTickets,
  documentHeads,
  documents,
  members,
  organizations,
  people,
  projects,
  workspaces,
} from '@hamnevis/db/schema/tables';
import { eq, sql } from 'drizzle-orm';
import * as Y from 'yjs';

export interface TestPerson {
  id: string;
  name: string;
}

export interface TestArticle {
  organizationId: string;
  documentId: string;
  /** One member of each role. */
  people: Record<Role, TestPerson>;
}

export async function buildPerson(database: Database, name: string): Promise<TestPerson> {
  const [row] = await database.queries
    .insert(people)
    .values({ name, color: 'p1', language: 'fa', email: `${randomUUID()}@example.test` })
    .returning({ id: people.id });
  return { id: row?.id as string, name };
}

/** An organization with a member of each role, and a document with one empty paragraph. */
export async function buildArticle(
  database: Database,
  { status = 'draft' }: { status?: Status } = {},
): Promise<TestArticle> {
  const organizationId = randomUUID();
  const [workspaceId, projectId, documentId] = [randomUUID(), randomUUID(), randomUUID()];
  const { queries } = database;
  await queries
    .insert(organizations)
    .values({ id: organizationId, name: 'نشر آزمایشی', slug: organizationId });
  const roles: Role[] = ['admin', 'editor', 'writer', 'viewer'];
  const found: Partial<Record<Role, TestPerson>> = {};
  for (const role of roles) {
    const person = await buildPerson(database, `${role} ${documentId.slice(0, 4)}`);
    await queries.insert(members).values({ organizationId, personId: person.id, role });
    found[role] = person;
  }
  const everybody = found as Record<Role, TestPerson>;
  await queries
    .insert(workspaces)
    .values({ id: workspaceId, organizationId, name: 'تحریریه', slug: workspaceId });
  await queries
    .insert(projects)
    .values({ id: projectId, organizationId, workspaceId, name: 'پرونده', slug: projectId });
  await queries.insert(documents).values({
    id: documentId,
    organizationId,
    projectId,
    title: 'آزمون',
    language: 'fa',
    status,
    createdBy: everybody.writer.id,
  });
  await queries.insert(documentHeads).values({ documentId, organizationId });
  const article = { organizationId, documentId, people: everybody };
  await seed(database, article, [documentId]);
  return article;
}

/** More documents with one empty paragraph beside an article's own, for the same people. */
export async function buildSiblings(
  database: Database,
  article: TestArticle,
  count: number,
): Promise<string[]> {
  const { organizationId } = article;
  const documentIds = Array.from({ length: count }, () => randomUUID());
  for (let from = 0; from < count; from += 200) {
    const some = documentIds.slice(from, from + 200);
    await database.sql(
      `insert into documents (id, organization_id, project_id, title, language, status, created_by)
       select n.id, d.organization_id, d.project_id, d.title, d.language, d.status, d.created_by
       from documents d, unnest($2::uuid[]) n(id) where d.id = $1`,
      [article.documentId, some],
    );
    await database.queries
      .insert(documentHeads)
      .values(some.map((documentId) => ({ documentId, organizationId })));
    await seed(database, article, some);
  }
  return documentIds;
}

async function seed(database: Database, { people: { writer } }: TestArticle, documentIds: string[]) {
  const answers = await appendUpdates(
    database,
    documentIds.map((documentId) => {
      const clientId = 1 + Math.floor(Math.random() * 2 ** 31);
      return {
        documentId,
        requestId: randomUUID(),
        update: updateFromArticle(EMPTY_ARTICLE, clientId),
        actorId: writer.id,
        run: null,
        epoch: 0,
        memberEpoch: 0,
        kind: 'seed' as const,
        clientIds: [clientId],
      };
    }),
  );
  for (const { outcome } of answers) if (outcome !== 'ok') throw new Error(`a seed was answered ${outcome}`);
}

interface TicketFor {
  documentId: string;
  personId: string;
  run?: { id: string; attempt: number };
  schemaVersion?: number;
  expiresInMs?: number;
  sessionId?: string;
}

export async function buildTicket(database: Database, asked: TicketFor): Promise<string> {
  const ticket = newSecret();
  await database.queries.insert(collabTickets).values({
    tokenHash: hashSecret(ticket),
    documentId: asked.documentId,
    personId: asked.personId,
    sessionId: asked.sessionId ?? null,
    runId: asked.run?.id ?? null,
    attempt: asked.run?.attempt ?? null,
    schemaVersion: asked.schemaVersion ?? SCHEMA_VERSION,
    expiresAt: new Date(Date.now() + (asked.expiresInMs ?? 60_000)),
  });
  return ticket;
}

/** A run that is writing, in its first attempt. */
export async function buildRun(
  database: Database,
  article: TestArticle,
): Promise<{ id: string; attempt: number }> {
  const [row] = await database.queries
    .insert(aiRuns)
    .values({
      organizationId: article.organizationId,
      documentId: article.documentId,
      askedBy: article.people.writer.id,
      kind: 'continue',
      request: {},
      status: 'writing',
      attempt: 1,
    })
    .returning({ id: aiRuns.id });
  return { id: row?.id as string, attempt: 1 };
}

/** Changes a status as the API's command does: status and epoch under the head's lock, in one transaction. */
export async function changeStatus(
  database: Database,
  documentId: string,
  status: Status,
): Promise<{ sealedSequence: number }> {
  return database.queries.transaction(async (tx) => {
    const [head] = await tx
      .update(documentHeads)
      .set({ epoch: sql`${documentHeads.epoch} + 1` })
      .where(eq(documentHeads.documentId, documentId))
      .returning({ sequence: documentHeads.sequence });
    await tx.update(documents).set({ status }).where(eq(documents.id, documentId));
    return { sealedSequence: head?.sequence ?? -1 };
  });
}

/** The text that the log gives when it is read from its first row on. */
export async function textOfLog(database: Database, documentId: string): Promise<string> {
  const rows = await logRows(database, documentId);
  const document = new Y.Doc();
  for (const { update } of rows) Y.applyUpdate(document, update);
  if (document.store.pendingStructs || document.store.pendingDs) throw new Error('the log has gaps');
  return textOf(document);
}

/** The article's text in order, without its marks and blocks. */
export function textOf(document: Y.Doc): string {
  const texts: string[] = [];
  const visit = (node: unknown) => {
    if (node instanceof Y.XmlText)
      texts.push(
        node
          .toDelta()
          .map((part: { insert: unknown }) => part.insert)
          .join(''),
      );
    else if (node instanceof Y.XmlFragment) node.toArray().forEach(visit);
  };
  visit(document.getXmlFragment('default'));
  return texts.join('\n');
}

export function logRows(
  database: Database,
  documentId: string,
): Promise<{ sequence: number; update: Uint8Array; actor_id: string; run_id: string | null }[]> {
  return database.sql(
    `select sequence::integer, update, actor_id, run_id from document_updates
     where document_id = $1 order by sequence`,
    [documentId],
  );
}
