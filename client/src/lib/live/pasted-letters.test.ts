import { expect, test } from 'vitest';
import { PastedLetters } from './pasted-letters.ts';

test('letters that follow each other are one range; what the log has is forgotten, what it has half is kept', () => {
  const pasted = new PastedLetters();
  pasted.add({ client: 1, clock: 10, length: 5 });
  pasted.add({ client: 1, clock: 15, length: 5 });
  expect(pasted.ranges).toEqual([{ client: 1, clock: 10, length: 10 }]);
  pasted.forget(1, 19);
  expect(pasted.ranges).toHaveLength(1);
  pasted.forget(1, 20);
  expect(pasted.ranges).toEqual([]);
});

test('what earlier openings pasted goes when the server has it, and the rest stays for the next frame', () => {
  const earlier = new PastedLetters();
  earlier.add({ client: 1, clock: 0, length: 40 });
  earlier.add({ client: 2, clock: 7, length: 3 });
  const pasted = new PastedLetters();
  pasted.takeIn(earlier.encode());
  pasted.add({ client: 3, clock: 0, length: 8 });

  pasted.forgetAll(
    new Map([
      [1, 40],
      [2, 9],
      [4, 100],
    ]),
  );

  expect(pasted.ranges).toEqual([
    { client: 2, clock: 7, length: 3 },
    { client: 3, clock: 0, length: 8 },
  ]);
});

test('a copy that was cut off while it was written costs nothing but itself', () => {
  const pasted = new PastedLetters();
  pasted.add({ client: 3, clock: 0, length: 8 });
  pasted.takeIn(pasted.encode().slice(0, 2));
  expect(pasted.ranges).toEqual([{ client: 3, clock: 0, length: 8 }]);
});
