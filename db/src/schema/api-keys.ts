import type { KeyScope } from '@hamnevis/core/access/key-scopes';
import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, createdAt, id, moment } from './columns.ts';
import { organizations } from './organizations.ts';
import { people } from './people.ts';

/** A program's way in, bound to one organization and to the person whose rights it has at most. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** The first characters, by which people tell keys apart. */
    prefix: text('prefix').notNull(),
    /** SHA-256 of the whole key. */
    keyHash: bytea('key_hash').notNull().unique(),
    scopes: text('scopes').array().$type<KeyScope[]>().notNull(),
    createdAt: createdAt(),
    lastUsedAt: moment('last_used_at'),
    expiresAt: moment('expires_at'),
  },
  (table) => [
    index('api_keys_by_organization').on(table.organizationId, table.id),
    index('api_keys_by_person').on(table.personId),
  ],
);
