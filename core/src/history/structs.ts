// Yjs structs outside a document: taken apart, joined and written as updates, without any Y.Doc. Follows
// `LazyStructReader`, `sliceStruct` and `writeStructs` of yjs 13.6 (utils/updates.js), which are not exported.
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** What a decoded update holds: never integrated, so `left` and `right` are always null. */
export type Struct = Y.Item | Y.GC | Y.Skip;

/** A range of ids that an update deletes. */
export interface DeletedRange {
  client: number;
  clock: number;
  length: number;
}

export interface DecodedUpdate {
  structs: Struct[];
  deletes: DeletedRange[];
}

/** The structs and delete set of an update (V1). Throws when the bytes are no update. */
export function decodeUpdate(update: Uint8Array): DecodedUpdate {
  return flatten(Y.decodeUpdate(update));
}

/** As {@link decodeUpdate}, for V2. */
export function decodeUpdateV2(update: Uint8Array): DecodedUpdate {
  return flatten(Y.decodeUpdateV2(update));
}

function flatten(decoded: ReturnType<typeof Y.decodeUpdate>): DecodedUpdate {
  const deletes: DeletedRange[] = [];
  for (const [client, ranges] of decoded.ds.clients)
    for (const range of ranges) deletes.push({ client, clock: range.clock, length: range.len });
  return { structs: decoded.structs as Struct[], deletes };
}

/** The text of a struct; undefined when it holds none (any more). */
export function textOf(struct: Struct): string | undefined {
  return struct instanceof Y.Item && struct.content instanceof Y.ContentString
    ? struct.content.str
    : undefined;
}

/**
 * The part [from, to) of a struct, counted from its own beginning, as if it had been written by itself. The struct
 * is left as it is.
 */
export function cutStruct(struct: Struct, from: number, to: number): Struct {
  if (from === 0 && to === struct.length) return struct;
  const { client, clock } = struct.id;
  const id = Y.createID(client, clock + from);
  if (struct instanceof Y.GC) return new Y.GC(id, to - from);
  if (struct instanceof Y.Skip) return new Y.Skip(id, to - from);
  let content = struct.content.copy();
  if (to < struct.length) content.splice(to);
  if (from > 0) content = content.splice(from);
  const origin = from > 0 ? Y.createID(client, clock + from - 1) : struct.origin;
  return new Y.Item(id, null, origin, null, struct.rightOrigin, struct.parent, struct.parentSub, content);
}

/**
 * Draws `right` into `left` where the two are one run of writing: then cutting gives both back exactly. Answers
 * whether it did.
 */
export function joinStructs(left: Struct, right: Struct): boolean {
  if (left.constructor !== right.constructor || left.id.clock + left.length !== right.id.clock) return false;
  if (left instanceof Y.Item && right instanceof Y.Item) {
    const follows =
      right.origin !== null &&
      right.origin.client === left.id.client &&
      right.origin.clock === right.id.clock - 1 &&
      Y.compareIDs(left.rightOrigin, right.rightOrigin) &&
      left.parentSub === null &&
      right.parentSub === null &&
      left.content.constructor === right.content.constructor;
    if (!follows || !left.content.mergeWith(right.content)) return false;
  } else if (left instanceof Y.Item) return false;
  left.length += right.length;
  return true;
}

/**
 * An update from structs that stand sorted by clock under their client, without overlaps, and from ranges to
 * delete. Gaps become skips.
 */
export function encodeStructs(
  clients: ReadonlyMap<number, readonly Struct[]>,
  deletes: Iterable<DeletedRange>,
  encoder: Y.UpdateEncoderV1 | Y.UpdateEncoderV2,
): Uint8Array {
  const rest = encoder.restEncoder;
  // Yjs wants the higher client ids first.
  const written = [...clients].filter(([, structs]) => structs.length > 0).sort((a, b) => b[0] - a[0]);
  encoding.writeVarUint(rest, written.length);
  for (const [client, structs] of written) {
    const filled = withSkips(structs);
    encoding.writeVarUint(rest, filled.length);
    encoder.writeClient(client);
    encoding.writeVarUint(rest, (filled[0] as Struct).id.clock);
    for (const struct of filled) struct.write(encoder, 0);
  }
  writeDeletes(encoder, deletes);
  return encoder.toUint8Array();
}

function withSkips(structs: readonly Struct[]): Struct[] {
  const filled: Struct[] = [];
  let at = structs[0]?.id.clock ?? 0;
  for (const struct of structs) {
    const { client, clock } = struct.id;
    if (clock > at) filled.push(new Y.Skip(Y.createID(client, at), clock - at));
    filled.push(struct);
    at = clock + struct.length;
  }
  return filled;
}

function writeDeletes(encoder: Y.UpdateEncoderV1 | Y.UpdateEncoderV2, deletes: Iterable<DeletedRange>): void {
  const clients = [...joinRanges(deletes)].sort((a, b) => b[0] - a[0]);
  encoding.writeVarUint(encoder.restEncoder, clients.length);
  for (const [client, ranges] of clients) {
    encoder.resetDsCurVal();
    encoding.writeVarUint(encoder.restEncoder, client);
    encoding.writeVarUint(encoder.restEncoder, ranges.length);
    for (const range of ranges) {
      encoder.writeDsClock(range.clock);
      encoder.writeDsLen(range.length);
    }
  }
}

/** Ranges sorted by clock under their client, touching and overlapping ones joined. */
export function joinRanges(ranges: Iterable<DeletedRange>): Map<number, { clock: number; length: number }[]> {
  const clients = new Map<number, { clock: number; length: number }[]>();
  for (const { client, clock, length } of ranges) {
    if (length <= 0) continue;
    const list = clients.get(client);
    if (list) list.push({ clock, length });
    else clients.set(client, [{ clock, length }]);
  }
  for (const [client, list] of clients) {
    list.sort((a, b) => a.clock - b.clock);
    const joined: { clock: number; length: number }[] = [];
    for (const range of list) {
      const last = joined.at(-1);
      if (last && range.clock <= last.clock + last.length)
        last.length = Math.max(last.length, range.clock + range.length - last.clock);
      else joined.push(range);
    }
    clients.set(client, joined);
  }
  return clients;
}
