import { bigint, index, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns.ts';

/**
 * Old rows of the log in a small space: each segment stands for the rows from `fromSequence` to `toSequence`, which
 * are in `document_updates` no more. Every one of them can be had back. Blocks are compressed by zstd.
 */
export const documentSegments = pgTable(
  'document_segments',
  {
    documentId: uuid('document_id').notNull(),
    fromSequence: bigint('from_sequence', { mode: 'number' }).notNull(),
    toSequence: bigint('to_sequence', { mode: 'number' }).notNull(),
    /** Who wrote when and how much, for the time line. */
    course: bytea('course').notNull(),
    /** Who, when, and how many structs and deletions each row had. */
    rows: bytea('rows').notNull(),
    /** The deleted ranges in the order of their rows. */
    deletes: bytea('deletes').notNull(),
    /** The whole interval as one Yjs update V2. */
    update: bytea('update').notNull(),
    /** SHA-256 over the four: a corrupt segment is seen before it is used. */
    checksum: bytea('checksum').notNull(),
  },
  (table) => [primaryKey({ columns: [table.documentId, table.fromSequence] })],
);

/**
 * Documents whose history has something left to be done, and when to look at them next: the schedule reads these
 * and no others. A trigger on `document_heads` puts a document in; it goes out when nothing is left.
 */
export const historyQueue = pgTable(
  'history_queue',
  {
    documentId: uuid('document_id').primaryKey(),
    organizationId: uuid('organization_id').notNull(),
    dueAt: moment('due_at').notNull().defaultNow(),
  },
  (table) => [index('history_queue_by_due').on(table.dueAt)],
);
