// Who a connection is. What they may do is read afresh when they come, and again whenever it may have changed.
import { mayKeyWrite } from '@hamnevis/core/access/key-scopes';
import { judgeDocumentAction } from '@hamnevis/core/access/rules';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import type { CloseReason } from '@hamnevis/core/sockets/close-codes';
import type { Database } from '@hamnevis/db/connect';
import { throughOutage } from '@hamnevis/db/log/outage';
import { isApiKey, useApiKey } from '@hamnevis/db/queries/api-keys';
import {
  type DocumentStanding,
  readStandings,
  type TicketHolder,
} from '@hamnevis/db/queries/collab-admission';
import { findSession } from '@hamnevis/db/queries/sessions';
import type { ReadTicket } from './gathered-tickets.ts';

/** Somebody at one document, as the last reading had it. */
export interface Admission extends DocumentStanding {
  documentId: string;
  /** The session or API key behind the connection. */
  sessionId: string | null;
  /** An API key without the scope to write: reads, whatever the role of its owner. */
  readOnly: boolean;
  run: { id: string; attempt: number } | null;
}

export type AdmissionResult =
  | {
      admitted: true;
      admission: Admission;
      /** The head of the document's log at the moment of the reading; null where it was not read. */
      head: number | null;
    }
  | {
      admitted: false;
      reason: Extract<CloseReason, 'unauthenticated' | 'not-found' | 'outdated'>;
    };

/**
 * Judges a token: a ticket of this document, a session token, or an API key. While the database is away nobody gets in and
 * nobody is refused: it waits.
 */
export async function admit(
  database: Database,
  token: string,
  documentId: string,
  readTicket: ReadTicket,
  signal: AbortSignal,
): Promise<AdmissionResult> {
  if (token.length === 0 || token.length > 512) return { admitted: false, reason: 'unauthenticated' };
  return throughOutage(async () => {
    // A session token is `<id>.<secret>`; a ticket has no dot.
    const bearer =
      isApiKey(token) || token.includes('.')
        ? await programOf(database, token, documentId)
        : await readTicket(token, documentId);
    if (!bearer) return { admitted: false, reason: 'unauthenticated' };
    const { holder, standing, sequence } = bearer;
    if (holder.schemaVersion < SCHEMA_VERSION) return { admitted: false, reason: 'outdated' };
    // Another tenant's document looks like one that never was.
    if (!standing) return { admitted: false, reason: 'not-found' };
    const { sessionId, readOnly, run } = holder;
    const admission = { ...standing, documentId, sessionId, readOnly, run };
    return { admitted: true, admission, head: sequence };
  }, signal);
}

interface Bearer {
  holder: TicketHolder;
  standing: DocumentStanding | null;
  sequence: number | null;
}

/** A program that signs in by itself, with a session token or a key. */
async function programOf(database: Database, token: string, documentId: string): Promise<Bearer | null> {
  const holder = isApiKey(token) ? await keyHolder(database, token) : await sessionHolder(database, token);
  if (!holder) return null;
  const { personId, organizationId } = holder;
  const standing = (await readStandings(database, documentId, [personId])).get(personId) ?? null;
  // A key is bound to one organization, also where its owner is in several.
  const isElsewhere = organizationId !== undefined && organizationId !== standing?.organizationId;
  return { holder, standing: isElsewhere ? null : standing, sequence: null };
}

interface Holder extends TicketHolder {
  /** Where it is bound to one. */
  organizationId?: string;
}

async function sessionHolder(database: Database, token: string): Promise<Holder | null> {
  const session = await findSession(database.queries, token, new Date());
  if (!session) return null;
  // It speaks Yjs, not our editor's schema version.
  return {
    personId: session.person.id,
    sessionId: session.id,
    readOnly: false,
    run: null,
    schemaVersion: SCHEMA_VERSION,
  };
}

async function keyHolder(database: Database, token: string): Promise<Holder | null> {
  const key = await useApiKey(database.queries, token, new Date());
  if (!key) return null;
  return {
    personId: key.person.id,
    organizationId: key.organizationId,
    sessionId: key.id,
    readOnly: !mayKeyWrite(key.scopes),
    run: null,
    schemaVersion: SCHEMA_VERSION,
  };
}

/** Whether this person may change this text now: core's rule. */
export function mayEdit(admission: Admission): boolean {
  if (admission.readOnly) return false;
  return judgeDocumentAction(admission.role, 'edit', { status: admission.status }).allowed;
}

/** Whether they may not change it in any status. */
export function mayNeverEdit(admission: Admission): boolean {
  return admission.readOnly || admission.role === 'viewer';
}
