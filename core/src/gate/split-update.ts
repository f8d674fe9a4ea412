// An update that is larger than a frame may be, as several that are not: each complete once those before it are in.
import * as Y from 'yjs';
import { cutStruct, decodeUpdate, encodeStructs, type Struct, textOf } from '../history/structs.ts';

/** What a struct takes beside its text, at most: ids, parent, and small contents. */
const STRUCT_BYTES = 64;
/** Bytes of a UTF-16 unit in UTF-8, at most. */
const UNIT_BYTES = 3;

/**
 * Splits an update (V1) into updates of at most `maxBytes`, to be applied in this order; deletions come with the last.
 * One that is small enough is answered as it is. A single thing that cannot be cut (an attribute of megabytes) makes
 * a part that is still too large: the caller looks. Throws what decoding throws.
 */
export function splitUpdate(update: Uint8Array, maxBytes: number): Uint8Array[] {
  if (update.length <= maxBytes) return [update];
  const { structs, deletes } = decodeUpdate(update);
  const room = Math.floor(maxBytes / 2);
  const parts: Map<number, Struct[]>[] = [];
  let part = new Map<number, Struct[]>();
  let bytes = 0;
  const close = () => {
    if (part.size > 0) parts.push(part);
    part = new Map();
    bytes = 0;
  };
  for (const struct of inOrder(structs.flatMap((one) => cutLong(one, Math.floor(room / UNIT_BYTES))))) {
    const size = STRUCT_BYTES + (textOf(struct)?.length ?? 0) * UNIT_BYTES;
    if (bytes > 0 && bytes + size > room) close();
    const own = part.get(struct.id.client);
    if (own) own.push(struct);
    else part.set(struct.id.client, [struct]);
    bytes += size;
  }
  close();
  if (parts.length === 0) parts.push(new Map());
  return parts.map((clients, index) =>
    encodeStructs(clients, index === parts.length - 1 ? deletes : [], new Y.UpdateEncoderV1()),
  );
}

/** Text of many units in pieces, never within a pair of surrogates. */
function cutLong(struct: Struct, units: number): Struct[] {
  const text = textOf(struct);
  if (text === undefined || text.length <= units) return [struct];
  const pieces: Struct[] = [];
  for (let from = 0; from < text.length; ) {
    let to = Math.min(text.length, from + units);
    if (to < text.length && /[\ud800-\udbff]/.test(text[to - 1] as string)) to -= 1;
    pieces.push(cutStruct(struct, from, to));
    from = to;
  }
  return pieces;
}

/** The structs so that each comes after those of the same update that it needs. */
function* inOrder(structs: readonly Struct[]): Generator<Struct> {
  const waiting = Map.groupBy(
    structs.filter((struct) => !(struct instanceof Y.Skip)),
    (struct) => struct.id.client,
  );
  const ends = new Map<number, number>();
  for (const [client, own] of waiting) {
    own.sort((a, b) => a.id.clock - b.id.clock);
    const last = own.at(-1) as Struct;
    ends.set(client, last.id.clock + last.length);
  }
  const next = new Map([...waiting.keys()].map((client) => [client, 0]));
  const isThere = (id: Y.ID | null) => {
    if (id === null || !waiting.has(id.client) || id.clock >= (ends.get(id.client) ?? 0)) return true;
    const first = waiting.get(id.client)?.[next.get(id.client) ?? 0];
    return first === undefined || id.clock < first.id.clock;
  };
  for (let hasMoved = true; hasMoved; ) {
    hasMoved = false;
    for (const [client, own] of waiting) {
      for (let index = next.get(client) ?? 0; index < own.length; index += 1) {
        const struct = own[index] as Struct;
        if (struct instanceof Y.Item) {
          const parent: unknown = struct.parent;
          if (!isThere(struct.origin) || !isThere(struct.rightOrigin)) break;
          if (parent instanceof Y.ID && !isThere(parent)) break;
        }
        hasMoved = true;
        next.set(client, index + 1);
        yield struct;
      }
    }
  }
  // Structs that wait for one another never come from Yjs: they go as they are, and the gate says no.
  for (const [client, own] of waiting) yield* own.slice(next.get(client) ?? 0);
}
