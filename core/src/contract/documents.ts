import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import { STATUSES } from '../workflow/statuses.ts';
import { id, language, line, moment, pageQuery, personRef, prose } from './shared.ts';
import { templateId } from './templates.ts';

const metadata = z
  .record(z.string().max(80), z.unknown())
  .meta({ description: 'Whatever programs want to keep beside the text', example: { desk: 'culture' } });

const dueOn = z.iso
  .date()
  .nullable()
  .meta({ description: 'A day, without a time or a zone', example: '2026-12-01' });

/** A document in a list. */
export const documentSummary = z
  .object({
    id,
    organizationId: id,
    workspaceId: id,
    projectId: id,
    projectName: z.string(),
    title: z.string().meta({ example: 'The railway comes to the village' }),
    language,
    status: z.enum(STATUSES),
    wordCount: z.number().int().meta({ description: 'As of a few seconds after the last change' }),
    assignee: personRef.nullable().meta({ description: 'Whose turn it is' }),
    dueOn,
    createdBy: personRef,
    createdAt: moment,
    updatedAt: moment,
    trashedAt: moment.nullable(),
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
    organizationName: z.string(),
    myRole: z.enum(ROLES),
    canEdit: z.boolean(),
    approvalByOthers: z
      .boolean()
      .meta({ description: 'The workspace asks that whoever approves did not write the text' }),
    steps: z.array(possibleStep),
    submittedBy: personRef.nullable(),
    approvedBy: personRef.nullable(),
    approvedAt: moment.nullable(),
    /** The version that was sealed last; readers keep it while a reopened draft goes on. */
    sealedVersionId: id.nullable(),
    metadata,
  })
  .meta({ id: 'Document' });
export type DocumentDetail = z.infer<typeof documentDetail>;

const MAX_METADATA_BYTES = 16_384;
export const documentCreate = z.object({
  title: line(200),
  language: language.default('fa'),
  templateId: templateId
    .optional()
    .meta({ description: 'Begin with this template’s text; else with nothing' }),
});
/** Title, language and metadata are changed where the text may be; assignee and due date in every status. */
export const documentPatch = z
  .object({
    title: line(200),
    language,
    metadata: metadata.refine((value) => JSON.stringify(value).length <= MAX_METADATA_BYTES, {
      message: `at most ${MAX_METADATA_BYTES} characters as JSON`,
    }),
    assigneeId: id.nullable().meta({ description: 'A member who may write; null for nobody' }),
    dueOn,
  })
  .partial();

/** Which documents a list is about, beside its other filters. */
export const DOCUMENT_VIEWS = ['all', 'mine', 'waiting'] as const;

/** In which order a list stands. */
export const DOCUMENT_ORDERS = ['created', 'updated', 'due'] as const;

const filters = pageQuery.extend({
  status: z.enum(STATUSES).optional(),
  assigneeId: id.optional(),
  authorId: id.optional().meta({ description: 'Made by this person, or written in by them' }),
  text: z.string().max(200).optional().meta({
    description: 'Part of the title; Persian and Arabic letters, digits, half-spaces and case are alike',
  }),
  trashed: z
    .stringbool()
    .default(false)
    .meta({ description: 'Those in the trash instead', example: 'false' }),
  sort: z.enum(DOCUMENT_ORDERS).default('created').meta({
    description:
      'The newest first; by `updated`, those that changed last; by `due`, those due first, and at the end those without a due date',
  }),
});
/** GET /projects/{id}/documents */
export const documentQuery = filters;
/** GET /organizations/{id}/documents */
export const organizationDocumentQuery = filters.extend({
  workspaceId: id.optional(),
  projectId: id.optional(),
  view: z.enum(DOCUMENT_VIEWS).default('all').meta({
    description:
      '`mine`: made by you or assigned to you; `waiting`: your turn (yours to write, or in review and yours to decide)',
  }),
});

/** GET /documents/{id}/export */
export const documentExportQuery = z.object({ format: z.enum(['md', 'json']).default('md') });
export const documentExport = documentSummary
  .extend({
    metadata,
    sequence: z.number().int().meta({ description: 'The last edit that is in it' }),
    schemaVersion: z.number().int(),
    content: z.record(z.string(), z.unknown()).meta({
      description: 'The text as ProseMirror JSON',
      example: { type: 'doc', content: [{ type: 'paragraph' }] },
    }),
  })
  .meta({ id: 'DocumentExport' });

/** POST /documents/{id}/move */
export const documentMove = z.object({ projectId: id });
/** POST /documents/{id}/duplicate: into the same project and under the same title unless told otherwise. */
export const documentDuplicate = z.object({ projectId: id, title: line(200) }).partial();
/** POST /documents/{id}/delete-for-good */
export const documentDeletion = z.object({
  title: z.string().max(400).meta({ description: 'The title of the document, typed' }),
});

/** POST /documents/{id}/transitions */
export const transitionRequest = z.object({ to: z.enum(STATUSES), note: prose(2000).optional() });

/** POST /documents/{id}/collab-ticket: the tab names the schema version that its editor holds. */
export const ticketRequest = z.object({ schemaVersion: z.number().int() });
export const ticket = z.object({
  ticket: z.string(),
  expiresInSeconds: z.number().int(),
  maxUpdateBytes: z
    .number()
    .int()
    .meta({ description: 'The largest single update that the socket takes; send larger ones in parts' }),
  fetchesImages: z
    .boolean()
    .meta({ description: 'Whether the server fetches images of other sites when somebody asks for it' }),
});

/** POST /documents/{id}/voice-token: a LiveKit token for the document's room. */
export const voiceToken = z.object({
  url: z.string(),
  token: z.string(),
  room: z.string(),
  expiresInSeconds: z.number().int(),
  canPublish: z.boolean(),
});
