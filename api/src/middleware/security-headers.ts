import type { Settings } from '@hamnevis/core/settings/settings';
import type { Context, MiddlewareHandler } from 'hono';
import { NONCE, secureHeaders } from 'hono/secure-headers';
import type { ApiEnv } from '../services.ts';

/**
 * What a page of ours may do. Scripts and style sheets need this answer's nonce or our own origin; only style
 * *attributes* may be inline (the editor positions carets with them).
 */
export function securityHeaders(settings: Settings): MiddlewareHandler<ApiEnv> {
  const https = settings.PUBLIC_URL?.startsWith('https:') ?? false;
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", NONCE],
      styleSrc: ["'self'", NONCE],
      styleSrcAttr: ["'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'"],
      mediaSrc: ["'self'", 'blob:'],
      workerSrc: ["'self'", 'blob:'],
      manifestSrc: ["'self'"],
      connectSrc: ["'self'", ...socketOrigins(settings)],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      objectSrc: ["'none'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    strictTransportSecurity: https ? 'max-age=31536000' : false,
    permissionsPolicy: { microphone: ['self'], camera: [], geolocation: [], payment: [], usb: [] },
  }) as MiddlewareHandler<ApiEnv>;
}

type Source = string | ((c: Context) => string);

/** Sockets of our own origin, which older browsers do not count as 'self', and the voice server's. */
function socketOrigins(settings: Settings): Source[] {
  const origins: Source[] = settings.PUBLIC_URL
    ? [new URL(settings.PUBLIC_URL).origin.replace(/^http/, 'ws')]
    : [(c) => ownSocketOrigin(c.req.header('host'))];
  if (settings.LIVEKIT_URL) {
    const { protocol, host } = new URL(settings.LIVEKIT_URL);
    const secure = protocol === 'wss:' || protocol === 'https:' ? 's' : '';
    origins.push(`ws${secure}://${host}`, `http${secure}://${host}`);
  }
  return origins;
}

/** Without PUBLIC_URL the origin is whatever the browser called us by; a host that is none adds nothing. */
function ownSocketOrigin(host: string | undefined): string {
  return host !== undefined && /^[\w.-]+(?::\d{1,5})?$|^\[[\da-f:]+\](?::\d{1,5})?$/i.test(host)
    ? `ws://${host}`
    : "'self'";
}
