import { expect, it } from 'vitest';
import { joinedCounts, sumOf } from './local-copies.ts';
import { withoutRepeats } from './rescues.ts';
import type { UnsavedBlock } from './unsaved-words.ts';

function block(id: string, words: string): UnsavedBlock {
  const node = { type: 'paragraph', content: [{ type: 'text', text: words }] };
  return { id, node, stretches: [{ text: words, mine: true }], after: null, follows: false };
}
const texts = (blocks: readonly UnsavedBlock[]) =>
  blocks.map(({ stretches }) => stretches.map(({ text }) => text).join(''));

it('a block that two tabs held is kept once, in its longer form', () => {
  expect(texts(withoutRepeats([block('1:0', 'سلام'), block('1:0', 'سلام دنیا')]))).toEqual(['سلام دنیا']);
  expect(texts(withoutRepeats([block('1:0', 'سلام دنیا'), block('1:0', 'سلام')]))).toEqual(['سلام دنیا']);
});

it('equal words of two blocks, and different words of one, are all kept', () => {
  expect(texts(withoutRepeats([block('1:0', 'بله'), block('2:0', 'بله')]))).toEqual(['بله', 'بله']);
  expect(texts(withoutRepeats([block('1:0', 'الف ب'), block('1:0', 'الف پ')]))).toEqual(['الف ب', 'الف پ']);
});

it('what one copy took over from another is counted once', () => {
  const counts = joinedCounts([{ counts: { a: 5 } }, { counts: { a: 3, b: 2 } }]);
  expect(counts).toEqual({ a: 5, b: 2 });
  expect(sumOf(counts)).toBe(7);
});
