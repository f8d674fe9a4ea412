// The names that an answer gives to its footnotes, and the ids that they get in an article.
import { createHash } from 'node:crypto';

/** What may stand between `[^` and `]`, as a part of a regular expression. */
export const NOTE_LABEL = '[\\p{L}\\p{N}_\\u200c-]{1,32}';

/** One name for «۱», "1" and «١», and for large and small letters. */
export function noteLabel(text: string): string {
  return text.toLowerCase().replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/** The id of a run's note: the same for its mark and its text, whichever worker types them. */
export function noteIdOf(runId: string, label: string): string {
  return createHash('sha256').update(`${runId}/${label}`).digest('hex').slice(0, 16);
}
