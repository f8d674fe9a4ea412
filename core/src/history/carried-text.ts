// Text that one's own change takes along: a split, a join, another kind of block, a list around it, a move, an undo. The
// editor deletes it and inserts it again, so its letters get new ids. Stricter than returned-text.ts, which tells who
// wrote a letter: one that is named wrongly here would count as never typed. What is not found was typed.
import type * as Y from 'yjs';
import { deadPieces, freshPieces, matchRecreated, undoneBy } from './returned-text.ts';
import { type DeletedRange, type Struct, textOf } from './structs.ts';
import { GramIndex, type Piece, type ReturnedText, record, TELLING_LENGTH } from './text-pieces.ts';

/** Shorter than this, a text that died says nothing by being the beginning or the end of another. */
const LEAST_END = 2;
/** Nor is a shorter one that is turned round: a correction may be. */
const LEAST_TURN = 4;

/** A change of one's own, inside its transaction: nothing is merged or collected yet. */
export interface OwnChange {
  document: Y.Doc;
  /** What it inserted. */
  fresh: readonly Struct[];
  /** What it deleted. */
  died: readonly DeletedRange[];
  /** What one's own changes did before: cut out, it may come back by a paste. */
  diedBefore?: readonly DeletedRange[];
  isUndo: boolean;
}

/** The inserted letters that are others over again, each with the one that it stands for. */
export function findCarriedText(change: OwnChange): ReturnedText[] {
  const { document, fresh, died, diedBefore = [], isUndo } = change;
  const carried: ReturnedText[] = [];
  const waiting: Struct[] = [];
  for (const struct of fresh) {
    const text = textOf(struct);
    if (text === undefined) continue;
    const undone = isUndo ? undoneBy(struct as Y.Item, text, document) : undefined;
    if (undone) carried.push(undone);
    else waiting.push(struct);
  }
  if (waiting.length === 0) return carried;
  const pieces = freshPieces(waiting, fresh);
  let rest = isUndo ? matchRecreated(pieces, { document, fresh }, carried) : pieces;
  if (died.length > 0) rest = matchCarried(rest, deadPieces(document, died), carried);
  // Apart from what this change deleted, since the two may have stood between each other.
  rest = rest.filter(({ text }) => text.length >= TELLING_LENGTH);
  if (diedBefore.length > 0 && rest.length > 0) matchCarried(rest, deadPieces(document, diedBefore), carried);
  return carried;
}

/** Answers the pieces in which nothing was found. */
function matchCarried(pieces: readonly Piece[], dead: readonly Piece[], carried: ReturnedText[]): Piece[] {
  const byText = Map.groupBy(dead, ({ text }) => text);
  let index: GramIndex | undefined;
  return pieces.filter((piece) => {
    const same = byText.get(piece.text);
    const whole = same && same.length > 1 ? same.shift() : same?.[0];
    if (whole) record(piece, 0, whole, 0, piece.text.length, carried);
    if (whole || dead.some((other) => matchTurned(piece, other, carried))) return false;
    index ??= new GramIndex(dead, TELLING_LENGTH);
    return !matchStretches(piece, dead, index, carried);
  });
}

/**
 * A block's first part made anew: what the editor deletes then is the difference of the whole and the rest, which may
 * begin some letters later (of «cat cart» to «cart» it is «t ca»).
 */
function matchTurned(piece: Piece, other: Piece, carried: ReturnedText[]): boolean {
  const { length } = piece.text;
  if (other.text.length !== length || length < LEAST_TURN) return false;
  const turn = (piece.text + piece.text).indexOf(other.text);
  if (turn < 0) return false;
  record(piece, turn, other, 0, length - turn, carried);
  record(piece, 0, other, length - turn, turn, carried);
  return true;
}

/** Long stretches of dead texts, and short dead texts that are its beginning or its end; answers whether there are any. */
function matchStretches(
  piece: Piece,
  dead: readonly Piece[],
  index: GramIndex,
  carried: ReturnedText[],
): boolean {
  const { text } = piece;
  let hasFound = false;
  for (let at = 0; at < text.length; ) {
    const long = index.longest(text, at);
    const found = long && long.length >= TELLING_LENGTH ? long : endAt(text, at, dead);
    if (found) record(piece, at, found.piece, found.at, found.length, carried);
    hasFound ||= found !== undefined;
    at += found?.length ?? 1;
  }
  return hasFound;
}

function endAt(text: string, at: number, dead: readonly Piece[]) {
  const other = dead.find(
    (one) =>
      one.text.length >= LEAST_END &&
      text.startsWith(one.text, at) &&
      (at === 0 || at + one.text.length === text.length),
  );
  return other && { piece: other, at: 0, length: other.text.length };
}
