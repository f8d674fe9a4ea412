import type { entryFa } from './entry-fa.ts';
import type { Shape } from './messages.ts';

/** The words of the sign-in screen, of one language. */
export type EntryMessages = Shape<typeof entryFa>;
