// Of an update that lacks predecessors, what need not wait for them. A replica holds back what it cannot place, and sends
// it on with everything else that it has: words of a third that nobody else may be able to complete. They are no reason
// to refuse the rest.
import * as Y from 'yjs';
import {
  cutStruct,
  type DeletedRange,
  decodeUpdate,
  encodeStructs,
  type Struct,
} from '../history/structs.ts';
import type { StructId } from './read-update.ts';

export interface CompletePart {
  /** What can be taken in now (V1), without what the document has; null when that is nothing. */
  update: Uint8Array | null;
  /** Structs that had to stay out. */
  left: Struct[];
  /** What that waits for: once the document has these, more of it can be taken. */
  lacks: StructId[];
}

/** Splits an update that was read by the gate. `clockOf`: of a client the next clock that the document lacks. */
export function completePart(bytes: Uint8Array, clockOf: (client: number) => number): CompletePart {
  const { structs, deletes } = decodeUpdate(bytes);
  const waiting = Map.groupBy(
    structs.filter((struct) => struct.id.clock + struct.length > clockOf(struct.id.client)),
    ({ id }) => id.client,
  );
  const taken = new Map<number, Struct[]>();
  const lacks = new Map<number, StructId>();
  const reached = (client: number) => {
    const last = taken.get(client)?.at(-1);
    return last ? last.id.clock + last.length : clockOf(client);
  };
  for (let hasMoved = true; hasMoved; ) {
    hasMoved = false;
    for (const [client, own] of waiting) {
      for (let struct = own[0]; struct; struct = own[0]) {
        const at = reached(client);
        const lack = lackOf(struct, at, reached);
        if (lack) {
          lacks.set(client, lack);
          break;
        }
        own.shift();
        lacks.delete(client);
        const known = Math.max(0, at - struct.id.clock);
        const fresh = cutStruct(struct, known, struct.length);
        const mine = taken.get(client);
        if (mine) mine.push(fresh);
        else taken.set(client, [fresh]);
        hasMoved = true;
      }
    }
  }
  const [now, later] = splitDeletes(deletes, reached);
  for (const { client, clock, length } of later) {
    lacks.set(client, lacks.get(client) ?? { client, clock: clock + length - 1 });
  }
  return {
    update: taken.size > 0 || now.length > 0 ? encodeStructs(taken, now, new Y.UpdateEncoderV1()) : null,
    left: [...waiting.values()].flat(),
    lacks: [...lacks.values()],
  };
}

/** What must be there before a struct can be taken in, and is not. */
function lackOf(struct: Struct, at: number, reached: (client: number) => number): StructId | null {
  const { client, clock } = struct.id;
  if (clock > at || struct instanceof Y.Skip) return { client, clock: at };
  if (!(struct instanceof Y.Item)) return null;
  const parent: unknown = struct.parent;
  for (const id of [struct.origin, struct.rightOrigin, parent instanceof Y.ID ? parent : null])
    if (id && id.clock >= reached(id.client)) return { client: id.client, clock: id.clock };
  return null;
}

/** Deletions of what is there by now, and those of what is not. */
function splitDeletes(
  deletes: readonly DeletedRange[],
  reached: (client: number) => number,
): [DeletedRange[], DeletedRange[]] {
  const [now, later]: [DeletedRange[], DeletedRange[]] = [[], []];
  for (const { client, clock, length } of deletes) {
    const here = Math.min(length, Math.max(0, reached(client) - clock));
    if (here > 0) now.push({ client, clock, length: here });
    if (here < length) later.push({ client, clock: clock + here, length: length - here });
  }
  return [now, later];
}
