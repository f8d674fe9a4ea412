import type { Settings } from '@hamnevis/core/settings/settings';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { refuseTooLarge } from '../problems/answer-problem.ts';
import type { ApiEnv } from '../services.ts';

/** Paths that take files. */
const UPLOADS = /^\/api\/v1\/documents\/[^/]+\/files$/;
/** What multipart puts around a file. */
const AROUND_BYTES = 64 * 1024;

/** How much a request may bring: files by their own limit, everything else by that of JSON. */
export function bodyLimits(settings: Settings): MiddlewareHandler<ApiEnv> {
  const plain = bodyLimit({ maxSize: settings.MAX_BODY_KB * 1024, onError: refuseTooLarge });
  const upload = bodyLimit({
    maxSize: settings.MAX_FILE_SIZE_MB * 1024 * 1024 + AROUND_BYTES,
    onError: refuseTooLarge,
  });
  return (c, next) => {
    // Nothing comes with them, and asking whether it does would make the server build a whole request.
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    // Whose length is not told is read here and made anew, which the server's own light request does not allow. That
    // is every DELETE, too: that nothing follows shows only when it is read.
    if (!c.req.raw.headers.has('content-length') && c.req.raw.body) c.req.raw = c.req.raw.clone();
    return (UPLOADS.test(c.req.path) ? upload : plain)(c, next);
  };
}
