import { lt, sql } from 'drizzle-orm';
import type { Queries } from '../connect.ts';
import { collabTickets } from '../schema/tables.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { rowsOf } from './transact.ts';

/** How long a ticket opens the document's socket. */
export const TICKET_LIFE_MS = 60_000;

interface NewTicket {
  documentId: string;
  personId: string;
  /** The session or API key that asked; its end cuts the socket. Null for an AI run. */
  sessionId: string | null;
  /** For an API key that may not write. */
  readOnly?: boolean;
  run: { id: string; attempt: number } | null;
  schemaVersion: number;
  now: Date;
}

/** Makes a ticket to a document's socket; only its SHA-256 is kept. Rights are read when it is used. */
export async function createTicket(
  queries: Queries,
  { documentId, personId, sessionId, readOnly = false, run, schemaVersion, now }: NewTicket,
): Promise<{ ticket: string; expiresAt: Date }> {
  const ticket = newSecret();
  const expiresAt = new Date(now.getTime() + TICKET_LIFE_MS);
  await queries.insert(collabTickets).values({
    tokenHash: hashSecret(ticket),
    documentId,
    personId,
    sessionId,
    readOnly,
    runId: run?.id ?? null,
    attempt: run?.attempt ?? null,
    schemaVersion,
    createdAt: now,
    expiresAt,
  });
  return { ticket, expiresAt };
}

/**
 * As {@link createTicket}, if the person finds the document at this moment; undefined for everybody else. One statement,
 * whose commit does not wait for the disk: a ticket that a crash takes along is asked for again.
 */
export async function createTicketOf(
  queries: Queries,
  wish: Omit<NewTicket, 'run'>,
): Promise<{ ticket: string; expiresAt: Date } | undefined> {
  const ticket = newSecret();
  const expiresAt = new Date(wish.now.getTime() + TICKET_LIFE_MS);
  const tokenHash = Buffer.from(hashSecret(ticket));
  const made = await rowsOf(
    queries,
    sql`insert into collab_tickets
      (token_hash, document_id, person_id, session_id, read_only, schema_version, created_at, expires_at)
      select ${tokenHash}, ${wish.documentId}::uuid, standing.person_id, ${wish.sessionId}::uuid,
        ${wish.readOnly ?? false}, ${wish.schemaVersion}, ${wish.now.toISOString()}::timestamptz,
        ${expiresAt.toISOString()}::timestamptz
      from standings_in(${wish.documentId}::uuid, array[${wish.personId}::uuid]) standing
      where set_config('synchronous_commit', 'off', true) = 'off'
      returning person_id`,
  );
  return made.length > 0 ? { ticket, expiresAt } : undefined;
}

/** Deletes tickets that expired; answers how many. */
export async function deleteExpiredTickets(queries: Queries, now: Date): Promise<number> {
  const gone = await queries
    .delete(collabTickets)
    .where(lt(collabTickets.expiresAt, now))
    .returning({ documentId: collabTickets.documentId });
  return gone.length;
}
