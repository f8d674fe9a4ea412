import type { Role } from '@hamnevis/core/access/roles';
import type { Status } from '@hamnevis/core/workflow/statuses';
import { and, desc, eq, ilike, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Queries, Transaction } from '../connect.ts';
import { documentHeads, documents, members, organizations, people, projects } from '../schema/tables.ts';
import { afterCursor, type PageRequest } from './paging.ts';

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
  organizationName: string;
  createdBy: PersonRefRow;
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
  const creators = alias(people, 'creators');
  const submitters = alias(people, 'submitters');
  const approvers = alias(people, 'approvers');
  const [row] = await queries
    .select({
      document: documents,
      role: members.role,
      memberEpoch: members.epoch,
      projectName: projects.name,
      organizationName: organizations.name,
      createdBy: { id: creators.id, name: creators.name, color: creators.color },
      submittedBy: { id: submitters.id, name: submitters.name, color: submitters.color },
      approvedBy: { id: approvers.id, name: approvers.name, color: approvers.color },
    })
    .from(documents)
    .innerJoin(
      members,
      and(
        eq(members.organizationId, documents.organizationId),
        eq(members.personId, personId),
        isNull(members.suspendedAt),
      ),
    )
    .innerJoin(projects, eq(projects.id, documents.projectId))
    .innerJoin(organizations, eq(organizations.id, documents.organizationId))
    .innerJoin(creators, eq(creators.id, documents.createdBy))
    .leftJoin(submitters, eq(submitters.id, documents.submittedBy))
    .leftJoin(approvers, eq(approvers.id, documents.approvedBy))
    .where(and(eq(documents.id, documentId), options.trashed ? undefined : isNull(documents.trashedAt)));
  return row;
}

export interface DocumentFilter extends PageRequest {
  status?: Status | undefined;
  /** Part of the title. */
  text?: string | undefined;
}

/** Documents of a project outside the trash, the newest first. */
export function listDocuments(queries: Queries, projectId: string, filter: DocumentFilter) {
  return queries
    .select({
      document: documents,
      createdBy: { id: people.id, name: people.name, color: people.color },
    })
    .from(documents)
    .innerJoin(people, eq(people.id, documents.createdBy))
    .where(
      and(
        eq(documents.projectId, projectId),
        isNull(documents.trashedAt),
        filter.status && eq(documents.status, filter.status),
        filter.text ? ilike(documents.title, `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`) : undefined,
        afterCursor(documents.id, filter.cursor, 'descending'),
      ),
    )
    .orderBy(desc(documents.id))
    .limit(filter.limit + 1);
}

/** Makes the document and the head of its log, with nothing in it yet. */
export async function insertDocument(
  tx: Transaction,
  document: Pick<DocumentRow, 'organizationId' | 'projectId' | 'title' | 'language' | 'createdBy'>,
): Promise<DocumentRow> {
  const [row] = await tx.insert(documents).values(document).returning();
  if (!row) throw new Error('the insert answered no row');
  await tx.insert(documentHeads).values({ documentId: row.id, organizationId: row.organizationId });
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

/**
 * Changes title, language or metadata, if revision and status are still those that were judged; false otherwise.
 */
export async function updateDocument(
  queries: Queries,
  judged: Pick<DocumentRow, 'id' | 'revision' | 'status'>,
  change: {
    title?: string | undefined;
    language?: 'fa' | 'en' | undefined;
    metadata?: Record<string, unknown> | undefined;
  },
): Promise<boolean> {
  const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const changed = await queries
    .update(documents)
    .set({ ...set, revision: sql`${documents.revision} + 1`, updatedAt: sql`now()` })
    .where(
      and(
        eq(documents.id, judged.id),
        eq(documents.revision, judged.revision),
        eq(documents.status, judged.status),
        isNull(documents.trashedAt),
      ),
    )
    .returning({ id: documents.id });
  return changed.length > 0;
}

/** Puts a document into the trash or takes it out. The head says so too: nothing is appended to a trashed one. */
export async function setTrashed(tx: Transaction, documentId: string, at: Date | null): Promise<void> {
  await tx.update(documents).set({ trashedAt: at }).where(eq(documents.id, documentId));
  await tx
    .update(documentHeads)
    .set({ trashed: at !== null })
    .where(eq(documentHeads.documentId, documentId));
}
