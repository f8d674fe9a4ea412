import { z } from 'zod';
import { id, moment, personRef, prose } from './shared.ts';

export const RUN_KINDS = [
  'draft',
  'continue',
  'rewrite',
  'shorten',
  'expand',
  'tone',
  'translate',
  'summarise',
  'outline',
  'headlines',
  'free',
] as const;
export const RUN_STATUSES = ['queued', 'writing', 'finished', 'stopped', 'failed'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
export const RUN_DECISIONS = ['accepted', 'discarded'] as const;

/** Why a run failed or was stopped by the server; the client has words for each. */
export const RUN_ERRORS = [
  'model-unavailable',
  'model-rate-limited',
  'model-bad-answer',
  'model-idle',
  'model-refused',
  'budget-exceeded',
  'status-changed',
  'role-changed',
  'place-gone',
  'internal',
] as const;
export type RunError = (typeof RUN_ERRORS)[number];

/** POST /documents/{id}/ai-runs */
export const aiRunCreate = z.object({
  kind: z.enum(RUN_KINDS),
  promptId: id.optional(),
  variables: z.record(z.string().max(80), z.string().max(2000)).optional(),
  instruction: prose(4000).optional(),
  topic: prose(500).optional(),
  tone: prose(100).optional(),
  audience: prose(200).optional(),
  minWords: z.number().int().min(1).max(5000).optional(),
  anchor: z
    .base64()
    .max(1000)
    .optional()
    .meta({ description: 'Encoded Yjs relative position; without one, the end of the article' }),
  sourceIds: z.array(id).max(20).optional(),
});
export type AiRunCreate = z.infer<typeof aiRunCreate>;

export const accepted = z.object({ id });

/** GET /ai-runs/{id} */
export const aiRun = z
  .object({
    id,
    documentId: id,
    kind: z.enum(RUN_KINDS),
    status: z.enum(RUN_STATUSES),
    decision: z.enum(RUN_DECISIONS).nullable(),
    error: z.enum(RUN_ERRORS).nullable(),
    askedBy: personRef,
    topic: z.string().nullable(),
    minWords: z.number().int().nullable(),
    model: z.string().nullable(),
    promptTokens: z.number().int().nullable(),
    completionTokens: z.number().int().nullable(),
    /** The model gave no usage; the figures are counted by us. */
    tokensEstimated: z.boolean(),
    createdAt: moment,
    startedAt: moment.nullable(),
    endedAt: moment.nullable(),
    /** The run that this one tries again. */
    retryOf: id.nullable(),
  })
  .meta({ id: 'AiRun' });
export type AiRun = z.infer<typeof aiRun>;
