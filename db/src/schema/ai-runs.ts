import { boolean, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, moment } from './columns.ts';
import { documents } from './documents.ts';
import { people } from './people.ts';

/** One request to the co-writer. The row is the truth; the job in the queue only wakes a worker. */
export const aiRuns = pgTable(
  'ai_runs',
  {
    id: id(),
    organizationId: uuid('organization_id').notNull(),
    documentId: uuid('document_id')
      .notNull()
      .references(() => documents.id, { onDelete: 'cascade' }),
    askedBy: uuid('asked_by')
      .notNull()
      .references(() => people.id),
    kind: text('kind').notNull(),
    /** The contract's `aiRunCreate`, as it was asked. */
    request: jsonb('request').$type<Record<string, unknown>>().notNull(),
    status: text('status', { enum: ['queued', 'writing', 'finished', 'stopped', 'failed'] })
      .notNull()
      .default('queued'),
    decision: text('decision', { enum: ['accepted', 'discarded'] }),
    decidedBy: uuid('decided_by').references(() => people.id),
    error: text('error'),
    /** Fencing: raised under the head's lock by each worker that takes the run; older attempts cannot append. */
    attempt: integer('attempt').notNull().default(0),
    stopRequestedAt: moment('stop_requested_at'),
    model: text('model'),
    /** True once the model's answer is stored to its end: a resumed run only types on. */
    outputComplete: boolean('output_complete').notNull().default(false),
    promptTokens: integer('prompt_tokens'),
    completionTokens: integer('completion_tokens'),
    tokensEstimated: boolean('tokens_estimated').notNull().default(false),
    retryOf: uuid('retry_of'),
    createdAt: createdAt(),
    startedAt: moment('started_at'),
    endedAt: moment('ended_at'),
  },
  (table) => [
    index('ai_runs_by_document').on(table.documentId, table.id),
    index('ai_runs_by_status').on(table.status),
  ],
);

/** The model's output as it came, stored before a letter of it is typed. */
export const aiRunOutput = pgTable(
  'ai_run_output',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => aiRuns.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    text: text('text').notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.position] })],
);
