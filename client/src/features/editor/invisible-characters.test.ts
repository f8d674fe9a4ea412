import { expect, it } from 'vitest';
import { invisiblesIn } from './invisible-characters.ts';

it('a half-space, a space that does not break and spaces at a line’s end are shown; others are not', () => {
  expect(invisiblesIn('می\u200cروم به\u00a0خانه  \nو تمام ')).toEqual([
    { kind: 'half-space', from: 2, to: 3 },
    { kind: 'no-break', from: 9, to: 10 },
    { kind: 'trailing', from: 14, to: 16 },
    { kind: 'trailing', from: 23, to: 24 },
  ]);
  expect(invisiblesIn('یک دو')).toEqual([]);
});
