// How people stand who come to one document at once, asked in one question. Whoever asks while a question is on its way
// waits for the next: an answer is never older than its question.
import type { Database } from '@hamnevis/db/connect';
import { type DocumentStanding, readStandings } from '@hamnevis/db/queries/collab-admission';

export type ReadStanding = (documentId: string, personId: string) => Promise<DocumentStanding | undefined>;

interface Gathering {
  people: Set<string>;
  answer: Promise<Map<string, DocumentStanding>>;
}

export function gatherStandings(database: Database): ReadStanding {
  /** The question of each document that is not asked yet, and the one that is on its way. */
  const gathering = new Map<string, Gathering>();
  const asking = new Map<string, Promise<unknown>>();

  async function ask(documentId: string, people: ReadonlySet<string>) {
    await asking.get(documentId);
    gathering.delete(documentId);
    const answer = readStandings(database, documentId, [...people]);
    const over = answer.then(
      () => {},
      () => {},
    );
    asking.set(documentId, over);
    void over.then(() => {
      if (asking.get(documentId) === over) asking.delete(documentId);
    });
    return answer;
  }

  return async (documentId, personId) => {
    let gathered = gathering.get(documentId);
    if (!gathered) {
      const people = new Set<string>();
      gathered = { people, answer: ask(documentId, people) };
      gathering.set(documentId, gathered);
    }
    gathered.people.add(personId);
    return (await gathered.answer).get(personId);
  };
}
