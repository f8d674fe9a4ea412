import type { Settings } from '@hamnevis/core/settings/settings';
import { cors } from 'hono/cors';

/** Lets the listed further origins call the API with a person's cookie; every other origin is told nothing. */
export function crossOrigin(settings: Settings) {
  return cors({
    origin: (origin) => (settings.CORS_ALLOWED_ORIGINS.includes(origin) ? origin : null),
    credentials: true,
    allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'X-Request-Id'],
    exposeHeaders: [
      'ETag',
      'Idempotency-Replayed',
      'RateLimit',
      'RateLimit-Policy',
      'Retry-After',
      'X-Request-Id',
    ],
    maxAge: 600,
  });
}
