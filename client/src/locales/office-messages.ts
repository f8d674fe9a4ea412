import type { Shape } from './messages.ts';
import type { officeFa } from './office-fa.ts';

/** The words of the screens outside the desk, of one language. */
export type OfficeMessages = Shape<typeof officeFa>;
