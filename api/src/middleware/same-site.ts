// A cookie comes along with whatever another site makes the browser send; so a request that changes something and
// carries one must say where it comes from. Programs that send a token carry nothing by themselves.
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Settings } from '@hamnevis/core/settings/settings';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../services.ts';
import { bearerOf } from './session.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses changing requests from other sites. */
export function sameSite(settings: Settings) {
  const allowed = new Set(settings.CORS_ALLOWED_ORIGINS);
  if (settings.PUBLIC_URL) allowed.add(new URL(settings.PUBLIC_URL).origin);
  return createMiddleware<ApiEnv>(async (c, next) => {
    if (SAFE.has(c.req.method) || bearerOf(c) !== undefined) return next();
    const origin = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    const isOurs =
      origin !== undefined
        ? allowed.has(origin) || (!settings.PUBLIC_URL && isOwnHost(origin, c.req.header('host')))
        : site === 'same-origin' || (site === undefined && c.req.header('cookie') === undefined);
    if (!isOurs) throw new Problem('origin-forbidden');
    await next();
  });
}

/** Without PUBLIC_URL (on one's own machine) the page's host is whatever the browser called us by. */
function isOwnHost(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.parse(origin)?.host === host;
}
