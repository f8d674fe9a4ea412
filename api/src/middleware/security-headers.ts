import type { Settings } from '@hamnevis/core/settings/settings';
import type { MiddlewareHandler } from 'hono';
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

/** Sockets of our own origin, which older browsers do not count as 'self', and the voice server's. */
function socketOrigins(settings: Settings): string[] {
  const origins: string[] = [];
  if (settings.PUBLIC_URL) origins.push(new URL(settings.PUBLIC_URL).origin.replace(/^http/, 'ws'));
  else origins.push('ws:');
  if (settings.LIVEKIT_URL) {
    const { protocol, host } = new URL(settings.LIVEKIT_URL);
    const secure = protocol === 'wss:' || protocol === 'https:' ? 's' : '';
    origins.push(`ws${secure}://${host}`, `http${secure}://${host}`);
  }
  return origins;
}
