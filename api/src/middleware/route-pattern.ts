import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';

/** The pattern of the route that takes a request, `/api/v1/documents/:id`; `none` where no route does. */
export function routePatternOf(c: Context): string {
  return matchedRoutes(c).findLast((one) => one.method !== 'ALL')?.path ?? 'none';
}
