import { lt } from 'drizzle-orm';
import type { Queries } from '../connect.ts';
import { collabTickets } from '../schema/tables.ts';
import { hashSecret, newSecret } from './secrets.ts';

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

/** Deletes tickets that expired; answers how many. */
export async function deleteExpiredTickets(queries: Queries, now: Date): Promise<number> {
  const gone = await queries
    .delete(collabTickets)
    .where(lt(collabTickets.expiresAt, now))
    .returning({ documentId: collabTickets.documentId });
  return gone.length;
}
