import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id } from './columns.ts';
import { workspaces } from './organizations.ts';
import { people } from './people.ts';

/** Texts that new documents of a workspace may begin with. The built-in ones stand in core. */
export const templates = pgTable(
  'templates',
  {
    id: id(),
    organizationId: uuid('organization_id').notNull(),
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    description: text('description').notNull(),
    language: text('language', { enum: ['fa', 'en'] }).notNull(),
    /** ProseMirror JSON of type `doc`. */
    content: jsonb('content').$type<ArticleNode>().notNull(),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => people.id),
    createdAt: createdAt(),
  },
  (table) => [index('templates_by_workspace').on(table.workspaceId, table.id)],
);
