// The built client: files under a hashed name for ever, the page itself fresh each time with this answer's nonce.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono } from 'hono';
import { answerProblem } from '../problems/answer-problem.ts';
import type { ApiEnv } from '../services.ts';

const NONCE_MARK = /%CSP_NONCE%/g;
/** Addresses that belong to programs: an unknown one among them is no page. */
const NOT_PAGES = /^\/(?:api|collab|yjs|ws|assets|health|livez|readyz|metrics|openapi\.json|docs)(?:\/|$)/;

/** The client's files. */
export function clientRoutes(clientDir: string) {
  const files = serveStatic<ApiEnv>({ root: clientDir, precompressed: true });
  return new Hono<ApiEnv>().use('*', async (c, next) => {
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
    // The page is never served as a file: its nonce would be the mark itself.
    if (!isRead || c.req.path === '/' || c.req.path === '/index.html') return next();
    const file: unknown = await files(c, next);
    // No file of that name: whatever comes next has answered.
    if (!(file instanceof Response)) return;
    const isHashed = c.req.path.startsWith('/assets/');
    file.headers.set(
      'Cache-Control',
      isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
    );
    return file;
  });
}

/** What an address gets that leads nowhere: the page (the client knows its own addresses), or a 404. */
export function unknownAddress(clientDir: string | undefined) {
  let page: string | undefined;
  return (c: Context<ApiEnv>) => {
    if (!clientDir || !wantsPage(c)) return answerProblem(c, new Problem('not-found'));
    page ??= readFileSync(path.join(clientDir, 'index.html'), 'utf8');
    c.header('Cache-Control', 'no-store');
    return c.html(page.replace(NONCE_MARK, c.get('secureHeadersNonce') ?? ''), 200);
  };
}

function wantsPage(c: Context<ApiEnv>): boolean {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return false;
  const accept = c.req.header('accept') ?? '*/*';
  // Whoever asks for the front door and takes anything (curl, a health probe) gets the page too.
  if (c.req.path === '/' && accept.includes('*/*')) return true;
  return accept.includes('text/html') && !NOT_PAGES.test(c.req.path);
}
