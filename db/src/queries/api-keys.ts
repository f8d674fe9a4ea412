// Keys of programs: `hnv_<prefix>_<secret>`, of which only the SHA-256 is kept.
import { randomInt } from 'node:crypto';
import type { KeyScope } from '@hamnevis/core/access/key-scopes';
import { and, desc, eq, sql } from 'drizzle-orm';
import type { Queries } from '../connect.ts';
import { apiKeys, people } from '../schema/tables.ts';
import type { PersonRefRow } from './documents.ts';
import { afterCursor, type PageRequest } from './paging.ts';
import type { PersonRow } from './people.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { rowsOf } from './transact.ts';

export type ApiKeyRow = Omit<typeof apiKeys.$inferSelect, 'keyHash'>;

/** A key that holds, with the person whose rights it has at most. */
export interface ActiveKey {
  id: string;
  organizationId: string;
  person: PersonRow;
  scopes: KeyScope[];
  expiresAt: Date | null;
}

interface NewKey {
  organizationId: string;
  personId: string;
  name: string;
  scopes: readonly KeyScope[];
  expiresAt: Date | null;
  now: Date;
}

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KEY = /^hnv_[0-9A-Za-z]{8}_[\w-]{43}$/;

/** True for what looks like an API key, as opposed to a session token or a ticket. */
export function isApiKey(token: string): boolean {
  return KEY.test(token);
}

/** Makes a key inside its organization; the key itself is in no other place than this answer. */
export async function createApiKey(
  queries: Queries,
  { now, ...wish }: NewKey,
): Promise<{ row: ApiKeyRow; key: string }> {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]);
  const prefix = `hnv_${letters.join('')}`;
  const key = `${prefix}_${newSecret()}`;
  const [row] = await queries
    .insert(apiKeys)
    .values({ ...wish, scopes: [...wish.scopes], prefix, keyHash: hashSecret(key), createdAt: now })
    .returning();
  if (!row) throw new Error('the insert answered no row');
  return { row, key };
}

/**
 * The key, or null: malformed, unknown, revoked, expired, or its owner is no active member any more. Its last use is
 * written down, at most once a minute.
 */
export async function useApiKey(queries: Queries, key: string, now: Date): Promise<ActiveKey | null> {
  if (!isApiKey(key)) return null;
  const hash = Buffer.from(hashSecret(key));
  const [row] = await rowsOf<{
    id: string;
    organization_id: string;
    person_id: string;
    scopes: KeyScope[];
    expires_at: string | Date | null;
  }>(queries, sql`select * from use_api_key(${hash}, ${now.toISOString()}::timestamptz)`);
  if (!row) return null;
  const [person] = await queries.select().from(people).where(eq(people.id, row.person_id));
  if (!person) return null;
  return {
    id: row.id,
    organizationId: row.organization_id,
    person,
    scopes: row.scopes,
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
  };
}

/** Keys of an organization, the newest first: all of them, or one person's. */
export function listApiKeys(
  queries: Queries,
  organizationId: string,
  personId: string | null,
  page: PageRequest,
): Promise<{ key: ApiKeyRow; owner: PersonRefRow }[]> {
  return queries
    .select({ key: apiKeys, owner: { id: people.id, name: people.name, color: people.color } })
    .from(apiKeys)
    .innerJoin(people, eq(people.id, apiKeys.personId))
    .where(
      and(
        eq(apiKeys.organizationId, organizationId),
        personId === null ? undefined : eq(apiKeys.personId, personId),
        afterCursor(apiKeys.id, page.cursor, 'descending'),
      ),
    )
    .orderBy(desc(apiKeys.id))
    .limit(page.limit + 1);
}

/** One key of an organization. */
export async function findApiKey(
  queries: Queries,
  organizationId: string,
  keyId: string,
): Promise<ApiKeyRow | undefined> {
  const [row] = await queries
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.organizationId, organizationId), eq(apiKeys.id, keyId)));
  return row;
}

/** Revokes a key; false when somebody did so meanwhile. */
export async function deleteApiKey(queries: Queries, keyId: string): Promise<boolean> {
  const gone = await queries.delete(apiKeys).where(eq(apiKeys.id, keyId)).returning({ id: apiKeys.id });
  return gone.length > 0;
}
