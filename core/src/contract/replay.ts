// The life of a text on a time line: when who wrote how much, and the text at any of these moments.
import { z } from 'zod';
import { author, authorshipBlock } from './history.ts';
import { id, moment } from './shared.ts';
import { VERSION_KINDS } from './versions.ts';

/** GET /documents/{id}/replay?points= : how many points the time line has at most. */
export const replayQuery = z.object({ points: z.coerce.number().int().min(10).max(400).default(200) });

/** A stretch of writing without a long pause; played back, the text is shown as it stood after it. */
export const replayPoint = z
  .object({
    /** The last row of the log that belongs to it: the moment to ask for. */
    sequence: z.number().int(),
    startedAt: moment,
    endedAt: moment,
    /** Letters as they came and went, by index into `authors`; most work first. */
    work: z.array(
      z.object({ author: z.number().int(), inserted: z.number().int(), deleted: z.number().int() }),
    ),
  })
  .meta({ id: 'ReplayPoint' });
export type ReplayPoint = z.infer<typeof replayPoint>;

/** From the first word to now, in order. */
export const replay = z
  .object({
    points: z.array(replayPoint),
    authors: z.array(author),
    /** Versions that people named or approved, where they stand. */
    versions: z.array(
      z.object({
        id,
        number: z.number().int(),
        sequence: z.number().int(),
        kind: z.enum(VERSION_KINDS),
        name: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Replay' });
export type Replay = z.infer<typeof replay>;

/** GET /documents/{id}/replay/{sequence}: the text as it stood after that row of the log. */
export const replayMoment = z
  .object({
    sequence: z.number().int(),
    /** The article as ProseMirror JSON. */
    content: z.record(z.string(), z.unknown()),
    authors: z.array(author),
    /** Its text blocks, with their authors; runs are empty while authorship is still worked out. */
    blocks: z.array(authorshipBlock),
    hasAuthors: z.boolean(),
  })
  .meta({ id: 'ReplayMoment' });
export type ReplayMoment = z.infer<typeof replayMoment>;
