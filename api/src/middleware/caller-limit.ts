import { createMiddleware } from 'hono/factory';
import type { Limits } from '../limits/limits.ts';
import { spend } from '../limits/spend.ts';
import type { ApiEnv } from '../services.ts';
import { tellLimit } from './rate-limit.ts';

/** Counts requests by the API key, or else by the person, beside the address; says in headers how many are left. */
export function callerLimit({ requestsByKey, requestsByPerson }: Limits) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const key = c.get('apiKey');
    const session = c.get('session');
    if (key) tellLimit(c, 'key', requestsByKey, await spend(requestsByKey, key.id));
    else if (session) {
      tellLimit(c, 'person', requestsByPerson, await spend(requestsByPerson, session.person.id));
    }
    await next();
  });
}
