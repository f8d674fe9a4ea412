// The one file that writes error answers (RFC 9457). Routes and commands throw a Problem; whatever else is thrown
// is logged with its request id and answered as `internal`.
import { PROBLEMS, Problem, problemType } from '@hamnevis/core/problems/catalogue';
import { isDatabaseAway } from '@hamnevis/db/database-faults';
import { CorruptSegment } from '@hamnevis/db/log/segments';
import { KeyTakenOver } from '@hamnevis/db/queries/idempotency';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import type { ApiEnv } from '../services.ts';

/** Answers one problem. `retryAfterSeconds` and `allow` among its details become headers. */
export function answerProblem(c: Context<ApiEnv>, problem: Problem): Response {
  const { retryAfterSeconds, allow, ...members } = problem.details;
  const headers: Record<string, string> = {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
  };
  if (typeof retryAfterSeconds === 'number') headers['Retry-After'] = String(Math.ceil(retryAfterSeconds));
  if (Array.isArray(allow)) headers.Allow = allow.join(', ');
  if (problem.slug === 'unauthenticated') headers['WWW-Authenticate'] = 'Bearer realm="hamnevis"';
  const body = {
    type: problemType(problem.slug),
    title: PROBLEMS[problem.slug].title,
    status: problem.status,
    ...members,
    instance: c.get('requestId'),
  };
  return c.body(JSON.stringify(body), problem.status as ContentfulStatusCode, headers);
}

/** Turns whatever was thrown into an answer. */
export function createErrorHandler(log: Logger) {
  return (error: unknown, c: Context<ApiEnv>): Response => {
    const problem = problemOf(error);
    if (problem) return answerProblem(c, problem);
    const about = { err: error, requestId: c.get('requestId'), method: c.req.method, path: c.req.path };
    if (isDatabaseAway(error)) {
      log.warn(about, 'the database is away');
      return answerProblem(c, new Problem('unavailable', { detail: 'database', retryAfterSeconds: 2 }));
    }
    log.error(about, 'a request failed');
    return answerProblem(c, new Problem('internal'));
  };
}

/** The problem that an error is, if it is a known kind. */
function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  // Whoever met it has raised the alarm.
  if (error instanceof CorruptSegment) {
    const { fromSequence, toSequence, message } = error;
    return new Problem('history-broken', { detail: message, fromSequence, toSequence });
  }
  if (error instanceof KeyTakenOver) return new Problem('idempotency-open', { retryAfterSeconds: 1 });
  if (!(error instanceof HTTPException)) return undefined;
  switch (error.status) {
    case 400:
      return new Problem('malformed', { detail: error.message });
    case 413:
      return new Problem('too-large');
    case 415:
      return new Problem('unsupported-media-type', { detail: 'send application/json' });
    default:
      return undefined;
  }
}

/** For the body limit, which answers by itself. */
export function refuseTooLarge(): never {
  throw new Problem('too-large');
}
