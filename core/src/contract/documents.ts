import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import { STATUSES } from '../workflow/statuses.ts';
import { id, language, line, moment, pageQuery, personRef, prose } from './shared.ts';

/** A document in a list. */
export const documentSummary = z
  .object({
    id,
    organizationId: id,
    projectId: id,
    title: z.string(),
    language,
    status: z.enum(STATUSES),
    wordCount: z.number().int(),
    createdBy: personRef,
    createdAt: moment,
    updatedAt: moment,
  })
  .meta({ id: 'DocumentSummary' });
export type DocumentSummary = z.infer<typeof documentSummary>;

/** A step that this person may take now; the first of a list is the primary action. */
export const possibleStep = z
  .object({
    name: z.enum(['start', 'submit', 'withdraw', 'send-back', 'approve', 'reject', 'reopen']),
    to: z.enum(STATUSES),
    needsNote: z.boolean(),
  })
  .meta({ id: 'PossibleStep' });

/** GET /documents/{id}. The ETag stands for title and metadata. */
export const documentDetail = documentSummary
  .extend({
    projectName: z.string(),
    organizationName: z.string(),
    myRole: z.enum(ROLES),
    canEdit: z.boolean(),
    steps: z.array(possibleStep),
    submittedBy: personRef.nullable(),
    approvedBy: personRef.nullable(),
    approvedAt: moment.nullable(),
    /** The version that was sealed last; readers keep it while a reopened draft goes on. */
    sealedVersionId: id.nullable(),
    trashedAt: moment.nullable(),
    metadata: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Document' });
export type DocumentDetail = z.infer<typeof documentDetail>;

export const documentCreate = z.object({ title: line(200), language: language.default('fa') });
export const documentPatch = z
  .object({ title: line(200), language, metadata: z.record(z.string().max(80), z.unknown()) })
  .partial();
export const documentQuery = pageQuery.extend({
  status: z.enum(STATUSES).optional(),
  text: z.string().max(200).optional(),
});

/** POST /documents/{id}/transitions */
export const transitionRequest = z.object({ to: z.enum(STATUSES), note: prose(2000).optional() });

/** POST /documents/{id}/collab-ticket: the tab names the schema version that its editor holds. */
export const ticketRequest = z.object({ schemaVersion: z.number().int() });
export const ticket = z.object({ ticket: z.string(), expiresInSeconds: z.number().int() });

/** POST /documents/{id}/voice-token: a LiveKit token for the document's room. */
export const voiceToken = z.object({
  url: z.string(),
  token: z.string(),
  room: z.string(),
  expiresInSeconds: z.number().int(),
  canPublish: z.boolean(),
});
