// Building an article from a whole state. A state lists its structs client by client, and Yjs takes them in like that: a
// text at whose very start many people wrote in turns is then put together from words far apart, and each looks through
// all that came between. In about the order in which it was written, none has to.
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { decodeUpdate, encodeStructs, type Struct } from '../history/structs.ts';

/** Fewer clients cannot cost much, and most articles have fewer in what is worth looking at. */
const MANY_CLIENTS = 8;
/** So many words before somebody else's take some 100 ms, and four times as many sixteen times as long. */
const NOTICEABLE = 300;
/** Parts in which the state is taken in. */
const PARTS = 256;

/** Applies a whole state (V1) to a document, as `Y.applyUpdate` does. */
export function applyState(document: Y.Doc, state: Uint8Array, origin?: unknown): void {
  if (!applyCostlyState(document, state, origin)) Y.applyUpdate(document, state, origin);
}

/**
 * Applies a state (V1) in the order in which it was written, where another would cost; answers whether it did. For those who
 * hand the state on to somebody that applies it once more: then nothing in it is new.
 */
export function applyCostlyState(document: Y.Doc, state: Uint8Array, origin?: unknown): boolean {
  const clients = decoding.readVarUint(decoding.createDecoder(state));
  const parts = clients < MANY_CLIENTS ? null : inWrittenOrder(state);
  if (!parts) return false;
  Y.transact(
    document,
    () => {
      for (const part of parts) Y.applyUpdate(document, part, origin);
    },
    origin,
    false,
  );
  return true;
}

/** The state in parts, the oldest first; null where its order costs nothing. */
function inWrittenOrder(state: Uint8Array): Uint8Array[] | null {
  const { structs, deletes } = decodeUpdate(state);
  if (!isCostly(structs)) return null;
  const ages = agesOf(structs);
  const sorted = structs
    .filter((struct) => !(struct instanceof Y.Skip))
    .sort((one, other) => (ages.get(one) ?? 0) - (ages.get(other) ?? 0));
  const size = Math.ceil(sorted.length / PARTS);
  const parts: Uint8Array[] = [];
  for (let from = 0; from < sorted.length; from += size) {
    const own = Map.groupBy(sorted.slice(from, from + size), ({ id }) => id.client);
    for (const list of own.values()) list.sort((one, other) => one.id.clock - other.id.clock);
    const isLast = from + size >= sorted.length;
    parts.push(encodeStructs(own, isLast ? deletes : [], new Y.UpdateEncoderV1()));
  }
  return parts;
}

/**
 * Whether many words were put behind one and the same letter (or tombstone), or at a beginning, each before somebody else's.
 * Words before one's own, however many, stand together client by client, and that order is the best.
 */
function isCostly(structs: readonly Struct[]): boolean {
  const turns = new Map<string, number>();
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) || !struct.rightOrigin) continue;
    if (struct.rightOrigin.client === struct.id.client) continue;
    const place = struct.origin ? `${struct.origin.client} ${struct.origin.clock}` : 'a beginning';
    const count = (turns.get(place) ?? 0) + 1;
    turns.set(place, count);
    if (count > NOTICEABLE) return true;
  }
  return false;
}

/** A number for each struct that is higher than those of all that it needs. */
function agesOf(structs: readonly Struct[]): Map<Struct, number> {
  const byClient = Map.groupBy(structs, ({ id }) => id.client);
  const ages = new Map<Struct, number>();
  const at = (client: number, clock: number): Struct | undefined => {
    const own = byClient.get(client);
    if (!own || clock < 0) return undefined;
    let [low, high] = [0, own.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((own[middle] as Struct).id.clock <= clock) low = middle;
      else high = middle - 1;
    }
    return own[low];
  };
  const needsOf = (struct: Struct): Struct[] => {
    const ids: (Y.ID | null)[] = [];
    if (struct instanceof Y.Item) {
      const parent: unknown = struct.parent;
      ids.push(struct.origin, struct.rightOrigin, parent instanceof Y.ID ? parent : null);
    }
    return [
      at(struct.id.client, struct.id.clock - 1),
      ...ids.map((id) => (id ? at(id.client, id.clock) : undefined)),
    ].filter((need): need is Struct => need !== undefined && need !== struct);
  };
  for (const first of structs) {
    // Without recursion: chains are as long as the article.
    const open = [first];
    for (let struct = open.at(-1); struct; struct = open.at(-1)) {
      const needs = ages.has(struct) ? [] : needsOf(struct);
      const waits = needs.filter((need) => !ages.has(need));
      if (waits.length > 0) open.push(...waits);
      else {
        if (!ages.has(struct))
          ages.set(struct, 1 + needs.reduce((most, need) => Math.max(most, ages.get(need) ?? 0), 0));
        open.pop();
      }
    }
  }
  return ages;
}
