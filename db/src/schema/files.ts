import { bigint, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, createdAt, id } from './columns.ts';
import { documents } from './documents.ts';
import { organizations } from './organizations.ts';
import { people } from './people.ts';

/**
 * Files that people put into articles. The bytes stand in the file store under the row's id. A row is never taken away
 * while its organization lives: any version of any article may name it.
 */
export const files = pgTable(
  'files',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    /** Where it was uploaded first; it may have been copied to others since. */
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
  },
  (table) => [index('files_by_organization').on(table.organizationId, table.id)],
);
