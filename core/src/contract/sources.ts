import { z } from 'zod';
import { id, moment, personRef } from './shared.ts';

export const SOURCE_STATES = ['waiting', 'reading', 'embedding', 'ready', 'failed'] as const;

/** Why a source could not be read; the client has words for each. */
export const SOURCE_ERRORS = [
  'encrypted',
  'too-many-pages',
  'no-text',
  'damaged',
  'timed-out',
  'internal',
] as const;

/** GET /projects/{id}/sources: an uploaded file that the co-writer and the chat may look things up in. */
export const source = z.object({
  id,
  projectId: id,
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.number().int(),
  pages: z.number().int().nullable(),
  state: z.enum(SOURCE_STATES),
  /** From 0 to 1 while it is read. */
  progress: z.number().min(0).max(1),
  error: z.enum(SOURCE_ERRORS).nullable(),
  createdBy: personRef,
  createdAt: moment,
});
export type Source = z.infer<typeof source>;

/** POST /documents/{id}/files (multipart): a picture or attachment of a document. */
export const uploadedFile = z.object({ id, url: z.string() });

/** Where an answer took something from. */
export const citation = z.object({
  sourceId: id,
  name: z.string(),
  page: z.number().int().nullable(),
  quote: z.string(),
});
