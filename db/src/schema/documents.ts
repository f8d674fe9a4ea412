import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytea, createdAt, id, moment } from './columns.ts';
import { organizations, projects } from './organizations.ts';
import { people } from './people.ts';

const status = (name: string) =>
  text(name, { enum: ['draft', 'in_progress', 'review', 'approved', 'rejected'] });

export const documents = pgTable(
  'documents',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    projectId: uuid('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    title: text('title').notNull(),
    /** The title as it is searched (core's `searchKey`); null in rows of an older release until they are keyed. */
    titleKey: text('title_key'),
    language: text('language', { enum: ['fa', 'en'] }).notNull(),
    status: status('status').notNull().default('draft'),
    metadata: jsonb('metadata').$type<Record<string, unknown>>().notNull().default({}),
    wordCount: integer('word_count').notNull().default(0),
    /** Rises with every change of what PATCH changes; its ETag. */
    revision: integer('revision').notNull().default(1),
    assigneeId: uuid('assignee_id').references(() => people.id, { onDelete: 'set null' }),
    dueOn: date('due_on', { mode: 'string' }),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => people.id),
    submittedBy: uuid('submitted_by').references(() => people.id),
    approvedBy: uuid('approved_by').references(() => people.id),
    approvedAt: moment('approved_at'),
    sealedVersionId: uuid('sealed_version_id'),
    createdAt: createdAt(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    trashedAt: moment('trashed_at'),
  },
  (table) => [
    index('documents_by_project').on(table.projectId, table.id),
    // No trigrams on the title: behind row-level security LIKE is only tried on the rows of the organization.
    index('documents_by_organization').on(table.organizationId, table.id),
    index('documents_by_change').on(table.organizationId, table.updatedAt, table.id),
    index('documents_by_assignee').on(table.assigneeId).where(sql`${table.assigneeId} is not null`),
  ],
);

/**
 * The lock and the counter of each document's log: the only row that an append locks. `epoch` rises when the
 * status does, so that a seal is one atomic fact on every node.
 */
export const documentHeads = pgTable('document_heads', {
  documentId: uuid('document_id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  sequence: bigint('sequence', { mode: 'number' }).notNull().default(0),
  epoch: bigint('epoch', { mode: 'number' }).notNull().default(0),
  trashed: boolean('trashed').notNull().default(false),
});

/**
 * The log: every update that was ever acknowledged, in order; old rows move on into `document_segments`. No foreign
 * keys, for the speed of the append.
 */
export const documentUpdates = pgTable(
  'document_updates',
  {
    documentId: uuid('document_id').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    /** Made by the sender; a batch whose answer was lost is sent again and written once. */
    requestId: uuid('request_id').notNull(),
    update: bytea('update').notNull(),
    actorId: uuid('actor_id').notNull(),
    runId: uuid('run_id'),
    kind: text('kind', { enum: ['edit', 'seed', 'import', 'restore', 'decision'] }).notNull(),
    createdAt: createdAt(),
    /** Which letters of it were pasted (core's `encodePasted`); null where none were, and then no byte. */
    pasted: bytea('pasted'),
  },
  (table) => [
    primaryKey({ columns: [table.documentId, table.sequence] }),
    unique('document_updates_request').on(table.documentId, table.requestId),
  ],
);

/** Full states that make loading fast: the newest, and one at each version. A missing one costs time, never text. */
export const documentSnapshots = pgTable(
  'document_snapshots',
  {
    documentId: uuid('document_id').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    state: bytea('state').notNull(),
    /** SHA-256 of `state`: a corrupt snapshot is seen before it is used. */
    checksum: bytea('checksum').notNull(),
    /** The state's vector, so that whoever loads need not work it out; null where an older release wrote it. */
    stateVector: bytea('state_vector'),
    /** SHA-256 of `checksum` and `stateVector`: it is believed only beside the state that it belongs to. */
    vectorChecksum: bytea('vector_checksum'),
    /** Kept for a version; others go when a newer one stands. */
    pinned: boolean('pinned').notNull().default(false),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.documentId, table.sequence] })],
);

/** Which person, or which AI run, each Yjs client id of a document belongs to: the ground of authorship. */
export const documentClients = pgTable(
  'document_clients',
  {
    documentId: uuid('document_id').notNull(),
    clientId: bigint('client_id', { mode: 'number' }).notNull(),
    personId: uuid('person_id').notNull(),
    runId: uuid('run_id'),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.documentId, table.clientId] })],
);

/** What one author did between two versions: letters as they came and went. */
export interface VersionWork {
  personId: string;
  runId: string | null;
  inserted: number;
  deleted: number;
}

/** A name for a sequence number of the log. */
export const versions = pgTable(
  'versions',
  {
    id: id(),
    organizationId: uuid('organization_id').notNull(),
    documentId: uuid('document_id')
      .notNull()
      .references(() => documents.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    kind: text('kind', {
      enum: ['named', 'automatic', 'approval', 'before-restore', 'before-run', 'before-status'],
    }).notNull(),
    name: text('name'),
    note: text('note'),
    title: text('title').notNull(),
    status: status('status').notNull(),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => people.id),
    createdAt: createdAt(),
    /** RFC 8785 bytes of the sealed content, and their SHA-256; null until computed, or when not sealed. */
    sealedBytes: bytea('sealed_bytes'),
    sealSha256: bytea('seal_sha256'),
    /** What was written since the version before, in letters; null until it is counted. */
    work: jsonb('work').$type<VersionWork[]>(),
  },
  (table) => [
    unique('versions_number').on(table.documentId, table.number),
    index('versions_without_work').on(table.id).where(sql`${table.work} is null`),
    index('versions_unsealed')
      .on(table.id)
      .where(sql`${table.kind} = 'approval' and ${table.sealSha256} is null`),
    /** What a retention setting may thin, the oldest first. */
    index('versions_unnamed').on(table.createdAt).where(sql`${table.kind} not in ('named', 'approval')`),
  ],
);

/** Every step of the workflow that was taken. */
export const transitions = pgTable(
  'transitions',
  {
    id: id(),
    organizationId: uuid('organization_id').notNull(),
    documentId: uuid('document_id')
      .notNull()
      .references(() => documents.id, { onDelete: 'cascade' }),
    fromStatus: status('from_status').notNull(),
    toStatus: status('to_status').notNull(),
    note: text('note'),
    actorId: uuid('actor_id')
      .notNull()
      .references(() => people.id),
    createdAt: createdAt(),
  },
  (table) => [index('transitions_by_document').on(table.documentId, table.id)],
);

/** Short-lived tickets to a document's socket, for a person or (with `runId`) an AI run. */
export const collabTickets = pgTable(
  'collab_tickets',
  {
    tokenHash: bytea('token_hash').primaryKey(),
    documentId: uuid('document_id').notNull(),
    personId: uuid('person_id').notNull(),
    /** The session or the API key that asked, so that its end cuts the socket. */
    sessionId: uuid('session_id'),
    /** Made by a key that may not write. */
    readOnly: boolean('read_only').notNull().default(false),
    runId: uuid('run_id'),
    attempt: integer('attempt'),
    schemaVersion: integer('schema_version').notNull(),
    createdAt: createdAt(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [index('collab_tickets_by_expiry').on(table.expiresAt)],
);
