import type { baseFa } from './base-fa.ts';
import type { Shape } from './messages.ts';

/** The words that every screen needs, of one language. */
export type BaseMessages = Shape<typeof baseFa>;
