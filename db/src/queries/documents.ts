import type { Role } from '@hamnevis/core/access/roles';
import { searchKey } from '@hamnevis/core/persian/search-key';
import { and, eq, isNull, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { builtOnce } from '../built-once.ts';
import type { Queries, Transaction } from '../connect.ts';
import {
  documentHeads,
  documents,
  members,
  organizations,
  people,
  projects,
  workspaces,
} from '../schema/tables.ts';
import { newId } from './new-id.ts';
import { rowsOf, together } from './transact.ts';

export type DocumentRow = typeof documents.$inferSelect;
export type HeadRow = typeof documentHeads.$inferSelect;
export interface PersonRefRow {
  id: string;
  name: string;
  color: string;
}

/** A document as one person finds it: with their rights, and the names around it. */
export interface FoundDocument {
  document: DocumentRow;
  role: Role;
  memberEpoch: number;
  projectName: string;
  /** Where its project lies, with what it asks of an approval. */
  workspace: { id: string; approvalByOthers: boolean };
  organizationName: string;
  createdBy: PersonRefRow;
  assignee: PersonRefRow | null;
  submittedBy: PersonRefRow | null;
  approvedBy: PersonRefRow | null;
}

/**
 * The document, for a member of its organization; undefined for everybody else, and when it lies in the trash
 * (unless `trashed` is asked for). Within a transaction that holds the head's lock it is today's truth.
 */
export async function findDocument(
  queries: Queries,
  documentId: string,
  personId: string,
  options: { trashed?: boolean } = {},
): Promise<FoundDocument | undefined> {
  const select = options.trashed ? selectAlsoTrashed : selectDocument;
  const [row] = await select(queries, { documentId, personId });
  return row;
}

/** The membership that lets a person find a document. */
const isMemberOfIts = (personId: Placeholder) =>
  and(
    eq(members.organizationId, documents.organizationId),
    eq(members.personId, personId),
    isNull(members.suspendedAt),
  );

const selectDocument = buildSelect(isNull(documents.trashedAt));
const selectAlsoTrashed = buildSelect(undefined);

function buildSelect(condition: SQL | undefined) {
  const creators = alias(people, 'creators');
  const assignees = alias(people, 'assignees');
  const submitters = alias(people, 'submitters');
  const approvers = alias(people, 'approvers');
  return builtOnce(['documentId', 'personId'], (queries, { documentId, personId }) =>
    queries
      .select({
        document: documents,
        role: members.role,
        memberEpoch: members.epoch,
        projectName: projects.name,
        workspace: { id: workspaces.id, approvalByOthers: workspaces.approvalByOthers },
        organizationName: organizations.name,
        createdBy: { id: creators.id, name: creators.name, color: creators.color },
        assignee: { id: assignees.id, name: assignees.name, color: assignees.color },
        submittedBy: { id: submitters.id, name: submitters.name, color: submitters.color },
        approvedBy: { id: approvers.id, name: approvers.name, color: approvers.color },
      })
      .from(documents)
      .innerJoin(members, isMemberOfIts(personId))
      .innerJoin(projects, eq(projects.id, documents.projectId))
      .innerJoin(workspaces, eq(workspaces.id, projects.workspaceId))
      .innerJoin(organizations, eq(organizations.id, documents.organizationId))
      .leftJoin(assignees, eq(assignees.id, documents.assigneeId))
      .innerJoin(creators, eq(creators.id, documents.createdBy))
      .leftJoin(submitters, eq(submitters.id, documents.submittedBy))
      .leftJoin(approvers, eq(approvers.id, documents.approvedBy))
      .where(and(eq(documents.id, documentId), condition)),
  );
}

/** Whether {@link findDocument} would find it, for what needs no more of it. */
export async function isDocumentThere(
  queries: Queries,
  documentId: string,
  personId: string,
): Promise<boolean> {
  const rows = await selectDocumentId(queries, { documentId, personId });
  return rows.length > 0;
}

const selectDocumentId = builtOnce(['documentId', 'personId'], (queries, { documentId, personId }) =>
  queries
    .select({ id: documents.id })
    .from(documents)
    .innerJoin(members, isMemberOfIts(personId))
    .where(and(eq(documents.id, documentId), isNull(documents.trashedAt))),
);

/** Makes the document and the head of its log, with nothing in it yet. */
export async function insertDocument(
  tx: Transaction,
  document: Pick<DocumentRow, 'organizationId' | 'projectId' | 'title' | 'language' | 'createdBy'> &
    Partial<Pick<DocumentRow, 'id' | 'wordCount'>>,
): Promise<DocumentRow> {
  const id = document.id ?? newId();
  const [[row]] = await together(
    tx
      .insert(documents)
      .values({ ...document, id, titleKey: searchKey(document.title) })
      .returning(),
    tx.insert(documentHeads).values({ documentId: id, organizationId: document.organizationId }),
  );
  if (!row) throw new Error('the insert answered no row');
  return row;
}

/**
 * Locks the head of a document's log: until the transaction ends nothing is appended. Lock the head before the
 * document's own row, everywhere, or two transactions wait for each other.
 */
export async function lockHead(tx: Transaction, documentId: string): Promise<HeadRow | undefined> {
  const [row] = await tx
    .select()
    .from(documentHeads)
    .where(eq(documentHeads.documentId, documentId))
    .for('update');
  return row;
}

/** The head without a lock: where the log stands at this moment. */
export async function findHead(queries: Queries, documentId: string): Promise<HeadRow | undefined> {
  const [row] = await queries.select().from(documentHeads).where(eq(documentHeads.documentId, documentId));
  return row;
}

/** Locks the document's own row, so that its title stays as read until the transaction ends. */
export async function lockDocument(tx: Transaction, documentId: string): Promise<DocumentRow | undefined> {
  const [row] = await tx.select().from(documents).where(eq(documents.id, documentId)).for('update');
  return row;
}

/** What stands beside the text and is changed by people. */
export interface DocumentChange {
  title?: string | undefined;
  language?: 'fa' | 'en' | undefined;
  metadata?: Record<string, unknown> | undefined;
  assigneeId?: string | null | undefined;
  dueOn?: string | null | undefined;
}

/** Changes what stands beside the text, if revision and status are still those that were judged; undefined otherwise. */
export async function updateDocument(
  queries: Queries,
  judged: Pick<DocumentRow, 'id' | 'revision' | 'status'>,
  change: DocumentChange,
): Promise<DocumentRow | undefined> {
  const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const [changed] = await queries
    .update(documents)
    .set({
      ...set,
      ...(change.title === undefined ? {} : { titleKey: searchKey(change.title) }),
      revision: sql`${documents.revision} + 1`,
      updatedAt: sql`now()`,
    })
    .where(
      and(
        eq(documents.id, judged.id),
        eq(documents.revision, judged.revision),
        eq(documents.status, judged.status),
        isNull(documents.trashedAt),
      ),
    )
    .returning();
  return changed;
}

/** Puts a document into another project of its organization. */
export async function moveDocument(queries: Queries, documentId: string, projectId: string): Promise<void> {
  await queries
    .update(documents)
    .set({ projectId, revision: sql`${documents.revision} + 1` })
    .where(eq(documents.id, documentId));
}

/**
 * Deletes a document that lies in the trash, its whole log and everything about it; false when it does not lie
 * there. Nothing brings it back.
 */
export async function deleteDocumentForGood(tx: Transaction, documentId: string): Promise<boolean> {
  const [row] = await rowsOf<{ deleted: boolean }>(
    tx,
    sql`select delete_document(${documentId}::uuid) as deleted`,
  );
  return row?.deleted === true;
}

/** Deletes what was written late, since a moment, about documents that were deleted for good. */
export async function deleteLeftovers(queries: Queries, since: Date): Promise<void> {
  await queries.execute(sql`select delete_leftovers(${since.toISOString()}::timestamptz)`);
}

/** Puts a document into the trash or takes it out. The head says so too: nothing is appended to a trashed one. */
export async function setTrashed(tx: Transaction, documentId: string, at: Date | null): Promise<void> {
  await tx.update(documents).set({ trashedAt: at }).where(eq(documents.id, documentId));
  await tx
    .update(documentHeads)
    .set({ trashed: at !== null })
    .where(eq(documentHeads.documentId, documentId));
}
