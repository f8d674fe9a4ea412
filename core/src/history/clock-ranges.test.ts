import fc from 'fast-check';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import { ClockRanges } from './clock-ranges.ts';

const write = fc.record({
  client: fc.constantFrom(1, 4_000_000_000),
  clock: fc.nat(60),
  length: fc.nat(12),
  value: fc.nat(2),
});

test('ranges answer as a plain map of every id would, and after being written and read too', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 40 }), (writes) => {
      const ranges = new ClockRanges();
      const plain = new Map<string, number>();
      for (const { client, clock, length, value } of writes) {
        ranges.set(client, clock, length, value);
        for (let at = clock; at < clock + length; at += 1) plain.set(`${client}:${at}`, value);
      }
      const encoder = encoding.createEncoder();
      ranges.write(encoder);
      const read = ClockRanges.read(decoding.createDecoder(encoding.toUint8Array(encoder)));
      for (const client of [1, 4_000_000_000]) {
        for (let at = 0; at < 80; at += 1) {
          expect(ranges.get(client, at)).toBe(plain.get(`${client}:${at}`));
          expect(read.get(client, at)).toBe(plain.get(`${client}:${at}`));
        }
        const slices = ranges.slices(client, 3, 60);
        expect(slices.reduce((sum, slice) => sum + slice.length, 0)).toBe(60);
        for (const slice of slices)
          for (let at = slice.clock; at < slice.clock + slice.length; at += 1)
            expect(slice.value).toBe(plain.get(`${client}:${at}`));
      }
    }),
  );
});

test('with a bridge, what was set is still answered, whatever lies in the gaps', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 40 }), (writes) => {
      const ranges = new ClockRanges();
      const plain = new Map<string, number>();
      for (const { client, clock, length, value } of writes) {
        ranges.set(client, clock, length, value, true);
        for (let at = clock; at < clock + length; at += 1) plain.set(`${client}:${at}`, value);
      }
      for (const [key, value] of plain) {
        const [client, clock] = key.split(':').map(Number) as [number, number];
        expect(ranges.get(client, clock)).toBe(value);
      }
    }),
  );
});

test('a hundred thousand letters in one go are one range', () => {
  const ranges = new ClockRanges();
  for (let clock = 0; clock < 100_000; clock += 1) ranges.set(7, clock, 1, 3);
  expect(ranges.size).toBe(1);
});
