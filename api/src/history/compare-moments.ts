import type { Diff } from '@hamnevis/core/contract/history';
import { articleOf } from '@hamnevis/core/document/yjs';
import { compareArticles, sizeOfChange } from '@hamnevis/core/history/compare';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { readAuthorship } from '@hamnevis/db/log/authorship';
import type { DocumentRow } from '@hamnevis/db/queries/documents';
import { transact } from '@hamnevis/db/queries/transact';
import { documentAt, findVersion } from '@hamnevis/db/queries/versions';
import { nameAuthors } from '../presenters/authors.ts';
import { presentChanges } from '../presenters/diff.ts';
import type { ApiServices } from '../services.ts';

/** A comparison is shown without authors rather than made to wait longer for them. */
const AUTHORSHIP_BUDGET_MS = 1000;

type Moment = Diff['from'];

/**
 * Compares two moments of a text that this person may read. Throws `not-found` for a version that is not one of
 * this document's, and `invalid` for a sequence number beyond the log.
 */
export async function compareMoments(
  services: ApiServices,
  document: DocumentRow,
  personId: string,
  wish: { from: string; to: string },
): Promise<Diff> {
  const { database } = services;
  const reading = await readAuthorship(database, document.id, { budgetMs: AUTHORSHIP_BUDGET_MS });
  const find = (side: 'from' | 'to') =>
    findMoment(services, { side, point: wish[side], document, personId, head: reading.head });
  const from = await find('from');
  const to = await find('to');
  const { authorship } = reading;
  const documentOf = ({ sequence }: Moment) =>
    reading.isCurrent && sequence === reading.head
      ? authorship.document
      : documentAt(database, document.id, sequence);
  const older = await documentOf(from);
  const newer = await documentOf(to);
  // A letter's author never changes once it is known, so authors up to the later moment are enough.
  const hasAuthors = authorship.sequence >= Math.max(from.sequence, to.sequence);
  const authors = hasAuthors ? authorship.attribution(newer) : undefined;
  const changes = compareArticles(articleOf(older), articleOf(newer), {
    language: document.language,
    ...(authors ? { authors, removals: authorship.removals(older) } : {}),
  });
  const nameAuthor = await nameAuthors(database.queries, authors?.labels ?? []);
  return { from, to, ...presentChanges(changes, nameAuthor), size: sizeOfChange(changes), hasAuthors };
}

interface Asked {
  side: 'from' | 'to';
  point: string;
  document: DocumentRow;
  personId: string;
  head: number;
}

async function findMoment(
  { database }: ApiServices,
  { side, point, document, personId, head }: Asked,
): Promise<Moment> {
  if (point === 'now') return { sequence: head, versionId: null, title: document.title };
  if (/^\d+$/.test(point)) {
    const sequence = Number(point);
    if (sequence > head)
      throw new Problem('invalid', { issues: [{ path: side, message: `the log ends at ${head}` }] });
    return { sequence, versionId: null, title: sequence === head ? document.title : null };
  }
  const one = await transact(database, { of: 'version', id: point, personId }, (tx) =>
    findVersion(tx, point, personId),
  );
  // A version of another document is, for this one, none.
  if (one?.version.documentId !== document.id)
    throw new Problem('not-found', { detail: `${side}: this document has no such version` });
  const { id, sequence, title } = one.version;
  return { sequence, versionId: id, title };
}
