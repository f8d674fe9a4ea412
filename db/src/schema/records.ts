import { boolean, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, createdAt, id, moment } from './columns.ts';

/** Who did what to which, written in the same transaction as the act. */
export const auditEvents = pgTable(
  'audit_events',
  {
    id: id(),
    /** Null for acts outside any organization, such as a sign-in. */
    organizationId: uuid('organization_id'),
    actorId: uuid('actor_id'),
    action: text('action').notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: uuid('subject_id'),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull().default({}),
    ip: text('ip'),
    createdAt: createdAt(),
  },
  (table) => [index('audit_events_by_organization').on(table.organizationId, table.id)],
);

/**
 * Requests that carried an Idempotency-Key, with the answer that is given again when the request comes again. Neither key
 * nor answer can be read from here: a new API key or an invitation's link may stand in an answer.
 */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    personId: uuid('person_id').notNull(),
    keyHash: bytea('key_hash').notNull(),
    /** Of method, path and body: the same key with another request is refused. */
    requestHash: bytea('request_hash').notNull(),
    /** What the request is about; null outside any organization. Whoever has left it is answered nothing. */
    organizationId: uuid('organization_id'),
    /** Who works on it: an attempt that was given up for dead commits nothing any more. */
    attempt: uuid('attempt').notNull(),
    begunAt: moment('begun_at').notNull(),
    /** Set by the transaction of the act itself. */
    hasActed: boolean('has_acted').notNull().default(false),
    /** Sealed by the API; null while it is on its way, or was lost with the process that owed it. */
    answer: bytea('answer'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.keyHash] }),
    index('idempotency_keys_by_age').on(table.createdAt),
    index('idempotency_keys_by_organization').on(table.organizationId),
  ],
);
