// Words that lost their place: typed into a paragraph which somebody else deleted, joined or made into something else
// at that moment. They are kept for their author until they are put back or let go.
import { z } from 'zod';
import { id, moment } from './shared.ts';

/**
 * One passage. `pieces` name its letters; settle exactly those, since more may come. `place`: the index among the
 * article's blocks where it belongs now; null when that cannot be said (put it at the end). `runId`: an AI run wrote
 * it, and you asked for the run.
 */
export const homelessPassage = z
  .object({
    pieces: z.array(id).min(1),
    text: z.string(),
    noticedAt: moment,
    runId: id.nullable(),
    place: z.number().int().nullable(),
  })
  .meta({ id: 'HomelessPassage' });
export type HomelessPassage = z.infer<typeof homelessPassage>;

/** GET /documents/{id}/homeless-words: one's own, in the order of the text. */
export const homelessWords = z.object({ items: z.array(homelessPassage) }).meta({ id: 'HomelessWords' });
export type HomelessWords = z.infer<typeof homelessWords>;

const pieces = z.array(id).min(1).max(2000);

/** POST /documents/{id}/homeless-words/put-back: an edit of the text, as a paragraph of their own. */
export const homelessPutBack = z.object({ pieces });
export const homelessPutBackAnswer = z.object({
  sequence: z.number().int().meta({ description: 'The row of the log that brought them' }),
});

/** POST /documents/{id}/homeless-words/settle: they were put back by an edit of one's own, or are let go. */
export const homelessSettle = z.object({ pieces, as: z.enum(['put-back', 'dismissed']) });
