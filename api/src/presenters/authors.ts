import type { Author } from '@hamnevis/core/contract/history';
import type { Queries } from '@hamnevis/db/connect';
import { readPersonRefs } from '@hamnevis/db/queries/people';

/** An author as the log knows one. */
export interface AuthorKey {
  personId: string;
  runId: string | null;
}

/** Turns authors of the log into authors with names. */
export type NameAuthor = (key: AuthorKey) => Author;

/** Reads the names of everybody among these authors, at once. Somebody who was erased has an empty name. */
export async function nameAuthors(queries: Queries, keys: Iterable<AuthorKey>): Promise<NameAuthor> {
  const ids = new Set([...keys].map((key) => key.personId));
  const people = await readPersonRefs(queries, [...ids]);
  return ({ personId, runId }) => ({
    person: people.get(personId) ?? { id: personId, name: '', color: 'p1' },
    runId,
  });
}
