// Lists of documents: one list for a project, an organization, the trash and the home page, by what is asked.
import { isAtLeast, ROLES } from '@hamnevis/core/access/roles';
import type { DOCUMENT_ORDERS } from '@hamnevis/core/contract/documents';
import { searchKey } from '@hamnevis/core/persian/search-key';
import type { Status } from '@hamnevis/core/workflow/statuses';
import { and, desc, eq, exists, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import { alias, type PgColumn } from 'drizzle-orm/pg-core';
import type { Queries } from '../connect.ts';
import { documents, members, people, projects, versions } from '../schema/tables.ts';
import type { DocumentRow, PersonRefRow } from './documents.ts';

export interface DocumentFilter {
  organizationId?: string | undefined;
  workspaceId?: string | undefined;
  projectId?: string | undefined;
  status?: Status | undefined;
  assigneeId?: string | undefined;
  /** Made by this person, or written in by them, as the versions counted it. */
  authorId?: string | undefined;
  /** Part of the title, in any spelling. */
  text?: string | undefined;
  /** Those in the trash instead. */
  trashed: boolean;
  /** Whose list it is, for `mine` and `waiting`. */
  reader: { personId: string };
  view: 'all' | 'mine' | 'waiting';
  sort: DocumentOrder;
  /** The last row of the page before. */
  after?: DocumentPlace | undefined;
  limit: number;
}

export type DocumentOrder = (typeof DOCUMENT_ORDERS)[number];

/** Where a row stands in a list of each order; within a moment or a day by its id. */
export type DocumentPlace =
  | { sort: 'created'; id: string }
  /** Microseconds since 1970. */
  | { sort: 'updated'; id: string; updatedMicros: string }
  | { sort: 'due'; id: string; dueOn: string | null };

/** What a list shows of a document: a page has fifty of them, so nothing is read that it does not show. */
const SHOWN = {
  id: documents.id,
  organizationId: documents.organizationId,
  projectId: documents.projectId,
  title: documents.title,
  language: documents.language,
  status: documents.status,
  wordCount: documents.wordCount,
  dueOn: documents.dueOn,
  createdAt: documents.createdAt,
  updatedAt: documents.updatedAt,
  trashedAt: documents.trashedAt,
};

export interface ListedDocument {
  /** When it changed, as exactly as the database knows. */
  updatedMicros: string;
  document: Pick<DocumentRow, keyof typeof SHOWN>;
  projectName: string;
  workspaceId: string;
  createdBy: PersonRefRow;
  assignee: PersonRefRow | null;
}

/** One page and a row more, so that it is known whether there is another. */
export function listDocuments(queries: Queries, filter: DocumentFilter): Promise<ListedDocument[]> {
  const assignees = alias(people, 'assignees');
  return queries
    .select({
      document: SHOWN,
      updatedMicros: sql<string>`(extract(epoch from ${documents.updatedAt}) * 1000000)::bigint::text`,
      projectName: projects.name,
      workspaceId: projects.workspaceId,
      createdBy: { id: people.id, name: people.name, color: people.color },
      assignee: { id: assignees.id, name: assignees.name, color: assignees.color },
    })
    .from(documents)
    .innerJoin(projects, eq(projects.id, documents.projectId))
    .innerJoin(people, eq(people.id, documents.createdBy))
    .leftJoin(assignees, eq(assignees.id, documents.assigneeId))
    .where(
      and(
        is(documents.organizationId, filter.organizationId),
        is(projects.workspaceId, filter.workspaceId),
        is(documents.projectId, filter.projectId),
        filter.trashed ? isNotNull(documents.trashedAt) : isNull(documents.trashedAt),
        filter.status && eq(documents.status, filter.status),
        is(documents.assigneeId, filter.assigneeId),
        filter.authorId === undefined ? undefined : writtenBy(queries, filter.authorId),
        filter.text ? titleHolds(filter.text) : undefined,
        inView(queries, filter),
        filter.after && afterPlace(filter.after),
      ),
    )
    .orderBy(...orderOf(filter.sort), desc(documents.id))
    .limit(filter.limit + 1);
}

function is(column: PgColumn, id: string | undefined): SQL | undefined {
  return id === undefined ? undefined : eq(column, id);
}

function titleHolds(text: string): SQL {
  // Whether «شیوه‌نامه» is written together, apart or with a half-space nobody remembers.
  const asked = searchKey(text)
    .replaceAll(' ', '')
    .replace(/[\\%_]/g, '\\$&');
  return sql`replace(${documents.titleKey}, ' ', '') like ${`%${asked}%`}`;
}

function writtenBy(queries: Queries, personId: string): SQL | undefined {
  return or(
    eq(documents.createdBy, personId),
    exists(
      queries
        .select({ id: versions.id })
        .from(versions)
        .where(
          and(
            eq(versions.documentId, documents.id),
            sql`${versions.work} @> ${JSON.stringify([{ personId, runId: null }])}::jsonb`,
          ),
        ),
    ),
  );
}

/** `waiting`: theirs to write, because it is assigned to them (or to nobody and they made it), or to decide. */
function inView(queries: Queries, { view, reader }: DocumentFilter): SQL | undefined {
  const { personId } = reader;
  const assigned = eq(documents.assigneeId, personId);
  const mine = or(assigned, eq(documents.createdBy, personId));
  if (view === 'all') return undefined;
  if (view === 'mine') return mine;
  const toWrite = and(
    inArray(documents.status, ['draft', 'in_progress', 'rejected']),
    or(assigned, and(isNull(documents.assigneeId), eq(documents.createdBy, personId))),
  );
  const toDecide = and(
    eq(documents.status, 'review'),
    or(assigned, isNull(documents.assigneeId)),
    decides(queries, personId),
  );
  return or(toWrite, toDecide);
}

/** Whether this person decides about documents in review, in the document's organization. */
function decides(queries: Queries, personId: string): SQL {
  return exists(
    queries
      .select({ personId: members.personId })
      .from(members)
      .where(
        and(
          eq(members.organizationId, documents.organizationId),
          eq(members.personId, personId),
          isNull(members.suspendedAt),
          inArray(
            members.role,
            ROLES.filter((role) => isAtLeast(role, 'editor')),
          ),
        ),
      ),
  );
}

/** What comes before the id in each order. */
function orderOf(sort: DocumentOrder): SQL[] {
  switch (sort) {
    case 'created':
      return [];
    case 'updated':
      return [desc(documents.updatedAt)];
    case 'due':
      return [sql`${documents.dueOn} asc nulls last`];
    default:
      throw new TypeError(`no such order: ${sort satisfies never}`);
  }
}

function afterPlace(place: DocumentPlace): SQL {
  const later = sql`${documents.id} < ${place.id}::uuid`;
  switch (place.sort) {
    case 'created':
      return later;
    case 'updated': {
      const at = sql`timestamptz 'epoch' + ${place.updatedMicros}::bigint * interval '1 microsecond'`;
      return sql`(${documents.updatedAt}, ${documents.id}) < (${at}, ${place.id}::uuid)`;
    }
    case 'due': {
      const { dueOn } = documents;
      if (place.dueOn === null) return sql`(${dueOn} is null and ${later})`;
      const day = sql`${place.dueOn}::date`;
      return sql`(${dueOn} > ${day} or ${dueOn} is null or (${dueOn} = ${day} and ${later}))`;
    }
    default:
      throw new TypeError(`no such place: ${JSON.stringify(place satisfies never)}`);
  }
}
