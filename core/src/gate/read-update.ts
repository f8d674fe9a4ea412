// Reads a Yjs update (encoding V1) without building Yjs structs: one bounded pass, before anything trusts it.
// Format: yjs/src/utils/encoding.js and yjs/src/structs/*, version 13.6.
import * as decoding from 'lib0/decoding';

/** A struct's address: the client that made it, and its number in that client's own count. */
export interface StructId {
  client: number;
  clock: number;
}

export type StructContent =
  /** Nothing is left of it: collected, or a hole in a merged update. */
  | { kind: 'collected' | 'hole' | 'deleted' }
  | { kind: 'characters' }
  | { kind: 'format'; key: string; value: unknown }
  | { kind: 'element'; name: string }
  | { kind: 'text' }
  | { kind: 'values'; values: unknown[] };

export interface StructRead {
  client: number;
  clock: number;
  length: number;
  content: StructContent;
  /** Its left and right neighbours when it was written. */
  origin: StructId | null;
  rightOrigin: StructId | null;
  /** Its parent, where no neighbour tells: a root's name, or the struct that holds the parent. */
  parent: string | StructId | null;
  /** The map key under which it stands in its parent, where no neighbour tells. */
  key: string | null;
}

export interface DeleteRange extends StructId {
  length: number;
}

export interface UpdateRead {
  /** Per client in order of clock, without a break. */
  structs: Map<number, StructRead[]>;
  deletes: DeleteRange[];
  /** Where in the bytes the deletions begin. */
  deletesAt: number;
}

/** Far above what an editor makes in one go, far below what blocks a server. */
export const UPDATE_BOUNDS = {
  structs: 200_000,
  clients: 1_000,
  deleteRanges: 200_000,
  /** Clocks are counted in 31 bits by other readers of the format. */
  clock: 2 ** 31 - 1,
} as const;

const STRUCT_HOLE = 10;
const HAS_KEY = 0b0010_0000;
const HAS_RIGHT_ORIGIN = 0b0100_0000;
const HAS_ORIGIN = 0b1000_0000;
const CONTENT_MASK = 0b0001_1111;
const XML_ELEMENT = 3;
const XML_TEXT = 6;

/** An update that was read, but asks for more than the bounds allow. */
export class TooLargeError extends RangeError {}

/** Throws a RangeError (or what lib0 throws) on anything that is not an update of ours, to its last byte. */
export function readUpdate(bytes: Uint8Array): UpdateRead {
  const decoder = decoding.createDecoder(bytes);
  const structs = readStructs(decoder);
  const deletesAt = decoder.pos;
  const deletes = readDeletes(decoder);
  if (decoder.pos !== bytes.length) throw new RangeError('bytes are left behind the update');
  return { structs, deletes, deletesAt };
}

function readStructs(decoder: decoding.Decoder): Map<number, StructRead[]> {
  const all = new Map<number, StructRead[]>();
  const clients = decoding.readVarUint(decoder);
  if (clients > UPDATE_BOUNDS.clients) throw new TooLargeError(`structs of ${clients} clients`);
  let total = 0;
  for (let section = 0; section < clients; section += 1) {
    const count = decoding.readVarUint(decoder);
    total += count;
    if (total > UPDATE_BOUNDS.structs) throw new TooLargeError(`${total} structs`);
    const client = decoding.readVarUint(decoder);
    if (all.has(client)) throw new RangeError('a client comes twice');
    let clock = decoding.readVarUint(decoder);
    const structs: StructRead[] = [];
    for (let index = 0; index < count; index += 1) {
      const struct = readStruct(decoder, client, clock);
      if (struct.length < 1) throw new RangeError('a struct without length');
      clock += struct.length;
      if (clock > UPDATE_BOUNDS.clock) throw new RangeError('a clock beyond all bounds');
      structs.push(struct);
    }
    all.set(client, structs);
  }
  return all;
}

function readStruct(decoder: decoding.Decoder, client: number, clock: number): StructRead {
  const info = decoding.readUint8(decoder);
  const ref = info & CONTENT_MASK;
  const struct: StructRead = {
    client,
    clock,
    length: 1,
    content: COLLECTED,
    origin: null,
    rightOrigin: null,
    parent: null,
    key: null,
  };
  if (info === STRUCT_HOLE || ref === 0) {
    struct.length = decoding.readVarUint(decoder);
    if (info === STRUCT_HOLE) struct.content = HOLE;
    return struct;
  }
  if (info & HAS_ORIGIN) struct.origin = readId(decoder);
  if (info & HAS_RIGHT_ORIGIN) struct.rightOrigin = readId(decoder);
  if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) {
    const isRoot = decoding.readVarUint(decoder) === 1;
    struct.parent = isRoot ? decoding.readVarString(decoder) : readId(decoder);
    if (info & HAS_KEY) struct.key = decoding.readVarString(decoder);
  }
  readContent(decoder, ref, struct);
  return struct;
}

const COLLECTED: StructContent = { kind: 'collected' };
const HOLE: StructContent = { kind: 'hole' };
const DELETED: StructContent = { kind: 'deleted' };
const CHARACTERS: StructContent = { kind: 'characters' };
const TEXT: StructContent = { kind: 'text' };

/** The kinds of content an article has no use for end here, before they are built. */
function readContent(decoder: decoding.Decoder, ref: number, struct: StructRead): void {
  switch (ref) {
    case 1:
      struct.content = DELETED;
      struct.length = decoding.readVarUint(decoder);
      return;
    case 4:
      struct.content = CHARACTERS;
      struct.length = decoding.readVarString(decoder).length;
      return;
    case 6: {
      const key = decoding.readVarString(decoder);
      struct.content = { kind: 'format', key, value: JSON.parse(decoding.readVarString(decoder)) };
      return;
    }
    case 7: {
      const type = decoding.readVarUint(decoder);
      if (type === XML_ELEMENT) struct.content = { kind: 'element', name: decoding.readVarString(decoder) };
      else if (type === XML_TEXT) struct.content = TEXT;
      else throw new RangeError(`no article holds the shared type ${type}`);
      return;
    }
    case 8: {
      const count = decoding.readVarUint(decoder);
      // Attributes and cursors are single values; more than one stands in lists, which an article has not.
      if (count !== 1) throw new RangeError(`${count} values in one struct`);
      struct.content = { kind: 'values', values: [decoding.readAny(decoder)] };
      return;
    }
    default:
      // 2 JSON, 3 binary, 5 embed, 9 subdocument, and what nobody knows yet.
      throw new RangeError(`no article holds content of kind ${ref}`);
  }
}

function readDeletes(decoder: decoding.Decoder): DeleteRange[] {
  const deletes: DeleteRange[] = [];
  const clients = decoding.readVarUint(decoder);
  if (clients > UPDATE_BOUNDS.deleteRanges) throw new TooLargeError(`deletions of ${clients} clients`);
  for (let section = 0; section < clients; section += 1) {
    const client = decoding.readVarUint(decoder);
    const count = decoding.readVarUint(decoder);
    if (deletes.length + count > UPDATE_BOUNDS.deleteRanges) throw new TooLargeError(`${count} deletions`);
    for (let index = 0; index < count; index += 1) {
      const clock = decoding.readVarUint(decoder);
      const length = decoding.readVarUint(decoder);
      if (length < 1 || clock + length > UPDATE_BOUNDS.clock) throw new RangeError('a deletion of nothing');
      deletes.push({ client, clock, length });
    }
  }
  return deletes;
}

function readId(decoder: decoding.Decoder): StructId {
  return { client: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder) };
}
