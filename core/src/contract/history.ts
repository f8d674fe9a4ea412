import { z } from 'zod';
import { id, personRef } from './shared.ts';

/** One end of a comparison: a version's id, a sequence number, or `now`. */
const point = z.union([id, z.string().regex(/^\d{1,15}$/), z.literal('now')]);

/** GET /documents/{id}/diff?from=&to= */
export const diffQuery = z.object({ from: point, to: point.default('now') });

/** Who wrote: a person, or an AI run that a person asked for. */
export const author = z.object({ person: personRef, runId: id.nullable() });

const textPart = z.object({
  text: z.string(),
  change: z.enum(['same', 'added', 'removed', 'restyled']),
  author: author.nullable(),
});

/** A block of the later text, or one that is gone, with what changed in it. */
export const diffBlock = z.object({
  type: z.string(),
  change: z.enum(['same', 'added', 'removed', 'changed', 'moved']),
  attrs: z.record(z.string(), z.unknown()),
  parts: z.array(textPart),
});
export const diff = z.object({
  fromSequence: z.number().int(),
  toSequence: z.number().int(),
  titleBefore: z.string(),
  titleAfter: z.string(),
  blocks: z.array(diffBlock),
  addedWords: z.number().int(),
  removedWords: z.number().int(),
});

/** GET /documents/{id}/authorship: spans over the article's plain text, in order, without gaps. */
export const authorship = z.object({
  sequence: z.number().int(),
  authors: z.array(author.extend({ characters: z.number().int() })),
  spans: z.array(z.object({ from: z.number().int(), to: z.number().int(), author: z.number().int() })),
});

/** GET /documents/{id}/export?format= */
export const EXPORT_FORMATS = ['md', 'html', 'docx', 'pdf', 'json'] as const;
export const exportQuery = z.object({
  format: z.enum(EXPORT_FORMATS),
  versionId: id.optional().meta({ description: 'Without it the text as it is now' }),
});
