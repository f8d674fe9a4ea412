import { createMiddleware } from 'hono/factory';
import type { Logger } from 'pino';
import type { ApiMetrics } from '../metrics/api-metrics.ts';
import type { ApiEnv } from '../services.ts';
import { routePatternOf } from './route-pattern.ts';

/**
 * One line and one measurement per request, by the route's pattern. Bodies, queries, cookies and tokens are never
 * logged, so there is nothing in a line that would have to be blacked out. What went wrong is logged where it is
 * answered.
 */
export function requestLog(log: Logger, metrics: ApiMetrics) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const startedAt = performance.now();
    await next();
    const seconds = (performance.now() - startedAt) / 1000;
    const route = routePatternOf(c);
    const { status } = c.res;
    metrics.requestSeconds.observe({ method: c.req.method, route, status: String(status) }, seconds);
    log.info(
      {
        requestId: c.get('requestId'),
        method: c.req.method,
        route,
        path: c.req.path,
        status,
        ms: Math.round(seconds * 1e4) / 10,
        address: c.get('clientAddress'),
        personId: c.get('session')?.person.id,
        keyId: c.get('apiKey')?.id,
      },
      'request',
    );
  });
}
