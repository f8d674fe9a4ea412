import { createHash } from 'node:crypto';
import type { KeyedRequest } from '@hamnevis/db/queries/idempotency';
import type { Context } from 'hono';
import { z } from 'zod';
import { sessionOf } from '../middleware/session.ts';
import type { ApiEnv } from '../services.ts';

/** The header of requests that cost money or send messages. */
export const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'one to 200 visible ASCII characters')
    .optional()
    .meta({ description: 'The same key with the same request does it once and answers the same' }),
});

/** The request under its key, or null without one. */
export async function keyedRequestOf(c: Context<ApiEnv>): Promise<KeyedRequest | null> {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return null;
  const text = `${c.req.method} ${c.req.path}\n${await c.req.text()}`;
  return {
    personId: sessionOf(c).person.id,
    key,
    requestHash: new Uint8Array(createHash('sha256').update(text).digest()),
  };
}
