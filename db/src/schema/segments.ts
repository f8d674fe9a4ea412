import { bigint, jsonb, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns.ts';

/**
 * The log in a small space, for good: rows that were folded away from `document_updates`. No foreign keys, like
 * the log. The three blocks are compressed already: their columns want `SET STORAGE EXTERNAL` in the migration, so
 * that Postgres does not try again.
 */
export const documentSegments = pgTable(
  'document_segments',
  {
    documentId: uuid('document_id').notNull(),
    fromSequence: bigint('from_sequence', { mode: 'number' }).notNull(),
    toSequence: bigint('to_sequence', { mode: 'number' }).notNull(),
    startedAt: moment('started_at').notNull(),
    endedAt: moment('ended_at').notNull(),
    /** Who wrote in it, and in how many rows. */
    authors: jsonb('authors').$type<{ actorId: string; runId: string | null; rows: number }[]>().notNull(),
    rows: bytea('rows').notNull(),
    deletes: bytea('deletes').notNull(),
    update: bytea('update').notNull(),
    /** SHA-256 over rows, deletes and update. */
    checksum: bytea('checksum').notNull(),
  },
  (table) => [primaryKey({ columns: [table.documentId, table.fromSequence] })],
);

/**
 * The newest checkpoint of each document's authorship (`Authorship.encode()`); a missing one is worked out from the
 * log again.
 */
export const documentAuthorship = pgTable('document_authorship', {
  documentId: uuid('document_id').primaryKey(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  checkpoint: bytea('checkpoint').notNull(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
});
