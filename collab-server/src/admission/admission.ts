// Who a connection is. What they may do is read afresh when they come, and again whenever it may have changed.
import { judgeDocumentAction } from '@hamnevis/core/access/rules';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import type { CloseReason } from '@hamnevis/core/sockets/close-codes';
import type { Database } from '@hamnevis/db/connect';
import { throughOutage } from '@hamnevis/db/log/outage';
import {
  type DocumentStanding,
  findTicketHolder,
  readStandings,
} from '@hamnevis/db/queries/collab-admission';
import { findSession } from '@hamnevis/db/queries/sessions';

/** Somebody at one document, as the last reading had it. */
export interface Admission extends DocumentStanding {
  documentId: string;
  sessionId: string | null;
  run: { id: string; attempt: number } | null;
}

export type AdmissionResult =
  | { admitted: true; admission: Admission }
  | {
      admitted: false;
      reason: Extract<CloseReason, 'unauthenticated' | 'not-found' | 'outdated'>;
    };

/**
 * Judges a token: a ticket of this document, or a session token. While the database is away nobody gets in and
 * nobody is refused: it waits.
 */
export async function admit(
  database: Database,
  token: string,
  documentId: string,
  signal: AbortSignal,
): Promise<AdmissionResult> {
  if (token.length === 0 || token.length > 512) return { admitted: false, reason: 'unauthenticated' };
  return throughOutage(async () => {
    const holder = await holderOf(database, token, documentId);
    if (!holder) return { admitted: false, reason: 'unauthenticated' };
    if (holder.schemaVersion < SCHEMA_VERSION) return { admitted: false, reason: 'outdated' };
    const standings = await readStandings(database, documentId, [holder.personId]);
    const standing = standings.get(holder.personId);
    // Another tenant's document looks like one that never was.
    if (!standing) return { admitted: false, reason: 'not-found' };
    const { sessionId, run } = holder;
    return { admitted: true, admission: { ...standing, documentId, sessionId, run } };
  }, signal);
}

async function holderOf(database: Database, token: string, documentId: string) {
  // A session token is `<id>.<secret>`; a ticket has no dot.
  if (!token.includes('.')) return findTicketHolder(database, token, documentId);
  const session = await findSession(database.queries, token, new Date());
  if (!session) return null;
  // A program that signs in by itself speaks Yjs, not our editor's schema version.
  return { personId: session.person.id, sessionId: session.id, run: null, schemaVersion: SCHEMA_VERSION };
}

/** Whether this person may change this text now: core's rule. */
export function mayEdit(admission: Admission): boolean {
  return judgeDocumentAction(admission.role, 'edit', { status: admission.status }).allowed;
}
