import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Settings } from '@hamnevis/core/settings/settings';
import { type ActiveKey, isApiKey, useApiKey } from '@hamnevis/db/queries/api-keys';
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

/** What a request says it may do something by. */
export interface Credential {
  token: string;
  by: 'cookie' | 'bearer';
}

/** The credential that a request carries, whether it holds or not; a bearer's before a cookie. */
export function credentialOf(c: Context<ApiEnv>, settings: Settings): Credential | undefined {
  const bearer = bearerOf(c);
  if (bearer !== undefined) return { token: bearer, by: 'bearer' };
  const cookie = getCookie(c, sessionCookieName(settings));
  return cookie === undefined ? undefined : { token: cookie, by: 'cookie' };
}

/** What a credential that holds stands for. */
export interface UsedCredential {
  session: ActiveSession;
  apiKey: ActiveKey | undefined;
  /** To be set as the new cookie. */
  freshToken: string | null;
}

/** Uses a credential at this moment; null where it does not hold. */
export async function useCredential(
  { database, now }: Pick<ApiServices, 'database' | 'now'>,
  { token, by }: Credential,
): Promise<UsedCredential | null> {
  if (by === 'bearer' && isApiKey(token)) {
    const key = await useApiKey(database.queries, token, now());
    return key && { session: sessionOfKey(key), apiKey: key, freshToken: null };
  }
  const session = await useSession(database.queries, token, by, now());
  return session && { session, apiKey: undefined, freshToken: session.freshToken };
}

/** A key in a session's place: the same person, an id by which its sockets are cut. */
function sessionOfKey({ id, person, expiresAt }: ActiveKey): ActiveSession {
  return { id, person, expiresAt: expiresAt ?? new Date(8.64e15) };
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

/** Whether a request may see an organization at all: an API key is bound to one, whatever its owner is a member of. */
export function reaches(c: Context<ApiEnv>, organizationId: string): boolean {
  const key = c.get('apiKey');
  return key === undefined || key.organizationId === organizationId;
}

function isHttps(settings: Settings): boolean {
  return settings.PUBLIC_URL?.startsWith('https:') ?? false;
}
