import type { Database } from '../connect.ts';

/** Whom a Yjs client id is bound to. */
export interface ClientOwner {
  personId: string;
  runId: string | null;
}

/**
 * Binds a client id of a document to its first user, for good. Answers false when it belongs to somebody else.
 * Asking again for the same owner is harmless.
 */
export async function bindClient(
  database: Database,
  documentId: string,
  clientId: number,
  owner: ClientOwner,
): Promise<boolean> {
  await database.sql(
    `insert into document_clients (document_id, client_id, person_id, run_id)
     values ($1, $2, $3, $4) on conflict do nothing`,
    [documentId, clientId, owner.personId, owner.runId],
  );
  const [row] = await database.sql<{ mine: boolean }>(
    `select person_id = $3 and run_id is not distinct from $4::uuid as mine from document_clients
     where document_id = $1 and client_id = $2`,
    [documentId, clientId, owner.personId, owner.runId],
  );
  return row?.mine === true;
}
