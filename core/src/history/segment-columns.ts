// The columns of a segment: small numbers that repeat, run-length coded.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { DeletedRange } from './structs.ts';

/** Times of rows are kept to this many milliseconds. */
export const TICK_MS = 1000;

/** Things that are named by a small number. */
export class Indexed<Item> {
  readonly items: Item[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #key: (item: Item) => string;

  constructor(key: (item: Item) => string) {
    this.#key = key;
  }

  indexOf(item: Item): number {
    const key = this.#key(item);
    let index = this.#indexes.get(key);
    if (index === undefined) {
      index = this.items.push(item) - 1;
      this.#indexes.set(key, index);
    }
    return index;
  }
}

/**
 * Ranges of ids as columns: the client, the distance from the client's range before, the length. Writing goes on
 * where it ended; deleting goes on beside where it began, since people delete backwards.
 */
export class RangeColumns {
  readonly #clientIds: Indexed<number>;
  readonly #follows: RangesFollow;
  readonly #clients = new encoding.UintOptRleEncoder();
  readonly #distances = new encoding.UintOptRleEncoder();
  readonly #lengths = new encoding.UintOptRleEncoder();
  readonly #expected = new Map<number, number>();
  #count = 0;

  constructor(clientIds: Indexed<number>, follows: RangesFollow) {
    this.#clientIds = clientIds;
    this.#follows = follows;
  }

  write({ client, clock, length }: DeletedRange): void {
    const distance = clock - (this.#expected.get(client) ?? 0);
    this.#expected.set(client, this.#follows === 'end' ? clock + length : clock);
    this.#clients.write(this.#clientIds.indexOf(client));
    this.#distances.write(distance < 0 ? -2 * distance - 1 : 2 * distance);
    this.#lengths.write(length);
    this.#count += 1;
  }

  appendTo(block: encoding.Encoder): void {
    encoding.writeVarUint(block, this.#count);
    encoding.writeVarUint8Array(block, this.#clients.toUint8Array());
    encoding.writeVarUint8Array(block, this.#distances.toUint8Array());
    encoding.writeVarUint8Array(block, this.#lengths.toUint8Array());
    encoding.writeVarUint(block, this.#clientIds.items.length);
    for (const client of this.#clientIds.items) encoding.writeVarUint(block, client);
  }
}

type RangesFollow = 'end' | 'start';

export class RangeReader {
  readonly count: number;
  readonly #follows: RangesFollow;
  readonly #clients: decoding.UintOptRleDecoder;
  readonly #distances: decoding.UintOptRleDecoder;
  readonly #lengths: decoding.UintOptRleDecoder;
  readonly #clientIds: number[] = [];
  readonly #expected = new Map<number, number>();

  constructor(block: Uint8Array, follows: RangesFollow) {
    const decoder = decoding.createDecoder(block);
    this.#follows = follows;
    this.count = decoding.readVarUint(decoder);
    this.#clients = new decoding.UintOptRleDecoder(decoding.readVarUint8Array(decoder));
    this.#distances = new decoding.UintOptRleDecoder(decoding.readVarUint8Array(decoder));
    this.#lengths = new decoding.UintOptRleDecoder(decoding.readVarUint8Array(decoder));
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1)
      this.#clientIds.push(decoding.readVarUint(decoder));
  }

  read(): DeletedRange {
    const client = this.#clientIds[this.#clients.read()] as number;
    const distance = this.#distances.read();
    const clock =
      (this.#expected.get(client) ?? 0) + (distance % 2 === 1 ? -(distance + 1) / 2 : distance / 2);
    const length = this.#lengths.read();
    this.#expected.set(client, this.#follows === 'end' ? clock + length : clock);
    return { client, clock, length };
  }
}

/** Times as columns: the ticks between two moments in which anything was written, and the rows of each. */
export class TickEncoder {
  readonly #gaps = new encoding.UintOptRleEncoder();
  readonly #counts = new encoding.UintOptRleEncoder();
  #tick = 0;
  #count = 0;

  /** Times that run backwards (two nodes commit at once) are drawn up to the row before. */
  write(timeMs: number): void {
    const tick = Math.max(this.#tick, Math.floor(timeMs / TICK_MS));
    if (tick !== this.#tick && this.#count > 0) this.#flush();
    if (this.#count === 0) {
      this.#gaps.write(tick - this.#tick);
      this.#tick = tick;
    }
    this.#count += 1;
  }

  #flush(): void {
    this.#counts.write(this.#count);
    this.#count = 0;
  }

  toUint8Array(): Uint8Array {
    if (this.#count > 0) this.#flush();
    const block = encoding.createEncoder();
    encoding.writeVarUint8Array(block, this.#gaps.toUint8Array());
    encoding.writeUint8Array(block, this.#counts.toUint8Array());
    return encoding.toUint8Array(block);
  }
}

export class TickDecoder {
  readonly #gaps: decoding.UintOptRleDecoder;
  readonly #counts: decoding.UintOptRleDecoder;
  #tick = 0;
  #left = 0;

  constructor(block: Uint8Array) {
    const decoder = decoding.createDecoder(block);
    this.#gaps = new decoding.UintOptRleDecoder(decoding.readVarUint8Array(decoder));
    this.#counts = new decoding.UintOptRleDecoder(decoding.readTailAsUint8Array(decoder));
  }

  read(): number {
    if (this.#left === 0) {
      this.#tick += this.#gaps.read();
      this.#left = this.#counts.read();
    }
    this.#left -= 1;
    return this.#tick * TICK_MS;
  }
}
