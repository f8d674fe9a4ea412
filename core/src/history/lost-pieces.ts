// Lost letters as they are filed: each named by its Yjs client and clock, so that a letter is kept once however often
// and in whatever pieces it was noticed.

/** Letters of one client that follow each other. */
export interface LostPiece {
  client: number;
  clock: number;
  text: string;
}

type LetterRange = Pick<LostPiece, 'client' | 'clock'> & { length: number };

/** What of these pieces is in none of the ranges. */
export function piecesWithout<Piece extends LostPiece>(
  pieces: readonly Piece[],
  ranges: readonly LetterRange[],
): Piece[] {
  const byClient = Map.groupBy(ranges, (range) => range.client);
  return pieces.flatMap((piece) => {
    const end = piece.clock + piece.text.length;
    const left: Piece[] = [];
    let at = piece.clock;
    const keep = (to: number) => {
      if (to > at)
        left.push({ ...piece, clock: at, text: piece.text.slice(at - piece.clock, to - piece.clock) });
    };
    const known = [...(byClient.get(piece.client) ?? [])].sort((a, b) => a.clock - b.clock);
    for (const range of known) {
      if (range.clock >= end) break;
      keep(range.clock);
      at = Math.max(at, range.clock + range.length);
    }
    keep(end);
    return left;
  });
}

/** Pieces that belong together, as one text; `pieces` are those that it was made of. */
export interface LostPassage<Piece extends LostPiece> extends LostPiece {
  pieces: [Piece, ...Piece[]];
}

/** Pieces whose letters follow each other or overlap, joined; in the order of their clients and clocks. */
export function joinPieces<Piece extends LostPiece>(pieces: readonly Piece[]): LostPassage<Piece>[] {
  const passages: LostPassage<Piece>[] = [];
  const sorted = [...pieces].sort((a, b) => a.client - b.client || a.clock - b.clock);
  for (const piece of sorted) {
    const last = passages.at(-1);
    const end = last ? last.clock + last.text.length : 0;
    if (last?.client === piece.client && piece.clock <= end) {
      last.text += piece.text.slice(end - piece.clock);
      last.pieces.push(piece);
    } else {
      const { client, clock, text } = piece;
      passages.push({ client, clock, text, pieces: [piece] });
    }
  }
  return passages;
}
