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
  const [row] = await database.sql<{ mine: boolean }>(
    'select bind_client($1::uuid, $2::bigint, $3::uuid, $4::uuid) as mine',
    [documentId, clientId, owner.personId, owner.runId],
  );
  return row?.mine === true;
}
