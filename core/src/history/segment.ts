// A segment is an interval of the log in a small space. Nothing of the text is lost, deleted text included, and
// every row can be had back: its sequence, actor, run, kind, second, the structs that it brought, what of them was
// pasted, and the ranges that it deleted. What goes: the request id, the part of the time below a tick, and what changed nothing (structs
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
import { decodePasted, encodePasted, pastedOf, rangesAsMap } from './pasted.ts';
import { Indexed, RangeColumns, RangeReader, TickDecoder, TickEncoder } from './segment-columns.ts';
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
/** With the ranges that were pasted before those of the structs. */
const FORMAT_WITH_PASTED = 2;

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
  const pasted = new ClockRanges();

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
    for (const range of pastedOf(ranges, rangesAsMap(row.pasted)))
      pasted.set(range.client, range.clock, range.length, 1);
    for (const range of deletes) {
      deleteColumns.write(range);
      deleted.push(range);
    }
  }

  const rowBlock = encoding.createEncoder();
  encoding.writeVarUint(rowBlock, pasted.size > 0 ? FORMAT_WITH_PASTED : FORMAT);
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
  if (pasted.size > 0) encoding.writeVarUint8Array(rowBlock, encodePasted([...pasted]));
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
      const pasted = pastedOf(row.ranges, this.#header.pasted);
      yield {
        sequence: row.sequence,
        update,
        ...row.hand,
        createdAtMs: row.createdAtMs,
        ...(pasted.length > 0 ? { pasted } : {}),
      };
    }
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
  pasted: ClockRanges;
  ranges: Uint8Array;
}

function readHeader(block: Uint8Array): RowHeader {
  const decoder = decoding.createDecoder(block);
  const format = decoding.readVarUint(decoder);
  if (format !== FORMAT && format !== FORMAT_WITH_PASTED)
    throw new TypeError(`segment format ${format} is not known`);
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
  const pasted = rangesAsMap(format === FORMAT ? [] : decodePasted(decoding.readVarUint8Array(decoder)));
  return {
    first,
    count,
    hands,
    shapes,
    handColumn,
    shapeColumn,
    tickColumn,
    pasted,
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
