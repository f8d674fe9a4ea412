import { bigint, pgTable, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns.ts';

/**
 * The newest checkpoint of each document's authorship, so that it goes on from there; one that is missing or broken
 * is worked out from the log again.
 */
export const documentAuthorship = pgTable('document_authorship', {
  documentId: uuid('document_id').primaryKey(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  /** `Authorship.encode()` of core: whose which letters are. */
  checkpoint: bytea('checkpoint').notNull(),
  /** Everything that was ever written, deleted text too: a Yjs update (V2) of the same sequence, by zstd. */
  history: bytea('history').notNull(),
  /** SHA-256 over checkpoint and history. */
  checksum: bytea('checksum').notNull(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
});
