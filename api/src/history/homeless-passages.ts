import type { LetterId } from '@hamnevis/core/history/letter-sources';
import { joinPieces, type LostPassage, piecesWithout } from '@hamnevis/core/history/lost-pieces';
import { placeOfLetter } from '@hamnevis/core/history/lost-place';
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
  if (rows.length === 0) return [];
  const { authorship, isCurrent } = await readAuthorship(database, documentId, { budgetMs: PLACE_BUDGET_MS });
  const pieces = rows.map((row) => ({ ...row, client: row.clientId }));
  const lost = isCurrent ? withoutStanding(pieces, authorship.standing()) : pieces;
  const passages = joinPieces(lost).filter(({ text }) => text.trim() !== '');
  const placed = passages.map((passage) => ({
    ...passage,
    place: isCurrent ? placeOfLetter(authorship.document, passage.client, passage.clock) : null,
  }));
  return placed.sort((a, b) => (a.place ?? Number.MAX_SAFE_INTEGER) - (b.place ?? Number.MAX_SAFE_INTEGER));
}

/**
 * What does not stand in the text: words that could not be placed at first may have found what they lacked, and what their
 * author split or converted in a list that another took apart stands where that one put it. A piece is settled as a
 * whole, so what is left of it stays one.
 */
function withoutStanding(
  pieces: readonly HomelessPiece[],
  isStanding: (letter: LetterId) => boolean,
): HomelessPiece[] {
  return pieces.flatMap((piece) => {
    const { client, clock, text } = piece;
    const letters = Array.from({ length: text.length }, (_, at) => ({
      client,
      clock: clock + at,
      length: 1,
    }));
    const [first, ...more] = piecesWithout([piece], letters.filter(isStanding));
    return first ? [{ ...first, text: [first, ...more].map((part) => part.text).join('') }] : [];
  });
}
