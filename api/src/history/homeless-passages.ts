import { joinPieces, type LostPassage } from '@hamnevis/core/history/lost-pieces';
import { placeOfLetter, stands } from '@hamnevis/core/history/lost-place';
import type { Database } from '@hamnevis/db/connect';
import { readAuthorship } from '@hamnevis/db/log/authorship';
import type { HomelessRow } from '@hamnevis/db/queries/homeless-words';

/** The place is a kindness: the words are shown without it while the history is still worked out. */
const PLACE_BUDGET_MS = 1000;

export interface PlacedPassage extends LostPassage<HomelessPiece> {
  place: number | null;
}

type HomelessPiece = HomelessRow & { client: number };

/** What stood together as one passage, in the order of the text; blank ones are left out. */
export async function placePassages(
  database: Database,
  documentId: string,
  rows: readonly HomelessRow[],
): Promise<PlacedPassage[]> {
  const passages = joinPieces(rows.map((row) => ({ ...row, client: row.clientId }))).filter(
    ({ text }) => text.trim() !== '',
  );
  if (passages.length === 0) return [];
  const { authorship, isCurrent } = await readAuthorship(database, documentId, { budgetMs: PLACE_BUDGET_MS });
  // Words that could not be placed at first may have found what they lacked.
  const lost = isCurrent ? passages.filter((one) => !stands(authorship.document, one)) : passages;
  const placed = lost.map((passage) => ({
    ...passage,
    place: isCurrent ? placeOfLetter(authorship.document, passage.client, passage.clock) : null,
  }));
  return placed.sort((a, b) => (a.place ?? Number.MAX_SAFE_INTEGER) - (b.place ?? Number.MAX_SAFE_INTEGER));
}
