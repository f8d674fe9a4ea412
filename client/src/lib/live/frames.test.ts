import { decodePasted } from '@hamnevis/core/history/pasted';
import { encodeAcknowledgement } from '@hamnevis/core/sockets/acknowledgement';
import {
  createEncoder,
  toUint8Array,
  writeUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readFrame, withPasted } from './frames.ts';
import { PastedLetters } from './pasted-letters.ts';

function frame(write: (encoder: ReturnType<typeof createEncoder>) => void): Uint8Array {
  const encoder = createEncoder();
  writeVarString(encoder, '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11');
  write(encoder);
  return toUint8Array(encoder);
}

describe('reading frames', () => {
  it.each([
    [0, 'step-one'],
    [1, 'step-two'],
    [2, 'update'],
  ])('sync message %i is %s', (type, kind) => {
    const bytes = frame((encoder) => {
      writeVarUint(encoder, 0);
      writeVarUint(encoder, type);
      writeVarUint8Array(encoder, new Uint8Array([0]));
    });
    expect(readFrame(bytes).kind).toBe(kind);
  });

  it('a status says what is safe, or that an update was not taken', () => {
    const said = { frames: 2, sequence: 7, clocks: new Map([[5, 3]]) };
    const taken = frame((encoder) => {
      writeVarUint(encoder, 8);
      writeUint8Array(encoder, encodeAcknowledgement(said));
    });
    expect(readFrame(taken)).toEqual({ kind: 'status', said });
    const refused = frame((encoder) => {
      writeVarUint(encoder, 8);
      writeVarUint(encoder, 0);
    });
    expect(readFrame(refused)).toEqual({ kind: 'status', said: 'refused' });
  });

  it('a ping, another message, or a torn frame is none of ours', () => {
    for (const bytes of [
      new Uint8Array([9]),
      frame((encoder) => writeVarUint(encoder, 5)),
      new Uint8Array([200, 1]),
    ]) {
      expect(readFrame(bytes)).toEqual({ kind: 'other' });
    }
  });

  it('where others stand is told apart', () => {
    expect(readFrame(frame((encoder) => writeVarUint(encoder, 1)))).toEqual({ kind: 'awareness' });
  });
});

describe('which letters were pasted', () => {
  /** A document of client 5 in which `words` were written one after the other. */
  function written(...words: string[]): Y.Doc {
    const document = new Y.Doc();
    document.clientID = 5;
    for (const word of words) document.getText('default').insert(document.getText('default').length, word);
    return document;
  }
  const frameOf = (update: Uint8Array) =>
    frame((encoder) => {
      writeVarUint(encoder, 0);
      writeVarUint(encoder, 2);
      writeVarUint8Array(encoder, update);
    });
  const since = (document: Y.Doc, clock: number) => {
    const earlier = new Y.Doc();
    earlier.clientID = 5;
    earlier.getText('default').insert(0, 'x'.repeat(clock));
    return frameOf(Y.encodeStateAsUpdate(document, Y.encodeStateVector(earlier)));
  };

  it('is said with the frame that brings them, as far as it brings them, and with no other', () => {
    const document = written('typed ', 'pasted ', 'typed');
    const pasted = [{ client: 5, clock: 6, length: 7 }];
    const said = (plain: Uint8Array) => decodePasted(withPasted(plain, pasted).subarray(plain.length));
    expect(said(frameOf(Y.encodeStateAsUpdate(document)))).toEqual(pasted);
    // What the server has by now need not be said.
    expect(said(since(document, 9))).toEqual([{ client: 5, clock: 9, length: 4 }]);
    const later = since(document, 13);
    expect(withPasted(later, pasted)).toBe(later);
  });

  it('is remembered until the server has them, and through a reload', () => {
    const letters = new PastedLetters();
    letters.add({ client: 5, clock: 2, length: 3 });
    letters.add({ client: 5, clock: 5, length: 1 });
    letters.add({ client: 5, clock: 9, length: 2 });
    letters.forget(5, 5);
    expect(letters.ranges).toHaveLength(2);
    letters.forget(5, 6);
    letters.forget(6, 100);
    const reopened = new PastedLetters();
    reopened.takeIn(letters.encode());
    expect(reopened.ranges).toEqual([{ client: 5, clock: 9, length: 2 }]);
    reopened.takeIn(letters.encode().subarray(0, 2));
    expect(reopened.ranges).toHaveLength(1);
  });
});
