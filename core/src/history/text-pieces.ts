// Stretches of text with the ids of their letters, and the ways to find one in another.

/** Letters of an update and the older letters that they repeat: the same length, letter by letter. */
export interface ReturnedText {
  client: number;
  clock: number;
  length: number;
  from: { client: number; clock: number };
}

/** Shared text of this length says by itself that it is a return. */
export const TELLING_LENGTH = 8;

/** Shorter shared parts count where they make up this part of the new text together. */
const TELLING_PART = 0.6;

/** A stretch of text and the ids of its letters. */
export class Piece {
  text = '';
  readonly spans: { at: number; client: number; clock: number; length: number }[] = [];
  /** The type that it stands in, where it was read from a document. */
  parent: unknown = null;

  push(client: number, clock: number, text: string): void {
    const last = this.spans.at(-1);
    if (last && last.client === client && last.clock + last.length === clock) last.length += text.length;
    else this.spans.push({ at: this.text.length, client, clock, length: text.length });
    this.text += text;
  }

  /** The ids of [from, from + length). */
  *ids(
    from: number,
    length: number,
  ): Generator<{ at: number; client: number; clock: number; length: number }> {
    const end = from + length;
    for (const span of this.spans) {
      const start = Math.max(from, span.at);
      const stop = Math.min(end, span.at + span.length);
      if (start < stop)
        yield { at: start, client: span.client, clock: span.clock + start - span.at, length: stop - start };
    }
  }
}

/**
 * A block made again with one edit in it: beginning and end are shared, and one of the two texts consists of nothing
 * else.
 */
export function matchEnds(piece: Piece, other: Piece, returned: ReturnedText[]): boolean {
  const shorter = Math.min(piece.text.length, other.text.length);
  let start = 0;
  while (start < shorter && piece.text[start] === other.text[start]) start += 1;
  let end = 0;
  while (end < shorter - start && piece.text.at(-1 - end) === other.text.at(-1 - end)) end += 1;
  if (start + end < shorter) return false;
  if (start > 0) record(piece, 0, other, 0, start, returned);
  if (end > 0) record(piece, piece.text.length - end, other, other.text.length - end, end, returned);
  return true;
}

/** Where each stretch of `size` letters stands in some deleted texts; single letters that were all of a text too. */
export class GramIndex {
  readonly size: number;
  readonly #pieces: readonly Piece[];
  readonly #places = new Map<string, { piece: Piece; at: number }[]>();

  constructor(pieces: readonly Piece[], size: number) {
    this.size = size;
    this.#pieces = pieces;
    for (const piece of pieces) {
      if (piece.text.length === 1) this.#add(piece.text, piece, 0);
      for (let at = 0; at + size <= piece.text.length; at += 1)
        this.#add(piece.text.slice(at, at + size), piece, at);
    }
  }

  #add(gram: string, piece: Piece, at: number): void {
    const places = this.#places.get(gram);
    if (!places) this.#places.set(gram, [{ piece, at }]);
    else if (places.length < 64) places.push({ piece, at });
  }

  /** The longest text that stands in a deleted one as it does in `text` from `at` on. */
  longest(text: string, at: number): { piece: Piece; at: number; length: number } | undefined {
    let best: { piece: Piece; at: number; length: number } | undefined;
    for (const place of this.#places.get(text.slice(at, at + this.size)) ?? []) {
      let length = this.size;
      while (at + length < text.length && text[at + length] === place.piece.text[place.at + length])
        length += 1;
      if (!best || length > best.length) best = { ...place, length };
    }
    if (best) return best;
    const [single] = this.#places.get(text[at] as string) ?? [];
    return single && { ...single, length: 1 };
  }

  /** Some deleted letter that is the same as this one. */
  letter(letter: string): { piece: Piece; at: number } | undefined {
    for (const piece of this.#pieces) {
      const at = piece.text.indexOf(letter);
      if (at >= 0) return { piece, at };
    }
    return undefined;
  }
}

/**
 * Records the longest shared parts from the left, if they are telling; answers whether there was any. Where they make
 * up most of the text, single letters between them that were deleted too count as well. With `everyLetter` it is all
 * of the text, letter by letter if need be, or nothing.
 */
export function matchParts(
  piece: Piece,
  index: GramIndex,
  returned: ReturnedText[],
  { everyLetter = false } = {},
): boolean {
  const parts: { start: number; piece: Piece; at: number; length: number }[] = [];
  const rest: number[] = [];
  for (let at = 0; at < piece.text.length; ) {
    const part = index.longest(piece.text, at);
    if (part) parts.push({ ...part, start: at });
    else rest.push(at);
    at += part?.length ?? 1;
  }
  const most = piece.text.length - rest.length >= piece.text.length * TELLING_PART;
  if (most || everyLetter) {
    let missing = 0;
    for (const at of rest) {
      const letter = index.letter(piece.text[at] as string);
      if (letter) parts.push({ start: at, ...letter, length: 1 });
      else missing += 1;
    }
    if (everyLetter && missing > 0) return false;
    for (const part of parts) record(piece, part.start, part.piece, part.at, part.length, returned);
    return parts.length > 0;
  }
  const telling = parts.filter((part) => part.length >= TELLING_LENGTH);
  for (const part of telling) record(piece, part.start, part.piece, part.at, part.length, returned);
  return telling.length > 0;
}

export function record(
  piece: Piece,
  at: number,
  other: Piece,
  from: number,
  length: number,
  returned: ReturnedText[],
): void {
  for (const target of piece.ids(at, length)) {
    for (const source of other.ids(from + target.at - at, target.length)) {
      const offset = source.at - (from + target.at - at);
      returned.push({
        client: target.client,
        clock: target.clock + offset,
        length: source.length,
        from: { client: source.client, clock: source.clock },
      });
    }
  }
}

/**
 * Records a stretch as letters of `other` in their order, as few cuts as a walk from the left makes; answers false,
 * and records nothing, when it does not hold all of them.
 */
export function recordSubsequence(piece: Piece, other: Piece, returned: ReturnedText[]): boolean {
  const { text } = piece;
  const whole = other.text.indexOf(text);
  if (whole >= 0) {
    record(piece, 0, other, whole, text.length, returned);
    return true;
  }
  // latest[i]: the last place where text[i] may stand so that the rest still fits behind it.
  const latest = new Array<number>(text.length);
  for (let index = text.length - 1, at = other.text.length; index >= 0; index -= 1) {
    at = other.text.lastIndexOf(text[index] as string, at - 1);
    if (at < 0) return false;
    latest[index] = at;
    if (at === 0 && index > 0) return false;
  }
  for (let index = 0, at = 0; index < text.length; ) {
    const run = longestRun(text, index, other.text, at, latest);
    record(piece, index, other, run.at, run.length, returned);
    index += run.length;
    at = run.at + run.length;
  }
  return true;
}

function longestRun(
  text: string,
  index: number,
  other: string,
  from: number,
  latest: readonly number[],
): { at: number; length: number } {
  let best = { at: latest[index] as number, length: 0 };
  const first = text[index] as string;
  for (
    let at = other.indexOf(first, from);
    at >= 0 && at <= (latest[index] as number);
    at = other.indexOf(first, at + 1)
  ) {
    let length = 1;
    while (
      index + length < text.length &&
      at + length <= (latest[index + length] as number) &&
      other[at + length] === text[index + length]
    )
      length += 1;
    if (length > best.length) best = { at, length };
  }
  return best;
}
