import { bigint, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, createdAt, id, moment } from './columns.ts';
import { people } from './people.ts';

/**
 * Exports of everything about one person. They belong to the person and span organizations: exempt from row-level
 * security, and only ever asked for by the person's id or by the hash of a link's secret.
 */
export const personExports = pgTable(
  'person_exports',
  {
    id: id(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    status: text('status', { enum: ['queued', 'working', 'ready', 'failed'] })
      .notNull()
      .default('queued'),
    /** Per cent. */
    progress: integer('progress').notNull().default(0),
    sizeBytes: bigint('size_bytes', { mode: 'number' }),
    /** The newest link: the SHA-256 of its secret, and when it ends. */
    linkHash: bytea('link_hash').unique(),
    linkUntil: moment('link_until'),
    createdAt: createdAt(),
    expiresAt: moment('expires_at'),
  },
  (table) => [index('person_exports_by_person').on(table.personId, table.id)],
);

/** The zip in pieces, so that neither writing nor reading holds all of it. */
export const personExportParts = pgTable(
  'person_export_parts',
  {
    exportId: uuid('export_id')
      .notNull()
      .references(() => personExports.id, { onDelete: 'cascade' }),
    part: integer('part').notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.exportId, table.part] })],
);
