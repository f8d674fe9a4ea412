// Text that comes back. Editors delete and insert again when a paragraph is split, joined, moved or turned into
// another kind of block; undo inserts again what was deleted; a restore inserts what once stood there. This file
// finds, for the text that an update brought, the letters that it is a return of. Whatever it does not find is new.
import * as Y from 'yjs';
import { ClockRanges } from './clock-ranges.ts';
import { type DeletedRange, type Struct, textOf } from './structs.ts';
import {
  GramIndex,
  matchEnds,
  matchParts,
  Piece,
  type ReturnedText,
  record,
  recordSubsequence,
  TELLING_LENGTH,
} from './text-pieces.ts';

/** What happened in one update, inside the transaction that applied it: nothing is merged or collected yet. */
export interface AppliedUpdate {
  document: Y.Doc;
  /** The structs that the update brought and the document lacked. */
  fresh: readonly Struct[];
  /** The ranges that died in the transaction. */
  died: readonly DeletedRange[];
  /** The ranges that the update's own delete set names, dead before or not. */
  named: readonly DeletedRange[];
  /** Whether to look through everything that was ever deleted: for restores. */
  searchAll: boolean;
}

/** Text of this length in a block that undo made is looked for in the dead block beside it. */
const TELLING_UNDO = 4;

/** Above this many comparisons (new letters times deleted ones) only long shared parts are looked for. */
const MANY_COMPARISONS = 4_000_000;

/** A delete set of more ranges is taken for a whole one. */
const WHOLE_DELETE_SET = 256;

/** Tombstones that are stepped over when deleted neighbours are put together. */
const MAX_STEPS = 64;

/** The parts of an update's text that are a return. */
export function findReturnedText(update: AppliedUpdate): ReturnedText[] {
  const returned: ReturnedText[] = [];
  const waiting: Struct[] = [];
  for (const struct of update.fresh) {
    const text = textOf(struct);
    if (text === undefined) continue;
    const undone = undoneBy(struct as Y.Item, text, update.document);
    if (undone) returned.push(undone);
    else waiting.push(struct);
  }
  if (waiting.length === 0) return returned;
  const pieces = freshPieces(waiting, update.fresh);
  let left = pieces;
  const deleted = deletedByUpdate(update);
  if (deleted.length > 0) left = matchPieces(left, deadPieces(update.document, deleted), returned);
  if (left.length > 0) left = matchRecreated(left, update, returned);
  if (update.searchAll) {
    const rest = pieces.flatMap((piece) => uncovered(piece, returned));
    if (rest.length > 0) matchEverywhere(rest, update.document, returned);
  }
  return returned;
}

/**
 * What the update's sender deleted. What its delete set names counts also where another had deleted it before: the
 * sender did not know, and put all of it into the new block. A whole delete set, as a returning client sends it,
 * names everything that ever died; of such a one only what died now counts.
 */
export function deletedByUpdate({
  died,
  named,
}: Pick<AppliedUpdate, 'died' | 'named'>): readonly DeletedRange[] {
  return named.length <= WHOLE_DELETE_SET ? named : died;
}

/**
 * Undo puts each deleted item back right before itself: the new item's right neighbour is the dead one whose text
 * it has (`redoItem` in yjs/structs/Item.js).
 */
export function undoneBy(item: Y.Item, text: string, document: Y.Doc): ReturnedText | undefined {
  const { client, clock } = item.id;
  const { length } = text;
  const right = item.rightOrigin;
  if (right !== null && textAt(document, right.client, right.clock, length) === text)
    return { client, clock, length, from: { client: right.client, clock: right.clock } };
  // Where the text stands in a block that undo made again, the dead item is on the other side.
  const left = item.origin && { client: item.origin.client, clock: item.origin.clock - length + 1 };
  if (left && left.clock >= 0 && textAt(document, left.client, left.clock, length) === text)
    return { client, clock, length, from: left };
  return undefined;
}

/** The deleted text of [clock, clock + length); undefined where any of it lives or is no text. */
function textAt(document: Y.Doc, client: number, clock: number, length: number): string | undefined {
  const structs = document.store.clients.get(client);
  const last = structs?.at(-1);
  if (!structs || !last || clock + length > last.id.clock + last.length) return undefined;
  let text = '';
  for (let index = Y.findIndexSS(structs, clock); text.length < length; index += 1) {
    const struct = structs[index];
    if (!(struct instanceof Y.Item) || !struct.deleted || !(struct.content instanceof Y.ContentString))
      return undefined;
    const skip = Math.max(0, clock + text.length - struct.id.clock);
    text += struct.content.str.slice(skip, skip + length - text.length);
  }
  return text;
}

/** Text of an update as stretches: items that were written one behind the other, marks between them or not. */
export function freshPieces(texts: readonly Struct[], fresh: readonly Struct[]): Piece[] {
  const wanted = new Set(texts);
  const pieces: Piece[] = [];
  let piece: Piece | undefined;
  let before: Struct | undefined;
  for (const struct of fresh) {
    const follows =
      before !== undefined &&
      struct instanceof Y.Item &&
      before.id.client === struct.id.client &&
      before.id.clock + before.length === struct.id.clock &&
      struct.origin !== null &&
      struct.origin.client === struct.id.client &&
      struct.origin.clock === struct.id.clock - 1;
    if (!follows) piece = undefined;
    if (wanted.has(struct)) {
      if (!piece) {
        piece = new Piece();
        pieces.push(piece);
      }
      piece.push(struct.id.client, struct.id.clock, textOf(struct) as string);
    } else if (!(struct instanceof Y.Item && struct.content instanceof Y.ContentFormat)) piece = undefined;
    before = struct;
  }
  return pieces;
}

/** Deleted text as it stood: neighbours in the document put together, older tombstones between them left out. */
export function deadPieces(document: Y.Doc, ranges: readonly DeletedRange[]): Piece[] {
  const dead = new Set<Y.Item>();
  for (const range of ranges) for (const item of textItemsIn(document, range)) dead.add(item);
  const pieces: Piece[] = [];
  for (const item of dead) {
    let first = item;
    for (let left = neighbour(first, 'left', dead); left; left = neighbour(first, 'left', dead)) first = left;
    const piece = new Piece();
    piece.parent = first.parent;
    for (let at: Y.Item | undefined = first; at; at = neighbour(at, 'right', dead)) {
      piece.push(at.id.client, at.id.clock, (at.content as Y.ContentString).str);
      // Deleting from a set while it is walked is allowed, and saves each stretch from being walked twice.
      dead.delete(at);
    }
    pieces.push(piece);
  }
  return pieces;
}

function* textItemsIn(document: Y.Doc, range: DeletedRange): Generator<Y.Item> {
  const structs = document.store.clients.get(range.client);
  const last = structs?.at(-1);
  if (!structs || !last || range.clock >= last.id.clock + last.length) return;
  for (let index = Y.findIndexSS(structs, range.clock); index < structs.length; index += 1) {
    const struct = structs[index] as Y.Item | Y.GC;
    if (struct.id.clock >= range.clock + range.length) return;
    if (struct instanceof Y.Item && struct.deleted && struct.content instanceof Y.ContentString) yield struct;
  }
}

/** The next item of the set in the same text, unless living text stands between. */
function neighbour(item: Y.Item, side: 'left' | 'right', within: ReadonlySet<Y.Item>): Y.Item | undefined {
  let steps = 0;
  for (let at = item[side]; at !== null && steps < MAX_STEPS; at = at[side], steps += 1) {
    if (within.has(at)) return at;
    if (!at.deleted && at.countable) return undefined;
  }
  return undefined;
}

/** Matches new stretches with deleted ones; answers the stretches of which nothing was found. */
function matchPieces(pieces: readonly Piece[], dead: readonly Piece[], returned: ReturnedText[]): Piece[] {
  if (dead.length === 0) return [...pieces];
  const byText = Map.groupBy(dead, (piece) => piece.text);
  const indexes = new Map<number, GramIndex>();
  const deadLetters = dead.reduce((sum, piece) => sum + piece.text.length, 0);
  return pieces.filter((piece) => {
    const same = byText.get(piece.text);
    const whole = same && same.length > 1 ? same.shift() : same?.[0];
    if (whole) {
      record(piece, 0, whole, 0, piece.text.length, returned);
      return false;
    }
    const size = piece.text.length * deadLetters > MANY_COMPARISONS ? TELLING_LENGTH : 2;
    let index = indexes.get(size);
    if (!index) {
      index = new GramIndex(dead, size);
      indexes.set(size, index);
    }
    return !matchParts(piece, index, returned) && !dead.some((other) => matchEnds(piece, other, returned));
  });
}

/**
 * Undoing the deletion of a whole block makes the block again, right before the dead one, and then its text inside:
 * that text has the dead block's letters in their order. Undone in several steps, the text comes into a block that
 * an earlier step made; there the text must be telling, since anybody may write into a block beside a dead one.
 */
export function matchRecreated(
  pieces: readonly Piece[],
  update: Pick<AppliedUpdate, 'document' | 'fresh'>,
  returned: ReturnedText[],
): Piece[] {
  const elements = new Set<string>();
  for (const struct of update.fresh)
    if (struct instanceof Y.Item && struct.content instanceof Y.ContentType)
      elements.add(`${struct.id.client} ${struct.id.clock}`);
  const isFresh = (item: Y.Item) => elements.has(`${item.id.client} ${item.id.clock}`);
  const texts = new Map<Y.Item, Piece[]>();
  return pieces.filter((piece) => {
    if (elements.size === 0 && piece.text.length < TELLING_UNDO) return true;
    const [span] = piece.spans;
    const item = span && Y.getItem(update.document.store, Y.createID(span.client, span.clock));
    if (!(item instanceof Y.Item)) return true;
    return !deadTwinsAround(item, update.document).some(({ made, twin }) => {
      if (!isFresh(made) && piece.text.length < TELLING_UNDO) return false;
      let candidates = texts.get(twin);
      if (!candidates) {
        candidates = deadTextsIn(twin);
        texts.set(twin, candidates);
      }
      return candidates.some(
        (candidate) =>
          (isFresh(made) || candidate.text.includes(piece.text)) &&
          recordSubsequence(piece, candidate, returned),
      );
    });
  });
}

/** Elements around `item`, and the dead elements of the same kind that they stand right before. */
function deadTwinsAround(item: Y.Item, document: Y.Doc): { made: Y.Item; twin: Y.Item }[] {
  const twins: { made: Y.Item; twin: Y.Item }[] = [];
  for (let made = parentItem(item); made; made = parentItem(made)) {
    let right = made.rightOrigin;
    // Made and deleted again and again, twins stand in a row.
    for (let steps = 0; right !== null && steps < 8; steps += 1) {
      const twin: Y.Item | Y.GC = Y.getItem(document.store, right);
      if (!(twin instanceof Y.Item) || !twin.deleted || !isSameKind(made, twin)) break;
      twins.push({ made, twin });
      right = twin.rightOrigin;
    }
  }
  return twins;
}

function parentItem(item: Y.Item): Y.Item | null {
  return (item.parent as Y.AbstractType<unknown> | null)?._item ?? null;
}

function isSameKind(one: Y.Item, other: Y.Item): boolean {
  if (!(one.content instanceof Y.ContentType) || !(other.content instanceof Y.ContentType)) return false;
  const a = one.content.type;
  const b = other.content.type;
  if (a instanceof Y.XmlElement && b instanceof Y.XmlElement) return a.nodeName === b.nodeName;
  return a instanceof Y.XmlText && b instanceof Y.XmlText;
}

/** The dead text of each text node inside an element, every letter that ever stood there. */
function deadTextsIn(element: Y.Item): Piece[] {
  const pieces: Piece[] = [];
  const visit = (item: Y.Item) => {
    if (!(item.content instanceof Y.ContentType)) return;
    const { type } = item.content;
    const piece = new Piece();
    piece.parent = type;
    for (let child = type._start; child !== null; child = child.right) {
      if (child.content instanceof Y.ContentString && child.deleted)
        piece.push(child.id.client, child.id.clock, child.content.str);
      else visit(child);
    }
    if (piece.text) pieces.push(piece);
  };
  visit(element);
  return pieces;
}

/** The parts of a stretch that nothing was found for yet. */
function uncovered(piece: Piece, returned: readonly ReturnedText[]): Piece[] {
  const found = new ClockRanges();
  for (const copy of returned) found.set(copy.client, copy.clock, copy.length, 1);
  const rest: Piece[] = [];
  let open: Piece | undefined;
  for (const span of piece.spans) {
    for (const slice of found.slices(span.client, span.clock, span.length)) {
      if (slice.value !== undefined) {
        open = undefined;
        continue;
      }
      if (!open) {
        open = new Piece();
        rest.push(open);
      }
      const at = span.at + slice.clock - span.clock;
      open.push(span.client, slice.clock, piece.text.slice(at, at + slice.length));
    }
  }
  return rest;
}

/** For restores: looks in everything that died, in the text that the stretch stands in first. */
function matchEverywhere(pieces: readonly Piece[], document: Y.Doc, returned: ReturnedText[]): void {
  const graves = allDeadTexts(document);
  const byParent = Map.groupBy(graves, (grave) => grave.parent);
  const grams = new Map<string, Set<Piece>>();
  let everything: GramIndex | undefined;
  const GRAM = 4;
  for (const grave of graves) {
    for (let at = 0; at + GRAM <= grave.text.length; at += 1) {
      const gram = grave.text.slice(at, at + GRAM);
      const holders = grams.get(gram);
      if (holders) holders.add(grave);
      else grams.set(gram, new Set([grave]));
    }
  }
  for (const piece of pieces) {
    const [span] = piece.spans;
    const item = span && Y.getItem(document.store, Y.createID(span.client, span.clock));
    const here = item instanceof Y.Item ? (byParent.get(item.parent) ?? []) : [];
    if (here.some((grave) => recordSubsequence(piece, grave, returned))) continue;
    const votes = new Map<Piece, number>();
    for (let at = 0; at + GRAM <= piece.text.length; at += 1)
      for (const grave of grams.get(piece.text.slice(at, at + GRAM)) ?? [])
        votes.set(grave, (votes.get(grave) ?? 0) + 1);
    const best = [...votes]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 3)
      .map(([grave]) => grave);
    if (best.some((grave) => recordSubsequence(piece, grave, returned))) continue;
    if (matchParts(piece, new GramIndex([...here, ...best], TELLING_LENGTH), returned)) continue;
    // Letters that never stood together in what died: others' words between them are still there, or older.
    everything ??= new GramIndex(graves, 2);
    matchParts(piece, everything, returned, { everyLetter: true });
  }
}

/** The dead text of every text node in the document, living neighbours left out. */
function allDeadTexts(document: Y.Doc): Piece[] {
  const seen = new Set<unknown>();
  const pieces: Piece[] = [];
  for (const structs of document.store.clients.values()) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item) || !struct.deleted || !(struct.content instanceof Y.ContentString))
        continue;
      if (seen.has(struct.parent)) continue;
      seen.add(struct.parent);
      const piece = new Piece();
      piece.parent = struct.parent;
      const parent = struct.parent as Y.AbstractType<unknown>;
      for (let item = parent._start; item !== null; item = item.right)
        if (item.deleted && item.content instanceof Y.ContentString)
          piece.push(item.id.client, item.id.clock, item.content.str);
      pieces.push(piece);
    }
  }
  return pieces;
}
