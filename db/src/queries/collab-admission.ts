// What the collab-server asks before it lets a connection open a document, and while it is open. It serves several
// organizations at once, so these are functions in the database that see past row-level security, each for one
// narrow question.
import type { Role } from '@hamnevis/core/access/roles';
import type { Status } from '@hamnevis/core/workflow/statuses';
import type { Database } from '../connect.ts';
import { hashSecret } from './secrets.ts';

/** What a token stands for; it says who, never what they may do. */
export interface TicketHolder {
  personId: string;
  /** The session or API key that asked for the ticket; its end cuts the socket. */
  sessionId: string | null;
  /** Whoever asked may not write, whatever their role: an API key without that scope. */
  readOnly: boolean;
  run: { id: string; attempt: number } | null;
  /** The schema version of the editor that will open the document. */
  schemaVersion: number;
}

/** Somebody's standing in one document at one moment. */
export interface DocumentStanding {
  organizationId: string;
  person: { id: string; name: string; color: string };
  role: Role;
  status: Status;
  /** The document's edit epoch, of the same moment as the status. */
  epoch: number;
  /** The member's epoch, of the same moment as the role. */
  memberEpoch: number;
}

/** A ticket that holds. */
export interface TicketAdmission {
  holder: TicketHolder;
  /** Null where the holder has no access to the document. */
  standing: DocumentStanding | null;
  /** The head of the document's log at that moment. */
  sequence: number;
}

/** What a row of `ticket_admissions` has; from `organization_id` on null without a standing. */
interface TicketRow extends Record<string, unknown> {
  place: number;
  person_id: string;
  session_id: string | null;
  read_only: boolean;
  run_id: string | null;
  attempt: number | null;
  schema_version: number;
  organization_id: string | null;
  status: Status;
  epoch: string | number;
  role: Role;
  member_epoch: string | number;
  name: string;
  color: string;
  sequence: string | number;
}

/**
 * Who brings these tickets to these documents, and how they stand there: one statement for all, so of one moment. In the
 * order of the question; null for a ticket that is unknown, expired, or another document's.
 */
export async function readTicketAdmissions(
  database: Database,
  asked: readonly { ticket: string; documentId: string }[],
): Promise<(TicketAdmission | null)[]> {
  const rows = await database.sql<TicketRow>('select * from ticket_admissions($1::bytea[], $2::uuid[])', [
    database.byteaArray(asked.map(({ ticket }) => hashSecret(ticket))),
    asked.map(({ documentId }) => documentId),
  ]);
  const found = new Map(rows.map((row) => [row.place, row]));
  return asked.map((_, index) => {
    const row = found.get(index + 1);
    return row ? ticketAdmission(row) : null;
  });
}

function ticketAdmission(row: TicketRow): TicketAdmission {
  return {
    holder: {
      personId: row.person_id,
      sessionId: row.session_id,
      readOnly: row.read_only,
      run: row.run_id === null ? null : { id: row.run_id, attempt: row.attempt ?? 0 },
      schemaVersion: row.schema_version,
    },
    standing:
      row.organization_id === null
        ? null
        : {
            organizationId: row.organization_id,
            person: { id: row.person_id, name: row.name, color: row.color },
            role: row.role,
            status: row.status,
            epoch: Number(row.epoch),
            memberEpoch: Number(row.member_epoch),
          },
    sequence: Number(row.sequence ?? 0),
  };
}

/**
 * How these people stand in a document, read in one statement. Whoever is missing from the answer has no access:
 * not a member, suspended, or the document is absent or in the trash.
 */
export async function readStandings(
  database: Database,
  documentId: string,
  personIds: readonly string[],
): Promise<Map<string, DocumentStanding>> {
  const rows = await database.sql<{
    organization_id: string;
    status: Status;
    epoch: string | number;
    role: Role;
    member_epoch: string | number;
    person_id: string;
    name: string;
    color: string;
  }>('select * from standings_in($1::uuid, $2::uuid[])', [documentId, [...personIds]]);
  return new Map(
    rows.map((row) => [
      row.person_id,
      {
        organizationId: row.organization_id,
        person: { id: row.person_id, name: row.name, color: row.color },
        role: row.role,
        status: row.status,
        epoch: Number(row.epoch),
        memberEpoch: Number(row.member_epoch),
      },
    ]),
  );
}

/** Where the logs of documents stand. A document that is missing from the answer is gone or in the trash. */
export async function readHeads(
  database: Database,
  documentIds: readonly string[],
): Promise<Map<string, { sequence: number; epoch: number }>> {
  const rows = await database.sql<{
    document_id: string;
    sequence: string | number;
    epoch: string | number;
  }>('select * from heads_of($1::uuid[])', [[...documentIds]]);
  return new Map(
    rows.map((row) => [row.document_id, { sequence: Number(row.sequence), epoch: Number(row.epoch) }]),
  );
}

/** Those of the sessions and API keys that still hold. */
export async function readLiveSessions(
  database: Database,
  sessionIds: readonly string[],
): Promise<Set<string>> {
  const rows = await database.sql<{ id: string }>(
    `select id from sessions where id = any($1::uuid[]) and expires_at > now()
     union all select live_api_keys($1::uuid[], now()) as id`,
    [[...sessionIds]],
  );
  return new Set(rows.map((row) => row.id));
}

/** The epochs of people's memberships, `<organization>:<person>` to epoch; suspended and removed ones are missing. */
export async function readMemberEpochs(
  database: Database,
  personIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await database.sql<{
    organization_id: string;
    person_id: string;
    epoch: string | number;
  }>('select * from member_epochs_of($1::uuid[])', [[...personIds]]);
  return new Map(rows.map((row) => [`${row.organization_id}:${row.person_id}`, Number(row.epoch)]));
}
