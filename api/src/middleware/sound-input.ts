import { Problem } from '@hamnevis/core/problems/catalogue';
import { createMiddleware } from 'hono/factory';
import { scanJson } from '../problems/scan-json.ts';
import type { ApiEnv } from '../services.ts';

/**
 * Refuses input that a contract would let through and that means two things, or that no database takes: keys that
 * stand twice, bottomless nesting, NUL. For every route alike, those of tomorrow too.
 */
export const soundInput = createMiddleware<ApiEnv>(async (c, next) => {
  const search = c.req.url.includes('?') ? new URL(c.req.url).searchParams : [];
  for (const [name, value] of search) {
    if (name.includes('\0') || value.includes('\0')) {
      throw new Problem('invalid', { issues: [{ path: name.slice(0, 80), message: 'NUL is not allowed' }] });
    }
  }
  if (/[/+]json\b/i.test(c.req.header('content-type') ?? '')) {
    const fault = scanJson(await c.req.text());
    if (fault !== null) throw new Problem('malformed', { detail: fault });
  }
  await next();
});
