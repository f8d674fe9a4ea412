// Sign-ins, after the single-file successor that Lucia's author gives for the package: `<id>.<secret>`, of which
// only the secret's hash is kept, compared in constant time, 30 days sliding.
import { and, desc, eq, gt, isNotNull, lte } from 'drizzle-orm';
import { builtOnce } from '../built-once.ts';
import type { Queries } from '../connect.ts';
import { people, sessions } from '../schema/tables.ts';
import { afterCursor, type PageRequest } from './paging.ts';
import type { PersonRow } from './people.ts';
import { hashSecret, newSecret, sameHash } from './secrets.ts';

/** How long a session lives after it was last used. */
export const SESSION_LIFE_MS = 30 * 24 * 3600_000;
/** A used session is written to at most this often. */
export const SESSION_TOUCH_MS = 3600_000;
/** How long a rotated cookie is still taken once its successor was seen: for requests in flight. */
const ROTATION_GRACE_MS = 60_000;

export type SessionRow = typeof sessions.$inferSelect;

/** A session that holds, with its person. */
export interface ActiveSession {
  id: string;
  person: PersonRow;
  expiresAt: Date;
}

/** What {@link useSession} found; `freshToken` is to be set as the new cookie. */
export interface UsedSession extends ActiveSession {
  freshToken: string | null;
}

interface NewSession {
  personId: string;
  device: string | null;
  ip: string | null;
  now: Date;
}

/** Begins a session; the token is in no other place than this answer. */
export async function createSession(
  queries: Queries,
  { personId, device, ip, now }: NewSession,
): Promise<{ id: string; token: string; expiresAt: Date }> {
  const secret = newSecret();
  const expiresAt = new Date(now.getTime() + SESSION_LIFE_MS);
  const [row] = await queries
    .insert(sessions)
    .values({
      personId,
      device,
      ip,
      secretHash: hashSecret(secret),
      createdAt: now,
      lastSeenAt: now,
      expiresAt,
    })
    .returning({ id: sessions.id });
  if (!row) throw new Error('the insert answered no row');
  return { id: row.id, token: `${row.id}.${secret}`, expiresAt };
}

/** The session of a token, or null: malformed, unknown, ended or expired. Writes nothing. */
export async function findSession(queries: Queries, token: string, now: Date): Promise<ActiveSession | null> {
  const found = await readSession(queries, token, now);
  return found && { id: found.row.id, person: found.person, expiresAt: found.row.expiresAt };
}

/**
 * As {@link findSession}, and slides the expiry (at most hourly). A session that came by cookie gets a new secret
 * then, and when the rights of its person changed. The old one holds until the new one was seen, and a minute more: an answer that is lost on the way signs
 * nobody out.
 */
export async function useSession(
  queries: Queries,
  token: string,
  by: 'cookie' | 'bearer',
  now: Date,
): Promise<UsedSession | null> {
  const found = await readSession(queries, token, now);
  if (!found) return null;
  const { row, person, secretIs } = found;
  const expiresAt = new Date(now.getTime() + SESSION_LIFE_MS);
  if (!isDue(found, by, now)) {
    await confirmRotation(queries, found, now);
    return { id: row.id, person, expiresAt: row.expiresAt, freshToken: null };
  }
  const seen = { lastSeenAt: now, expiresAt };
  if (by === 'bearer') {
    await queries.update(sessions).set(seen).where(eq(sessions.id, row.id));
    return { id: row.id, person, expiresAt, freshToken: null };
  }
  const secret = newSecret();
  const rotated = await queries
    .update(sessions)
    .set({
      ...seen,
      rotationDue: false,
      secretHash: hashSecret(secret),
      previousHash: secretIs === 'current' ? row.secretHash : row.previousHash,
      previousUntil: expiresAt,
    })
    // Of two requests at once only one rotates; the other goes on under the old secret.
    .where(and(eq(sessions.id, row.id), eq(sessions.secretHash, row.secretHash)))
    .returning({ id: sessions.id });
  return { id: row.id, person, expiresAt, freshToken: rotated.length > 0 ? `${row.id}.${secret}` : null };
}

/** Somebody's sessions that hold, the newest first: one page and a row more. */
export function listSessions(queries: Queries, personId: string, now: Date, page: PageRequest) {
  return queries
    .select()
    .from(sessions)
    .where(
      and(
        eq(sessions.personId, personId),
        gt(sessions.expiresAt, now),
        afterCursor(sessions.id, page.cursor, 'descending'),
      ),
    )
    .orderBy(desc(sessions.id))
    .limit(page.limit + 1);
}

/** Ends one session of a person; false when they have none of that id. */
export async function endSession(queries: Queries, personId: string, sessionId: string): Promise<boolean> {
  const ended = await queries
    .delete(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.personId, personId)))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** Ends every session of a person; answers their ids. */
export async function endAllSessions(queries: Queries, personId: string): Promise<string[]> {
  const ended = await queries
    .delete(sessions)
    .where(eq(sessions.personId, personId))
    .returning({ id: sessions.id });
  return ended.map((row) => row.id);
}

/** Deletes sessions that expired; answers how many. */
export async function deleteExpiredSessions(queries: Queries, now: Date): Promise<number> {
  const gone = await queries
    .delete(sessions)
    .where(lte(sessions.expiresAt, now))
    .returning({ id: sessions.id });
  return gone.length;
}

interface FoundSession {
  row: SessionRow;
  person: PersonRow;
  secretIs: 'current' | 'previous';
}

const TOKEN = /^([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\.([\w-]{43})$/;

const selectSession = builtOnce(['id', 'now'], (queries, { id, now }) =>
  queries
    .select({ row: sessions, person: people })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .where(and(eq(sessions.id, id), gt(sessions.expiresAt, now))),
);

async function readSession(queries: Queries, token: string, now: Date): Promise<FoundSession | null> {
  const [, id, secret] = TOKEN.exec(token) ?? [];
  if (!id || !secret) return null;
  const [found] = await selectSession(queries, { id, now: now.toISOString() });
  if (!found) return null;
  const hash = hashSecret(secret);
  if (sameHash(found.row.secretHash, hash)) return { ...found, secretIs: 'current' };
  const previousHolds = found.row.previousUntil !== null && found.row.previousUntil > now;
  if (previousHolds && sameHash(found.row.previousHash, hash)) return { ...found, secretIs: 'previous' };
  return null;
}

/** True while the secret that took the old one's place was never used. */
function isUnseen(row: FoundSession['row'], now: Date): boolean {
  return row.previousUntil !== null && row.previousUntil.getTime() > now.getTime() + ROTATION_GRACE_MS;
}

/**
 * Whether to write now. An old secret whose successor was never seen gets another: that answer must be lost. What comes
 * as a bearer is never rotated, so a rotation that is due waits for a cookie.
 */
function isDue({ row, secretIs }: FoundSession, by: 'cookie' | 'bearer', now: Date): boolean {
  if (by === 'cookie' && row.rotationDue && secretIs === 'current') return true;
  const sinceMs = now.getTime() - row.lastSeenAt.getTime();
  return secretIs === 'current'
    ? sinceMs >= SESSION_TOUCH_MS
    : isUnseen(row, now) && sinceMs >= ROTATION_GRACE_MS;
}

/** The new secret was seen: the old one holds a minute more. */
async function confirmRotation(queries: Queries, found: FoundSession, now: Date): Promise<void> {
  const { row, secretIs } = found;
  if (secretIs !== 'current' || !isUnseen(row, now)) return;
  const graceEnds = new Date(now.getTime() + ROTATION_GRACE_MS);
  await queries
    .update(sessions)
    .set({ previousUntil: graceEnds })
    .where(
      and(eq(sessions.id, row.id), isNotNull(sessions.previousHash), gt(sessions.previousUntil, graceEnds)),
    );
}
