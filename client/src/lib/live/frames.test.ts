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
import { readFrame } from './frames.ts';

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
