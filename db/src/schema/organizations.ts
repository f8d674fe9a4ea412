import { bigint, boolean, index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { bytea, createdAt, id, moment } from './columns.ts';
import { people } from './people.ts';

const role = (name: string) => text(name, { enum: ['admin', 'editor', 'writer', 'viewer'] });

export const organizations = pgTable('organizations', {
  id: id(),
  name: text('name').notNull(),
  slug: text('slug').notNull().unique(),
  createdAt: createdAt(),
});

export const members = pgTable(
  'members',
  {
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    role: role('role').notNull(),
    /** Rises with every change of role or suspension; an append admitted under an older one is judged again. */
    epoch: bigint('epoch', { mode: 'number' }).notNull().default(0),
    suspendedAt: moment('suspended_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.personId] }),
    index('members_by_person').on(table.personId),
  ],
);

export const invitations = pgTable(
  'invitations',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    role: role('role').notNull(),
    phone: text('phone'),
    email: text('email'),
    tokenHash: bytea('token_hash').notNull().unique(),
    invitedBy: uuid('invited_by')
      .notNull()
      .references(() => people.id),
    createdAt: createdAt(),
    expiresAt: moment('expires_at').notNull(),
    /** When a message about it was last sent. */
    sentAt: moment('sent_at'),
    acceptedAt: moment('accepted_at'),
    revokedAt: moment('revoked_at'),
  },
  (table) => [index('invitations_by_organization').on(table.organizationId)],
);

export const workspaces = pgTable(
  'workspaces',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    slug: text('slug').notNull(),
    /** Approval must come from somebody who did not write the text. */
    approvalByOthers: boolean('approval_by_others').notNull().default(false),
    archivedAt: moment('archived_at'),
    createdAt: createdAt(),
  },
  (table) => [unique('workspaces_slug').on(table.organizationId, table.slug)],
);

export const projects = pgTable(
  'projects',
  {
    id: id(),
    organizationId: uuid('organization_id')
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    workspaceId: uuid('workspace_id')
      .notNull()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    slug: text('slug').notNull(),
    archivedAt: moment('archived_at'),
    createdAt: createdAt(),
  },
  (table) => [unique('projects_slug').on(table.workspaceId, table.slug)],
);
