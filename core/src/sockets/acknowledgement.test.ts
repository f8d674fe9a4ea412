import * as decoding from 'lib0/decoding';
import { describe, expect, it } from 'vitest';
import { encodeAcknowledgement, readAcknowledgement } from './acknowledgement.ts';

const read = (bytes: Uint8Array) => readAcknowledgement(decoding.createDecoder(bytes));

describe('an acknowledgement', () => {
  it('says which frames, up to which row, and up to which clocks', () => {
    const said = { frames: 3, sequence: 2 ** 40, clocks: new Map([[2 ** 32 - 1, 17]]) };
    expect(read(encodeAcknowledgement(said))).toEqual(said);
  });

  it('is a plain yes to whoever reads the first number alone', () => {
    const bytes = encodeAcknowledgement({ frames: 200, sequence: 9, clocks: new Map() });
    expect(decoding.readVarInt(decoding.createDecoder(bytes))).toBe(1);
  });

  it('tells a refusal, and a server that says no more than yes', () => {
    expect(read(Uint8Array.of(0))).toBe('refused');
    expect(read(Uint8Array.of(1))).toBe('bare');
  });
});
