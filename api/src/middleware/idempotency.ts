// Idempotency-Key on every POST of somebody who is signed in (draft-ietf-httpapi-idempotency-key-header). What was done
// is answered again as it was answered then; what was refused was not done, and may be asked again under the same key.
import { setTimeout as wait } from 'node:timers/promises';
import { Problem } from '@hamnevis/core/problems/catalogue';
import {
  actUnder,
  claimKey,
  type KeyClaim,
  type KeyedRequest,
  keepAnswer,
  loseAnswer,
  reachedOrganization,
  releaseKey,
} from '@hamnevis/db/queries/idempotency';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { type AnswerSeal, answerSeal, KEPT_HEADERS, type KeptAnswer } from '../idempotency/kept-answer.ts';
import {
  idempotencyKeyOf,
  keyedThingOf,
  keyHashOf,
  requestHashOf,
} from '../idempotency/read-keyed-request.ts';
import type { ApiEnv, ApiServices } from '../services.ts';

/** A repeat that comes while the first is under way waits so long for its answer. */
const PATIENCE_MS = 3000;
const LONGEST_PAUSE_MS = 200;

/** Does a POST under a key once. Without a key, or without a session, requests pass as they are. */
export function idempotency({ database, secret, now, log }: ApiServices) {
  const { queries } = database;
  return createMiddleware<ApiEnv>(async (c, next) => {
    const session = c.get('session');
    if (c.req.method !== 'POST' || !session || isSignIn(c)) return next();
    const key = idempotencyKeyOf(c);
    if (key === undefined) return next();
    const personId = session.person.id;
    const thing = keyedThingOf(c, personId);
    const organizationId = thing && (await reachedOrganization(queries, thing));
    // What somebody has no way to does not exist, whatever was answered when they had.
    if (thing && organizationId === null) return next();
    const caller = c.get('apiKey')?.id ?? personId;
    const seal = answerSeal(secret, `${caller}\n${key}`);
    const keyHash = keyHashOf(secret, caller, key);
    const requestHash = await requestHashOf(c);
    const found = await claimOrAnswer({ personId, keyHash, requestHash, organizationId }, seal);
    if ('status' in found) return answerAgain(found);
    c.set('answerSeal', seal);
    await actUnder(found, next);
    try {
      await settle(c, found, seal);
    } catch (error) {
      // What was done is done, and this answer says so; who asks again is told that the answer was lost.
      log.warn({ err: error, requestId: c.get('requestId') }, 'an answer could not be kept for its key');
    }
  });

  /** The right to act, or what was answered. Throws what a request is answered that may do neither. */
  async function claimOrAnswer(request: KeyedRequest, seal: AnswerSeal): Promise<KeyClaim | KeptAnswer> {
    const patienceEndsAt = performance.now() + PATIENCE_MS;
    for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const known = await claimKey(queries, request, now());
      switch (known.outcome) {
        case 'new':
          return known.claim;
        case 'answered':
          return seal.open(known.answer);
        case 'mismatch':
          throw new Problem('idempotency-mismatch');
        case 'lost':
          throw new Problem('idempotency-answer-lost');
        case 'open':
          if (performance.now() > patienceEndsAt)
            throw new Problem('idempotency-open', { retryAfterSeconds: 1 });
          await wait(pauseMs);
          break;
        default:
          throw new TypeError(`no such outcome: ${JSON.stringify(known satisfies never)}`);
      }
    }
  }

  async function settle(c: Context<ApiEnv>, claim: KeyClaim, seal: AnswerSeal): Promise<void> {
    const { status } = c.res;
    if (status >= 300 && (await releaseKey(queries, claim))) return;
    // Done, and then something of ours failed: nobody can say what it would have been answered.
    if (status >= 500) return loseAnswer(queries, claim);
    await keepAnswer(queries, claim, seal.seal(await keptAnswerOf(c.res)));
  }
}

/** Signing in has no caller yet, and its answers are secrets that are good once. */
function isSignIn(c: Context): boolean {
  return c.req.path.startsWith('/api/v1/auth/') || c.req.path === '/api/v1/setup';
}

async function keptAnswerOf(response: Response): Promise<KeptAnswer> {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = response.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  return { status: response.status, headers, body: await response.clone().text() };
}

function answerAgain({ status, headers, body }: KeptAnswer): Response {
  const isEmpty = status === 204 || status === 304;
  return new Response(isEmpty ? null : body, {
    status,
    headers: { ...headers, 'Idempotency-Replayed': 'true' },
  });
}
