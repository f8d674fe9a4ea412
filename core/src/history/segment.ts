// A segment is an interval of the log in a small space. Nothing of the text is lost, deleted text included, and
// every row can be had back: its sequence, actor, run, kind, second, the structs that it brought and the ranges
// that it deleted. What goes: the request id, the part of the time below a tick, and what changed nothing (structs
// that were known before, whole delete sets that a returning client repeats).
//
// Layout, three blocks that are compressed and read apart, since opening a version needs the third of the
// segments before it, and the others of one segment only:
//   rows     who, when, and how many structs and deletions each row had (columns, run-length coded)
//   deletes  the deleted ranges in the order of their rows (columns)
//   update   the whole interval as one Yjs update V2, runs of writing joined
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { ClockRanges } from './clock-ranges.ts';
import { type LogRow, ROW_KINDS, type RowKind } from './log-row.ts';
import {
  cutStruct,
  type DeletedRange,
  decodeUpdate,
  decodeUpdateV2,
  encodeStructs,
  joinStructs,
  type Struct,
} from './structs.ts';

const FORMAT = 1;

/** Times of rows are kept to this many milliseconds. */
export const TICK_MS = 1000;

/** A row that deletes more ranges than this repeats a whole delete set; only what is new in it is kept. */
const WHOLE_DELETE_SET = 64;

/** Who wrote a row and why; rows of one hand in a row cost next to nothing. */
interface Hand {
  actorId: string;
  runId: string | null;
  kind: RowKind;
}

/** An encoded segment; the three blocks are not compressed yet. */
export interface SegmentBlocks {
  rows: Uint8Array;
  deletes: Uint8Array;
  update: Uint8Array;
}

/**
 * What stood in the log before a segment, so that it leaves out what is known already. A new one stands at the
 * log's beginning; `encodeSegment` moves it on, and `include` moves it over segments that exist.
 */
export class Frontier {
  /** Next clock of each client. */
  readonly clocks = new Map<number, number>();
  readonly deleted = new ClockRanges();

  /** Moves on over the update (V2) of the next segment. */
  include(update: Uint8Array): void {
    const { structs, deletes } = decodeUpdateV2(update);
    for (const { id, length } of structs)
      this.clocks.set(id.client, Math.max(this.clocks.get(id.client) ?? 0, id.clock + length));
    for (const range of deletes) this.deleted.set(range.client, range.clock, range.length, 1);
  }
}

/**
 * Encodes rows that follow one another, from where the frontier stands. Throws a RangeError when the sequence has
 * a gap, or when a row brings structs whose predecessors no row before it brought (the gate lets none through: such
 * rows are left in the log, for somebody to look at); a TypeError without rows. The frontier is then of no use.
 */
export function encodeSegment(rows: readonly LogRow[], frontier: Frontier): SegmentBlocks {
  const first = rows[0];
  if (!first) throw new TypeError('a segment holds at least one row');
  const clients = new Map<number, Struct[]>();
  const hands = new Indexed<Hand>((hand) => `${hand.actorId} ${hand.runId} ${hand.kind}`);
  const shapes = new Indexed<[ranges: number, deletes: number]>(
    ([ranges, deletes]) => `${ranges} ${deletes}`,
  );
  const clientIds = new Indexed<number>(String);

  const handColumn = new encoding.UintOptRleEncoder();
  const shapeColumn = new encoding.UintOptRleEncoder();
  const ticks = new TickEncoder();
  const structColumns = new RangeColumns(clientIds, 'end');
  const deleteColumns = new RangeColumns(clientIds, 'start');
  const deleted: DeletedRange[] = [];

  let sequence = first.sequence;
  for (const row of rows) {
    if (row.sequence !== sequence) throw new RangeError(`row ${sequence} is missing before ${row.sequence}`);
    sequence += 1;
    const decoded = decodeUpdate(row.update);
    const ranges = takeStructs(decoded.structs, frontier, clients);
    const deletes = takeDeletes(decoded.deletes, frontier);
    handColumn.write(hands.indexOf({ actorId: row.actorId, runId: row.runId, kind: row.kind }));
    shapeColumn.write(shapes.indexOf([ranges.length, deletes.length]));
    ticks.write(row.createdAtMs);
    for (const range of ranges) structColumns.write(range);
    for (const range of deletes) {
      deleteColumns.write(range);
      deleted.push(range);
    }
  }

  const rowBlock = encoding.createEncoder();
  encoding.writeVarUint(rowBlock, FORMAT);
  encoding.writeVarUint(rowBlock, first.sequence);
  encoding.writeVarUint(rowBlock, rows.length);
  encoding.writeVarUint(rowBlock, hands.items.length);
  for (const hand of hands.items) {
    encoding.writeVarString(rowBlock, hand.actorId);
    encoding.writeVarString(rowBlock, hand.runId ?? '');
    encoding.writeVarUint(rowBlock, ROW_KINDS.indexOf(hand.kind));
  }
  encoding.writeVarUint(rowBlock, shapes.items.length);
  for (const [ranges, deletes] of shapes.items) {
    encoding.writeVarUint(rowBlock, ranges);
    encoding.writeVarUint(rowBlock, deletes);
  }
  encoding.writeVarUint8Array(rowBlock, handColumn.toUint8Array());
  encoding.writeVarUint8Array(rowBlock, shapeColumn.toUint8Array());
  encoding.writeVarUint8Array(rowBlock, ticks.toUint8Array());
  structColumns.appendTo(rowBlock);
  const deleteBlock = encoding.createEncoder();
  deleteColumns.appendTo(deleteBlock);
  return {
    rows: encoding.toUint8Array(rowBlock),
    deletes: encoding.toUint8Array(deleteBlock),
    update: encodeStructs(joinAll(clients), deleted, new Y.UpdateEncoderV2()),
  };
}

/** Keeps the structs that are new against the frontier; answers the ranges that the row brought. */
function takeStructs(
  structs: readonly Struct[],
  frontier: Frontier,
  clients: Map<number, Struct[]>,
): DeletedRange[] {
  const ranges: DeletedRange[] = [];
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue;
    const { client, clock } = struct.id;
    const known = frontier.clocks.get(client) ?? 0;
    const end = clock + struct.length;
    if (end <= known) continue;
    if (clock > known)
      throw new RangeError(`client ${client} goes on at ${clock}, the log stands at ${known}`);
    const fresh = cutStruct(struct, Math.max(0, known - clock), struct.length);
    frontier.clocks.set(client, end);
    const list = clients.get(client);
    if (list) list.push(fresh);
    else clients.set(client, [fresh]);
    const last = ranges.at(-1);
    if (last && last.client === client && last.clock + last.length === fresh.id.clock)
      last.length += fresh.length;
    else ranges.push({ client, clock: fresh.id.clock, length: fresh.length });
  }
  return ranges;
}

function takeDeletes(deletes: readonly DeletedRange[], frontier: Frontier): DeletedRange[] {
  const kept =
    deletes.length <= WHOLE_DELETE_SET
      ? [...deletes]
      : deletes.flatMap(({ client, clock, length }) =>
          frontier.deleted
            .slices(client, clock, length)
            .filter((slice) => slice.value === undefined)
            .map((slice) => ({ client, clock: slice.clock, length: slice.length })),
        );
  for (const range of kept) frontier.deleted.set(range.client, range.clock, range.length, 1);
  return kept;
}

function joinAll(clients: ReadonlyMap<number, Struct[]>): Map<number, Struct[]> {
  const joined = new Map<number, Struct[]>();
  for (const [client, structs] of clients) {
    const list: Struct[] = [];
    for (const struct of structs) {
      const last = list.at(-1);
      if (!last || !joinStructs(last, struct)) list.push(struct);
    }
    joined.set(client, list);
  }
  return joined;
}

/** A segment, decoded as far as asked for. */
export class Segment {
  readonly fromSequence: number;
  readonly toSequence: number;
  readonly #blocks: SegmentBlocks;
  readonly #header: RowHeader;
  #structs: Map<number, Struct[]> | undefined;

  /** Throws when the row block is of an unknown format. */
  constructor(blocks: SegmentBlocks) {
    this.#blocks = blocks;
    this.#header = readHeader(blocks.rows);
    this.fromSequence = this.#header.first;
    this.toSequence = this.#header.first + this.#header.count - 1;
  }

  /** What the rows up to `sequence` did, as one update V2. */
  updateUpTo(sequence: number): Uint8Array {
    if (sequence >= this.toSequence) return this.#blocks.update;
    const ends = new Map<number, number>();
    let deleteCount = 0;
    for (const row of this.#read(sequence)) {
      for (const range of row.ranges) ends.set(range.client, range.clock + range.length);
      deleteCount += row.deleteCount;
    }
    const cut = new Map<number, Struct[]>();
    for (const [client, structs] of this.#structsByClient()) {
      const end = ends.get(client);
      if (end === undefined) continue;
      const list: Struct[] = [];
      for (const struct of structs) {
        if (struct.id.clock >= end) break;
        list.push(cutStruct(struct, 0, Math.min(struct.length, end - struct.id.clock)));
      }
      cut.set(client, list);
    }
    const reader = new RangeReader(this.#blocks.deletes, 'start');
    const deletes: DeletedRange[] = [];
    for (; deleteCount > 0; deleteCount -= 1) deletes.push(reader.read());
    return encodeStructs(cut, deletes, new Y.UpdateEncoderV2());
  }

  /** Every row again: the bytes may differ from those that came in, their effect does not. */
  *rows(): Generator<LogRow> {
    const deletes = new RangeReader(this.#blocks.deletes, 'start');
    const cursors = new Map<number, StructCursor>();
    for (const [client, structs] of this.#structsByClient()) cursors.set(client, new StructCursor(structs));
    for (const row of this.#read(this.toSequence)) {
      const clients = new Map<number, Struct[]>();
      for (const { client, clock, length } of row.ranges) {
        const structs = (cursors.get(client) as StructCursor).take(clock, length);
        const list = clients.get(client);
        if (list) list.push(...structs);
        else clients.set(client, structs);
      }
      const deleted: DeletedRange[] = [];
      for (let count = row.deleteCount; count > 0; count -= 1) deleted.push(deletes.read());
      const update = encodeStructs(clients, deleted, new Y.UpdateEncoderV1());
      yield { sequence: row.sequence, update, ...row.hand, createdAtMs: row.createdAtMs };
    }
  }

  /** Who wrote in this segment, and in how many rows. */
  authors(): { actorId: string; runId: string | null; rows: number }[] {
    const authors = new Map<string, { actorId: string; runId: string | null; rows: number }>();
    const reader = new decoding.UintOptRleDecoder(this.#header.handColumn);
    for (let count = 0; count < this.#header.count; count += 1) {
      const { actorId, runId } = this.#header.hands[reader.read()] as Hand;
      const author = authors.get(`${actorId} ${runId}`);
      if (author) author.rows += 1;
      else authors.set(`${actorId} ${runId}`, { actorId, runId, rows: 1 });
    }
    return [...authors.values()];
  }

  #structsByClient(): Map<number, Struct[]> {
    this.#structs ??= groupByClient(decodeUpdateV2(this.#blocks.update).structs);
    return this.#structs;
  }

  *#read(upTo: number): Generator<{
    sequence: number;
    hand: Hand;
    createdAtMs: number;
    ranges: DeletedRange[];
    deleteCount: number;
  }> {
    const { first, hands, shapes, handColumn, shapeColumn, tickColumn, ranges: rangeBlock } = this.#header;
    const handReader = new decoding.UintOptRleDecoder(handColumn);
    const shapeReader = new decoding.UintOptRleDecoder(shapeColumn);
    const ticks = new TickDecoder(tickColumn);
    const structs = new RangeReader(rangeBlock, 'end');
    for (let sequence = first; sequence <= upTo; sequence += 1) {
      const hand = hands[handReader.read()] as Hand;
      const [rangeCount, deleteCount] = shapes[shapeReader.read()] as [number, number];
      const ranges: DeletedRange[] = [];
      for (let count = 0; count < rangeCount; count += 1) ranges.push(structs.read());
      yield { sequence, hand, createdAtMs: ticks.read(), ranges, deleteCount };
    }
  }
}

interface RowHeader {
  first: number;
  count: number;
  hands: Hand[];
  shapes: [number, number][];
  handColumn: Uint8Array;
  shapeColumn: Uint8Array;
  tickColumn: Uint8Array;
  ranges: Uint8Array;
}

function readHeader(block: Uint8Array): RowHeader {
  const decoder = decoding.createDecoder(block);
  const format = decoding.readVarUint(decoder);
  if (format !== FORMAT) throw new TypeError(`segment format ${format} is not known`);
  const first = decoding.readVarUint(decoder);
  const count = decoding.readVarUint(decoder);
  const hands: Hand[] = [];
  for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
    const actorId = decoding.readVarString(decoder);
    const runId = decoding.readVarString(decoder) || null;
    hands.push({ actorId, runId, kind: ROW_KINDS[decoding.readVarUint(decoder)] as RowKind });
  }
  const shapes: [number, number][] = [];
  for (let left = decoding.readVarUint(decoder); left > 0; left -= 1)
    shapes.push([decoding.readVarUint(decoder), decoding.readVarUint(decoder)]);
  const handColumn = decoding.readVarUint8Array(decoder);
  const shapeColumn = decoding.readVarUint8Array(decoder);
  const tickColumn = decoding.readVarUint8Array(decoder);
  return {
    first,
    count,
    hands,
    shapes,
    handColumn,
    shapeColumn,
    tickColumn,
    ranges: decoding.readTailAsUint8Array(decoder),
  };
}

/** Hands out the structs of one client in the order of the rows that brought them. */
class StructCursor {
  readonly #structs: readonly Struct[];
  #index = 0;

  constructor(structs: readonly Struct[]) {
    this.#structs = structs;
  }

  take(clock: number, length: number): Struct[] {
    const taken: Struct[] = [];
    const end = clock + length;
    for (;;) {
      const struct = this.#structs[this.#index];
      if (!struct || struct.id.clock >= end) break;
      const from = Math.max(0, clock - struct.id.clock);
      const to = Math.min(struct.length, end - struct.id.clock);
      if (from < to && !(struct instanceof Y.Skip)) taken.push(cutStruct(struct, from, to));
      if (struct.id.clock + struct.length > end) break;
      this.#index += 1;
    }
    return taken;
  }
}

function groupByClient(structs: readonly Struct[]): Map<number, Struct[]> {
  return Map.groupBy(structs, (struct) => struct.id.client);
}

/** Things that are named by a small number. */
class Indexed<Item> {
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
class RangeColumns {
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

class RangeReader {
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
class TickEncoder {
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

class TickDecoder {
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
