// Which of a replica's letters are older ones over again, until the server has them: whoever splits a paragraph or makes a
// heading of it inserts letters that stood there before. Refused and put back they would stand there twice.
import { findCarriedText } from '@hamnevis/core/history/carried-text';
import { LetterSources } from '@hamnevis/core/history/letter-sources';
import type { DeletedRange, Struct } from '@hamnevis/core/history/structs';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** Ranges that were cut out longer ago are looked at no more. */
const MAX_TAKEN = 1_000;

export class CarriedLetters extends LetterSources {
  /** What was deleted here and may stand on the server: cut out, it may come back by a paste. */
  #taken: DeletedRange[] = [];

  /** Reads one's own change, in its `afterTransaction`; answers whether letters were carried in it. */
  look({ doc, origin, beforeState, afterState, deleteSet }: Y.Transaction): boolean {
    const died: DeletedRange[] = [];
    for (const [client, ranges] of deleteSet.clients)
      for (const range of ranges) died.push({ client, clock: range.clock, length: range.len });
    const carried = findCarriedText({
      document: doc,
      fresh: freshOf(doc, beforeState, afterState),
      died,
      diedBefore: this.#taken,
      isUndo: origin instanceof Y.UndoManager,
    });
    for (const one of carried) this.add(one);
    if (died.length > 0) this.#taken = [...this.#taken, ...died].slice(-MAX_TAKEN);
    return carried.length > 0;
  }

  /** The same for every client that the server knows. */
  forgetAll(server: ReadonlyMap<number, number>): void {
    for (const [client, clock] of server) this.forget(client, clock);
  }

  /** The server has all that was done here. */
  allSafe(): void {
    this.#taken = [];
  }

  encode(): Uint8Array {
    return encoding.encode((encoder) => this.write(encoder));
  }

  /** Adds what another replica has kept; what cannot be read is left out. */
  takeIn(encoded: Uint8Array): void {
    try {
      this.read(decoding.createDecoder(encoded));
    } catch {
      // A copy that was cut off while it was written: its letters count as typed.
    }
  }
}

function freshOf(
  { clientID, store }: Y.Doc,
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): readonly Struct[] {
  const from = before.get(clientID) ?? 0;
  const structs = store.clients.get(clientID);
  if (!structs || from === (after.get(clientID) ?? 0)) return [];
  return structs.slice(Y.findIndexSS(structs, from));
}
