import { sql } from 'drizzle-orm';
import { bigint, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, createdAt, id, moment } from './columns.ts';
import { documents } from './documents.ts';
import { organizations } from './organizations.ts';
import { people } from './people.ts';

/**
 * Files that people put into articles. The bytes stand in the file store under the row's id. A row stays as long as any
 * version of any article of its organization names it: see files/loose-files.ts.
 */
export const files = pgTable(
  'files',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    /** Where it was uploaded, or a text that has a copy of it; null once that was deleted for good. */
    documentId: uuid('document_id').references(() => documents.id, { onDelete: 'set null' }),
    name: text('name').notNull(),
    /** As its bytes say, never as the uploader did. */
    mediaType: text('media_type').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    sha256: bytea('sha256').notNull(),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => people.id),
    createdAt: createdAt(),
    /** Since when nothing is known to name it. */
    unusedSince: moment('unused_since'),
    /** When it is to be looked for again; of one that belongs to no document and was never looked for, null. */
    lookAt: moment('look_at'),
  },
  (table) => [
    index('files_by_organization').on(table.organizationId, table.id),
    index('files_loose').on(table.lookAt).where(sql`${table.documentId} is null`),
  ],
);

/** Files whose rows are gone and whose bytes are not yet; a trigger on `files` writes it. */
export const removedFiles = pgTable('removed_files', { id: uuid('id').primaryKey() });
