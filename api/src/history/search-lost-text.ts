import type { LostText } from '@hamnevis/core/contract/history';
import { placeOfLetter } from '@hamnevis/core/history/lost-place';
import { findLostText } from '@hamnevis/core/history/lost-text';
import { readAuthorship } from '@hamnevis/db/log/authorship';
import { findRows } from '@hamnevis/db/log/find-rows';
import { nameAuthors } from '../presenters/authors.ts';
import type { ApiServices } from '../services.ts';
import { behindTheLog } from './behind-the-log.ts';

/** Pieces in one answer. */
const MOST_PIECES = 50;

const HISTORY_BUDGET_MS = 1500;

/**
 * Searches everything that the log of a document ever acknowledged for words that do not stand in it any more.
 * Throws `unavailable` while its history is worked out.
 */
export async function searchLostText(
  { database }: ApiServices,
  documentId: string,
  words: string,
): Promise<LostText> {
  const reading = await readAuthorship(database, documentId, { budgetMs: HISTORY_BUDGET_MS });
  if (!reading.isCurrent) throw behindTheLog(reading);
  const { authorship } = reading;
  const found = findLostText(authorship.document, words, MOST_PIECES + 1);
  const more = found.length > MOST_PIECES;
  const shown = found.slice(0, MOST_PIECES);
  const rows = await findRows(database, documentId, shown);
  const labels = shown.map(({ client, clock }) => authorship.labelOf(client, clock));
  const removals = rows.flatMap((row) => row?.removal ?? []);
  const nameAuthor = await nameAuthors(database.queries, [
    ...labels.filter((label) => label !== null),
    ...removals,
  ]);
  const pieces = shown.flatMap(({ text, client, clock }, index) => {
    const row = rows[index];
    const label = labels[index];
    if (!row) return [];
    return {
      text,
      author: label ? nameAuthor(label) : null,
      writtenAt: new Date(row.createdAtMs).toISOString(),
      sequence: row.sequence,
      removed: row.removal && {
        author: nameAuthor(row.removal),
        at: new Date(row.removal.createdAtMs).toISOString(),
      },
      place: placeOfLetter(authorship.document, client, clock),
    };
  });
  pieces.sort((a, b) => b.sequence - a.sequence);
  return { pieces, more };
}
