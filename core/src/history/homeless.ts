// Homeless words: text that somebody types into a paragraph while another deletes it, joins it to its neighbour or
// turns it into a heading. By the laws of the CRDT it dies without anybody having deleted it. Watched from the bytes
// and before garbage collection, since afterwards the text is nowhere. Only text counts.
import * as Y from 'yjs';
import {
  type DecodedUpdate,
  type DeletedRange,
  decodeUpdate,
  decodeUpdateV2,
  joinRanges,
  type Struct,
  textOf,
} from './structs.ts';

/** Text that died though nobody deleted it. */
export interface HomelessText {
  /** Whose text: the owner of this client id. Together with `clock` it names the text for good. */
  client: number;
  clock: number;
  text: string;
  /** `arrived`: its place was gone when it came. `removed`: it stood there, and an update took the place away. */
  cause: 'arrived' | 'removed';
  /**
   * Where its block stood, as an encoded relative position between blocks; null when no trace of it is left (the
   * place was garbage before the text came).
   */
  near: Uint8Array | null;
}

/**
 * Watches a document while updates (V1) are applied to it, in one transaction or several: call before, apply, call the
 * answer. It gives what lost its home by them, in either order of arrival, letters that stood together in one piece.
 * What one of the updates deletes by name was somebody's wish, whichever of them brought it. Pass every update of a
 * document through it, also those read from the log. The bytes must have passed the gate: the answer
 * throws what decoding throws. While nothing dies the updates are not even read.
 */
export function watchHomeless(document: Y.Doc, updates: readonly Uint8Array[]): () => HomelessText[] {
  const { pendingDs, pendingStructs } = document.store;
  let before: Map<number, number> | undefined;
  let hasDeaths = pendingStructs !== null || pendingDs !== null;
  let decoded: DecodedUpdate | undefined;
  // What waited for these updates comes in with them, and was deleted by whoever said so then.
  const read = () => {
    decoded ??= merged([
      ...updates.map(decodeUpdate),
      ...(pendingStructs ? [{ ...decodeUpdateV2(pendingStructs.update), deletes: [] }] : []),
      ...(pendingDs ? [{ ...decodeUpdateV2(pendingDs), structs: [] }] : []),
    ]);
    return decoded;
  };
  const found: HomelessText[] = [];
  // A listener that throws would take the transaction with it.
  let fault: { error: unknown } | undefined;
  const onTransaction = (transaction: Y.Transaction) => {
    try {
      look(transaction);
    } catch (error) {
      fault ??= { error };
    }
  };
  const look = (transaction: Y.Transaction) => {
    before ??= transaction.beforeState;
    if (transaction.deleteSet.clients.size === 0) {
      hasDeaths ||= hasGarbage(document, transaction);
      return;
    }
    hasDeaths = true;
    const named = joinRanges(read().deletes);
    for (const [client, ranges] of transaction.deleteSet.clients)
      for (const range of ranges)
        for (const part of without({ client, clock: range.clock, length: range.len }, named))
          found.push(...removedTexts(document, part, before.get(client) ?? 0));
  };
  document.on('afterTransaction', onTransaction);
  return () => {
    document.off('afterTransaction', onTransaction);
    if (fault) throw fault.error;
    if (!hasDeaths) return [];
    const { structs, deletes } = read();
    const named = joinRanges(deletes);
    for (const struct of structs)
      if (textOf(struct) !== undefined)
        found.push(...arrivedTexts(document, struct, before ?? new Map(), named));
    return joinNoticed(found);
  };
}

function merged(decoded: readonly DecodedUpdate[]): DecodedUpdate {
  return {
    structs: decoded.flatMap(({ structs }) => structs),
    deletes: decoded.flatMap(({ deletes }) => deletes),
  };
}

/** Something came whose place was garbage already: it is in no transaction's delete set. */
function hasGarbage(document: Y.Doc, { beforeState, afterState }: Y.Transaction): boolean {
  for (const [client, clock] of afterState) {
    const known = beforeState.get(client) ?? 0;
    if (clock === known) continue;
    const structs = document.store.clients.get(client) ?? [];
    for (let index = Y.findIndexSS(structs, known); index < structs.length; index += 1)
      if (structs[index] instanceof Y.GC) return true;
  }
  return false;
}

/** The parts of a range that stand in no delete set. */
function without(
  range: DeletedRange,
  named: ReadonlyMap<number, readonly { clock: number; length: number }[]>,
): DeletedRange[] {
  const parts: DeletedRange[] = [];
  const end = range.clock + range.length;
  let at = range.clock;
  for (const other of named.get(range.client) ?? []) {
    if (other.clock >= end) break;
    if (other.clock > at) parts.push({ client: range.client, clock: at, length: other.clock - at });
    at = Math.max(at, other.clock + other.length);
  }
  if (at < end) parts.push({ client: range.client, clock: at, length: end - at });
  return parts;
}

/** Text of a range that was there before the update (below `known`) and has just died. */
function removedTexts(document: Y.Doc, range: DeletedRange, known: number): HomelessText[] {
  const texts: HomelessText[] = [];
  const end = Math.min(range.clock + range.length, known);
  const structs = document.store.clients.get(range.client) ?? [];
  if (structs.length === 0 || range.clock >= end) return texts;
  for (let index = Y.findIndexSS(structs, range.clock); index < structs.length; index += 1) {
    const struct = structs[index] as Y.Item | Y.GC;
    if (struct.id.clock >= end) break;
    const text = textOf(struct);
    if (text === undefined) continue;
    const from = Math.max(0, range.clock - struct.id.clock);
    const to = Math.min(text.length, end - struct.id.clock);
    texts.push({
      client: range.client,
      clock: struct.id.clock + from,
      text: text.slice(from, to),
      cause: 'removed',
      near: placeOf(struct as Y.Item),
    });
  }
  return texts;
}

/** Text of an incoming struct that is new and dead now. */
function arrivedTexts(
  document: Y.Doc,
  incoming: Struct,
  known: ReadonlyMap<number, number>,
  named: ReadonlyMap<number, readonly { clock: number; length: number }[]>,
): HomelessText[] {
  const { client, clock } = incoming.id;
  const text = textOf(incoming) as string;
  const start = Math.max(clock, known.get(client) ?? 0);
  // What Yjs still holds back is not dead.
  const end = Math.min(clock + text.length, Y.getState(document.store, client));
  if (start >= end) return [];
  const texts: HomelessText[] = [];
  for (const part of without({ client, clock: start, length: end - start }, named)) {
    const structs = document.store.clients.get(client) as (Y.Item | Y.GC)[];
    const stop = part.clock + part.length;
    for (let index = Y.findIndexSS(structs, part.clock); index < structs.length; index += 1) {
      const struct = structs[index] as Y.Item | Y.GC;
      if (struct.id.clock >= stop) break;
      if (!struct.deleted) continue;
      const from = Math.max(part.clock, struct.id.clock);
      const to = Math.min(stop, struct.id.clock + struct.length);
      texts.push({
        client,
        clock: from,
        text: text.slice(from - clock, to - clock),
        cause: 'arrived',
        near: struct instanceof Y.Item ? placeOf(struct) : null,
      });
    }
  }
  return texts;
}

/** The outermost dead block around an item: it stays in its living parent as a tombstone, and so names the place. */
function placeOf(item: Y.Item): Uint8Array | null {
  let place: Y.Item | null = null;
  for (let at = parentItem(item); at?.deleted; at = parentItem(at)) place = at;
  return place && Y.encodeRelativePosition(new Y.RelativePosition(null, null, place.id));
}

function parentItem(item: Y.Item): Y.Item | null {
  return (item.parent as Y.AbstractType<unknown> | null)?._item ?? null;
}

function joinNoticed(pieces: readonly HomelessText[]): HomelessText[] {
  const sorted = [...pieces].sort((a, b) => a.client - b.client || a.clock - b.clock);
  const joined: HomelessText[] = [];
  for (const piece of sorted) {
    const last = joined.at(-1);
    if (last && last.client === piece.client && piece.clock < last.clock + last.text.length) continue;
    if (
      last &&
      last.client === piece.client &&
      last.cause === piece.cause &&
      last.clock + last.text.length === piece.clock
    )
      last.text += piece.text;
    else joined.push({ ...piece });
  }
  return joined;
}
