import { createHash, createHmac } from 'node:crypto';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { KeyedThing } from '@hamnevis/db/queries/idempotency';
import type { Context } from 'hono';
import { THING_OF_SEGMENT } from '../access/key-routes.ts';
import { routePatternOf } from '../middleware/route-pattern.ts';
import type { ApiEnv } from '../services.ts';

const KEY = /^[\x21-\x7e]{1,200}$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The key of a request, or undefined. Throws `invalid`. `"abc"`, as the IETF's draft writes it, is `abc`. */
export function idempotencyKeyOf(c: Context): string | undefined {
  const header = c.req.header('idempotency-key');
  if (header === undefined) return undefined;
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header;
  if (!KEY.test(key)) {
    throw new Problem('invalid', {
      issues: [{ path: 'idempotency-key', message: 'one to 200 visible ASCII characters' }],
    });
  }
  return key;
}

/** A person's keys are their own, and those of each of their API keys its own. */
export function keyHashOf(secret: string, caller: string, key: string): Uint8Array {
  return new Uint8Array(createHmac('sha256', secret).update(`${caller}\n${key}`).digest());
}

/** Hash of everything that a request asks for. The parts of a form count, not the line that it puts between them. */
export async function requestHashOf(c: Context): Promise<Uint8Array> {
  const hash = createHash('sha256').update(`${c.req.method} ${new URL(c.req.url).pathname}\n`);
  hash.update(`${new URL(c.req.url).search}\n`);
  if (/^multipart\/form-data\b/i.test(c.req.header('content-type') ?? '')) {
    for (const [name, part] of await formOf(c)) {
      const about = part instanceof File ? [name, part.name, part.type, part.size] : [name, part.length];
      hash.update(JSON.stringify(about));
      hash.update(part instanceof File ? new Uint8Array(await part.arrayBuffer()) : part);
    }
  } else hash.update(await c.req.text());
  return new Uint8Array(hash.digest());
}

/** What the path of a request names first; null for one that names nothing of an organization's. */
export function keyedThingOf(c: Context<ApiEnv>, personId: string): KeyedThing | null {
  const [, , , segment = '', first] = routePatternOf(c).split('/');
  const id = c.req.path.split('/')[4] ?? '';
  if (first !== ':id' || !UUID.test(id)) return null;
  if (segment === 'organizations') return { organizationId: id, personId };
  const of = THING_OF_SEGMENT[segment];
  return of ? { of, id, personId } : null;
}

async function formOf(c: Context): Promise<FormData> {
  try {
    return await c.req.formData();
  } catch {
    throw new Problem('malformed', { detail: 'the form could not be read' });
  }
}
