// Letters that stand for older ones: whoever splits a paragraph or makes a heading of it inserts what stood there before
// (carried-text.ts). Which letter was the first, and whether it stands somewhere, under whatever id.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type * as Y from 'yjs';
import { stands } from './lost-place.ts';
import type { ReturnedText } from './text-pieces.ts';

/** Names a letter for good. */
export interface LetterId {
  client: number;
  clock: number;
}

/** Letters carried on again and again; a chain that is longer was not made by an editor. */
const MAX_STEPS = 1_000;

export class LetterSources {
  /** By client, sorted by clock. */
  readonly #known = new Map<number, ReturnedText[]>();

  constructor(known: Iterable<ReturnedText> = []) {
    for (const one of known) this.add(one);
  }

  add(one: ReturnedText): void {
    const own = this.#known.get(one.client);
    if (!own) this.#known.set(one.client, [one]);
    else if (!this.#at(one)) own.splice(indexIn(own, one.clock) + 1, 0, one);
  }

  /** The older letters that a letter stands for, the nearest first. */
  sourcesOf({ client, clock }: LetterId): LetterId[] {
    const sources: LetterId[] = [];
    let at = { client, clock };
    for (let one = this.#at(at); one && sources.length < MAX_STEPS; one = this.#at(at)) {
      at = { client: one.from.client, clock: one.from.clock + at.clock - one.clock };
      sources.push(at);
    }
    return sources;
  }

  /** What tells where these letters came from. */
  behind(letters: Iterable<LetterId>): ReturnedText[] {
    const found = new Set<ReturnedText>();
    for (const letter of letters)
      for (const id of [letter, ...this.sourcesOf(letter)]) {
        const one = this.#at(id);
        if (one) found.add(one);
      }
    return [...found];
  }

  /** Forgets where the letters of this client before the clock came from. */
  forget(client: number, clock: number): void {
    const own = this.#known.get(client);
    if (!own) return;
    const left = own.filter((one) => one.clock + one.length > clock);
    if (left.length > 0) this.#known.set(client, left);
    else this.#known.delete(client);
  }

  /** Answers whether a letter stands in this document, as itself or as any other that stands for the same one. */
  standingIn(document: Y.Doc): (letter: LetterId) => boolean {
    const first = (letter: LetterId) => this.sourcesOf(letter).at(-1) ?? letter;
    const standing = new Set<string>();
    for (const { client, clock, length } of this.all())
      for (let at = clock; at < clock + length; at += 1)
        if (stands(document, { client, clock: at })) standing.add(keyOf(first({ client, clock: at })));
    return (letter) => {
      const one = first(letter);
      return stands(document, one) || standing.has(keyOf(one));
    };
  }

  *all(): Generator<ReturnedText, void> {
    for (const own of this.#known.values()) yield* own;
  }

  write(encoder: encoding.Encoder): void {
    const all = [...this.all()];
    encoding.writeVarUint(encoder, all.length);
    for (const { client, clock, length, from } of all)
      for (const number of [client, clock, length, from.client, from.clock])
        encoding.writeVarUint(encoder, number);
  }

  /** Adds what {@link write} wrote. Throws what decoding throws. */
  read(decoder: decoding.Decoder): void {
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
      const [client, clock, length, fromClient, fromClock] = Array.from({ length: 5 }, () =>
        decoding.readVarUint(decoder),
      ) as [number, number, number, number, number];
      this.add({ client, clock, length, from: { client: fromClient, clock: fromClock } });
    }
  }

  #at({ client, clock }: LetterId): ReturnedText | undefined {
    const own = this.#known.get(client);
    const one = own?.[indexIn(own, clock)];
    return one && clock < one.clock + one.length ? one : undefined;
  }
}

function keyOf({ client, clock }: LetterId): string {
  return `${client}:${clock}`;
}

/** The last that begins at or before the clock; -1 when none does. */
function indexIn(sorted: readonly ReturnedText[], clock: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as ReturnedText).clock <= clock) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
