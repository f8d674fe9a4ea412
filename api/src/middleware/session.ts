import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Settings } from '@hamnevis/core/settings/settings';
import { type ActiveSession, SESSION_LIFE_MS, useSession } from '@hamnevis/db/queries/sessions';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv, ApiServices } from '../services.ts';

/**
 * The cookie's name. On https `__Host-` binds it to this host and to Secure; plain http on one's own machine
 * cannot have either.
 */
export function sessionCookieName(settings: Settings): string {
  return isHttps(settings) ? '__Host-hamnevis-session' : 'hamnevis-session';
}

/** Puts a session's token into the browser. */
export function setSessionCookie(c: Context<ApiEnv>, settings: Settings, token: string): void {
  setCookie(c, sessionCookieName(settings), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isHttps(settings),
    maxAge: SESSION_LIFE_MS / 1000,
  });
}

export function dropSessionCookie(c: Context<ApiEnv>, settings: Settings): void {
  deleteCookie(c, sessionCookieName(settings), { path: '/', secure: isHttps(settings) });
}

/** The token of `Authorization: Bearer`, if there is one. */
export function bearerOf(c: Context): string | undefined {
  return /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
}

/** Sets `session` where the request carries one that holds; a cookie that holds no more is dropped. */
export function readSession({ database, settings, now }: ApiServices) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const bearer = bearerOf(c);
    const cookie = bearer === undefined ? getCookie(c, sessionCookieName(settings)) : undefined;
    const token = bearer ?? cookie;
    if (token !== undefined) {
      const by = bearer === undefined ? 'cookie' : 'bearer';
      const used = await useSession(database.queries, token, by, now());
      c.set('session', used ?? undefined);
      if (used?.freshToken) setSessionCookie(c, settings, used.freshToken);
      if (!used && by === 'cookie') dropSessionCookie(c, settings);
    }
    await next();
  });
}

/** Refuses requests without a session. Every route but the few public ones has it. */
export const requireSession = createMiddleware<ApiEnv>(async (c, next) => {
  sessionOf(c);
  await next();
});

/** The session of a request behind {@link requireSession}. */
export function sessionOf(c: Context<ApiEnv>): ActiveSession {
  const session = c.get('session');
  if (!session) throw new Problem('unauthenticated');
  return session;
}

/** Who acts, for commands that write it down. */
export interface Actor {
  personId: string;
  /** Of the client; empty when the socket has none. */
  address: string;
}

/** The actor of a request behind {@link requireSession}. */
export function actorOf(c: Context<ApiEnv>): Actor {
  return { personId: sessionOf(c).person.id, address: c.get('clientAddress') };
}

function isHttps(settings: Settings): boolean {
  return settings.PUBLIC_URL?.startsWith('https:') ?? false;
}
