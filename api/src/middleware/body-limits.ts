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
  return (c, next) => (UPLOADS.test(c.req.path) ? upload : plain)(c, next);
}
