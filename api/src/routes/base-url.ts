import type { Settings } from '@hamnevis/core/settings/settings';
import type { Context } from 'hono';

/** Where people open the product: as it is set, or as this request came. */
export function baseUrlOf(c: Context, settings: Settings): string {
  return settings.PUBLIC_URL ?? new URL(c.req.url).origin;
}
