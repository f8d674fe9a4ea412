import { bigint, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, moment } from './columns.ts';
import { documents } from './documents.ts';
import { people } from './people.ts';

/**
 * Words that died though nobody deleted them, kept for their author (for an AI run's: whoever asked). Pieces as they
 * were noticed; what stood together is joined when it is read. Written by `file_homeless` alone.
 */
export const homelessWords = pgTable(
  'homeless_words',
  {
    id: id(),
    organizationId: uuid('organization_id').notNull(),
    documentId: uuid('document_id')
      .notNull()
      .references(() => documents.id, { onDelete: 'cascade' }),
    /** The Yjs client and clock of the first letter: they name the letters for good. */
    clientId: bigint('client_id', { mode: 'number' }).notNull(),
    clock: bigint('clock', { mode: 'number' }).notNull(),
    text: text('text').notNull(),
    /** Of the text, in UTF-16 units, as clocks count. */
    length: integer('length').notNull(),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id),
    runId: uuid('run_id'),
    /** When it was noticed. */
    createdAt: createdAt(),
    settledAt: moment('settled_at'),
    settledAs: text('settled_as', { enum: ['put-back', 'dismissed'] }),
  },
  (table) => [
    unique('homeless_words_letters').on(table.documentId, table.clientId, table.clock),
    index('homeless_words_by_author').on(table.documentId, table.personId),
  ],
);
