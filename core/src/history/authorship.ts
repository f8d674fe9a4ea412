// Authorship is a fact of the log: a client id belongs to one person (or AI run), so whoever sent a letter wrote it,
// unless it is the return of an older letter (returned-text.ts), which keeps its first author. What a letter's label
// is never changes, so the newest labels answer for every older moment too.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { buildLogDocument } from '../document/formatting-cleanup.ts';
import { type Attribution, type Label, readAttribution } from './attribution.ts';
import { findCarriedText } from './carried-text.ts';
import { ClockRanges, type RangeSlice } from './clock-ranges.ts';
import { HOWS, type How } from './how.ts';
import { type LetterId, LetterSources } from './letter-sources.ts';
import type { LogRow } from './log-row.ts';
import { rangesAsMap } from './pasted.ts';
import { deletedByUpdate, findReturnedText } from './returned-text.ts';
import { cutStruct, type DeletedRange, decodeUpdate, joinRanges, type Struct, textOf } from './structs.ts';
import type { ReturnedText } from './text-pieces.ts';

const FORMAT = 2;

/** More than this at once, in one stretch, was not typed. */
export const PASTED_LENGTH = 40;

/** Whose a client id is; undefined when nobody's: then the row's actor wrote. */
export type OwnerOf = (clientId: number) => { personId: string; runId: string | null } | undefined;

/** The row that is being taken in. */
interface RowInWork {
  row: LogRow;
  /** Structs that no row brought before. */
  fresh: Struct[];
  /** What the row's delete set names. */
  named: DeletedRange[];
  returned: ReturnedText[];
}

interface AuthorshipStart {
  document: Y.Doc;
  sequence: number;
  labels: Label[];
  written: ClockRanges;
  removed: ClockRanges;
  sources: LetterSources;
}

/**
 * The authorship of one document, moved on row by row. Holds a document with everything that was ever written; its
 * own state is small ({@link encode}) and goes on from there with a document rebuilt to the same sequence.
 */
export class Authorship {
  /** The whole history up to {@link sequence}, deleted text too. Not to be changed from outside. */
  readonly document: Y.Doc;
  readonly #ownerOf: OwnerOf;
  readonly #labels: Label[];
  readonly #labelIndexes = new Map<string, number>();
  readonly #written: ClockRanges;
  readonly #removed: ClockRanges;
  readonly #sources: LetterSources;
  #sequence: number;
  #row: RowInWork | null = null;

  private constructor(start: AuthorshipStart, ownerOf: OwnerOf) {
    this.document = start.document;
    this.#sequence = start.sequence;
    this.#labels = start.labels;
    this.#written = start.written;
    this.#removed = start.removed;
    this.#sources = start.sources;
    this.#ownerOf = ownerOf;
    for (const [index, label] of this.#labels.entries()) this.#labelIndexes.set(labelKey(label), index);
    // Inside the transaction: afterwards Yjs has joined what died now with what was dead before.
    this.document.on('afterTransaction', (transaction: Y.Transaction) => {
      if (transaction.origin === this) this.#settle(transaction);
    });
  }

  /** At the log's beginning. */
  static start(ownerOf: OwnerOf = () => undefined): Authorship {
    const ranges = { written: new ClockRanges(), removed: new ClockRanges(), sources: new LetterSources() };
    return new Authorship(
      { document: buildLogDocument({ gc: false }), sequence: 0, labels: [], ...ranges },
      ownerOf,
    );
  }

  /**
   * Goes on from a checkpoint. `document` is the history at the checkpoint's sequence, rebuilt without garbage
   * collection as {@link buildLogDocument} makes one, and belongs to the authorship from then on. Throws a TypeError when the format is not known.
   */
  static resume(checkpoint: Uint8Array, document: Y.Doc, ownerOf: OwnerOf = () => undefined): Authorship {
    const decoder = decoding.createDecoder(checkpoint);
    const format = decoding.readVarUint(decoder);
    if (format !== FORMAT) throw new TypeError(`authorship format ${format} is not known`);
    const sequence = decoding.readVarUint(decoder);
    const labels: Label[] = [];
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
      const personId = decoding.readVarString(decoder);
      const runId = decoding.readVarString(decoder) || null;
      labels.push({ personId, runId, how: HOWS[decoding.readVarUint(decoder)] as How });
    }
    const written = ClockRanges.read(decoder);
    const removed = ClockRanges.read(decoder);
    const sources = new LetterSources();
    sources.read(decoder);
    return new Authorship({ document, sequence, labels, written, removed, sources }, ownerOf);
  }

  /** The sequence that a checkpoint stands at. */
  static sequenceOf(checkpoint: Uint8Array): number {
    const decoder = decoding.createDecoder(checkpoint);
    decoding.readVarUint(decoder);
    return decoding.readVarUint(decoder);
  }

  /** The last row taken in. */
  get sequence(): number {
    return this.#sequence;
  }

  /** The state to go on from later: labels and ranges, no text. A few bytes per run of writing. */
  encode(): Uint8Array {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, FORMAT);
    encoding.writeVarUint(encoder, this.#sequence);
    encoding.writeVarUint(encoder, this.#labels.length);
    for (const label of this.#labels) {
      encoding.writeVarString(encoder, label.personId);
      encoding.writeVarString(encoder, label.runId ?? '');
      encoding.writeVarUint(encoder, HOWS.indexOf(label.how));
    }
    this.#written.write(encoder);
    this.#removed.write(encoder);
    this.#sources.write(encoder);
    return encoding.toUint8Array(encoder);
  }

  /** Takes in the next row. Throws a RangeError when it is not the next one. */
  advance(row: LogRow): void {
    if (row.sequence !== this.#sequence + 1)
      throw new RangeError(`row ${row.sequence} does not follow ${this.#sequence}`);
    const { structs, deletes } = decodeUpdate(row.update);
    const fresh = this.#freshOf(structs);
    this.#row = { row, fresh, named: deletes, returned: [] };
    try {
      Y.applyUpdate(this.document, row.update, this);
      this.#label(this.#row);
    } finally {
      this.#row = null;
    }
    this.#sequence = row.sequence;
  }

  /** Whose a letter is, deleted or not; null when no row brought it. */
  labelOf(client: number, clock: number): Label | null {
    const label = this.#written.get(client, clock);
    return label === undefined ? null : (this.#labels[label] as Label);
  }

  /**
   * Answers whether a letter stands in the article, under its own id or another: a split, a join or another kind of
   * block, made by whomever, writes letters anew that nobody typed again.
   */
  standing(): (letter: LetterId) => boolean {
    return this.#sources.standingIn(this.document);
  }

  /** Who wrote what stands in the article: now, or in a document rebuilt at an older sequence. */
  attribution(document: Y.Doc = this.document): Attribution {
    return readAttribution(document, this.#labels, (client, clock, length) =>
      this.#written.slices(client, clock, length),
    );
  }

  /**
   * Who removed what stands in an older article and does not any more: runs of the older article with the label of
   * whoever deleted them first. Text that still stands has no run.
   */
  removals(older: Y.Doc): Attribution {
    return readAttribution(older, this.#labels, (client, clock, length) =>
      this.#removedSlices(client, clock, length),
    );
  }

  /** The structs that no row brought before. Told by the labels, since Yjs may still hold some back. */
  #freshOf(structs: readonly Struct[]): Struct[] {
    const fresh: Struct[] = [];
    for (const struct of structs) {
      if (struct instanceof Y.Skip) continue;
      const { client, clock } = struct.id;
      for (const slice of this.#written.slices(client, clock, struct.length))
        if (slice.value === undefined)
          fresh.push(cutStruct(struct, slice.clock - clock, slice.clock - clock + slice.length));
    }
    return fresh;
  }

  #settle(transaction: Y.Transaction): void {
    const current = this.#row;
    if (!current) return;
    const died: DeletedRange[] = [];
    for (const [client, ranges] of transaction.deleteSet.clients)
      for (const range of ranges) died.push({ client, clock: range.clock, length: range.len });
    if (died.length > 0) {
      const remover = this.#labelIndex(this.#writerOf(current.row.actorId, current.row.runId, 'typed'));
      for (const range of died) this.#removed.set(range.client, range.clock, range.length, remover, true);
    }
    if (!current.fresh.some((struct) => textOf(struct) !== undefined)) return;
    const { document } = this;
    const { fresh, named } = current;
    const deleted = deletedByUpdate({ died, named });
    for (const one of findCarriedText({ document, fresh, died: deleted, isUndo: false }))
      this.#sources.add(one);
    current.returned = findReturnedText({
      document,
      fresh,
      died,
      named,
      searchAll: current.row.kind === 'restore',
    });
  }

  #label({ row, fresh, named, returned }: RowInWork): void {
    // Read before anything is written: a return may repeat letters of the same row's other returns.
    const kept = returned.map((copy) => this.#written.slices(copy.from.client, copy.from.clock, copy.length));
    const { marked, rest } = cutAtMarks(fresh, row);
    const how = howOf(row, rest, named, returned);
    const write = ({ id: { client, clock }, length }: Struct, as: How) => {
      const owner = this.#ownerOf(client) ?? { personId: row.actorId, runId: row.runId };
      this.#written.set(
        client,
        clock,
        length,
        this.#labelIndex(this.#writerOf(owner.personId, owner.runId, as)),
      );
    };
    for (const struct of rest) write(struct, how);
    // A client may call its words pasted; it cannot make a restore or an import its own.
    for (const struct of marked) write(struct, how === 'typed' ? 'pasted' : how);
    for (const [index, copy] of returned.entries()) {
      for (const slice of kept[index] as RangeSlice[]) {
        if (slice.value === undefined) continue;
        const clock = copy.clock + slice.clock - copy.from.clock;
        this.#written.set(copy.client, clock, slice.length, slice.value);
      }
    }
  }

  #removedSlices(client: number, clock: number, length: number): RangeSlice[] {
    const slices: RangeSlice[] = [];
    const structs = this.document.store.clients.get(client);
    const last = structs?.at(-1);
    if (!structs || !last || clock + length > last.id.clock + last.length)
      return [{ clock, length, value: undefined }];
    for (let index = Y.findIndexSS(structs, clock); index < structs.length; index += 1) {
      const struct = structs[index] as Y.Item | Y.GC;
      const from = Math.max(clock, struct.id.clock);
      const to = Math.min(clock + length, struct.id.clock + struct.length);
      if (from >= to) break;
      if (struct.deleted) slices.push(...this.#removed.slices(client, from, to - from));
      else slices.push({ clock: from, length: to - from, value: undefined });
    }
    return slices;
  }

  #writerOf(personId: string, runId: string | null, how: How): Label {
    return { personId, runId, how: runId === null ? how : 'ai' };
  }

  #labelIndex(label: Label): number {
    const key = labelKey(label);
    let index = this.#labelIndexes.get(key);
    if (index === undefined) {
      index = this.#labels.push(label) - 1;
      this.#labelIndexes.set(key, index);
    }
    return index;
  }
}

function labelKey(label: Label): string {
  return `${label.personId} ${label.runId} ${label.how}`;
}

/** The structs that the row's client called pasted, and the others; one that is partly so is cut. */
function cutAtMarks(fresh: readonly Struct[], { pasted }: LogRow): { marked: Struct[]; rest: Struct[] } {
  if (!pasted || pasted.length === 0) return { marked: [], rest: [...fresh] };
  const marks = rangesAsMap(pasted);
  const marked: Struct[] = [];
  const rest: Struct[] = [];
  for (const struct of fresh) {
    const { client, clock } = struct.id;
    for (const slice of marks.slices(client, clock, struct.length)) {
      const from = slice.clock - clock;
      (slice.value === undefined ? rest : marked).push(cutStruct(struct, from, from + slice.length));
    }
  }
  return { marked, rest };
}

/** How the text that a row brought, and that is no return, came. */
function howOf(
  row: LogRow,
  fresh: readonly Struct[],
  named: readonly DeletedRange[],
  returned: readonly ReturnedText[],
): How {
  switch (row.kind) {
    case 'import':
    case 'seed':
      return 'imported';
    case 'restore':
      return 'restored';
    case 'edit':
    case 'decision':
      return row.runId === null && isPasted(fresh, named, returned)
        ? 'pasted'
        : row.runId === null
          ? 'typed'
          : 'ai';
    default:
      return row.kind satisfies never;
  }
}

/**
 * A paste is long, or fills several new blocks, and comes whole: letters of the row's own that are dead on arrival
 * are corrections, and so somebody typed (a row may hold hours of offline work).
 */
function isPasted(
  fresh: readonly Struct[],
  named: readonly DeletedRange[],
  returned: readonly ReturnedText[],
): boolean {
  const deleted = joinRanges(named);
  const old = new ClockRanges();
  for (const copy of returned) old.set(copy.client, copy.clock, copy.length, 1);
  let longest = 0;
  let stretches = 0;
  let newBlocks = 0;
  let length = 0;
  let end = -1;
  for (const struct of fresh) {
    if (!(struct instanceof Y.Item) || struct.content instanceof Y.ContentDeleted) return false;
    if (struct.content instanceof Y.ContentType && struct.content.type instanceof Y.XmlElement)
      newBlocks += 1;
    const text = textOf(struct);
    if (text === undefined) continue;
    const { client, clock } = struct.id;
    if (
      deleted
        .get(client)
        ?.some((range) => range.clock < clock + text.length && clock < range.clock + range.length)
    )
      return false;
    if (old.get(client, clock) !== undefined) continue;
    const goesOn = clock === end && struct.origin?.clock === clock - 1;
    length = goesOn ? length + text.length : text.length;
    if (!goesOn) stretches += 1;
    longest = Math.max(longest, length);
    end = clock + text.length;
  }
  return longest > PASTED_LENGTH || (stretches > 1 && newBlocks > 1);
}
