import { expect, test } from 'vitest';
import { type ProofLine, setOnPages } from './proof-pages.ts';

const line = (n: number, more: Partial<ProofLine> = {}): ProofLine => ({
  top: n * 10,
  bottom: n * 10 + 10,
  keepsWithNext: false,
  notes: [],
  ...more,
});
const lines = (count: number, special: Record<number, Partial<ProofLine>> = {}) =>
  Array.from({ length: count }, (_, n) => line(n, special[n]));
const room = { first: 30, others: 50, aboveNotes: 5 };

test('every line stands on one page, in order, and the first page has its own room', () => {
  const pages = setOnPages(lines(12), () => 0, room);
  expect(pages.map(({ from, to }) => [from, to])).toEqual([
    [0, 3],
    [3, 8],
    [8, 12],
  ]);
});

test('a note stands at the foot of the page of its mark, and takes its room from the lines', () => {
  const pages = setOnPages(lines(8, { 1: { notes: ['a'] }, 4: { notes: ['b', 'a'] } }), () => 10, room);
  expect(pages).toEqual([
    { from: 0, to: 1, notes: [] },
    { from: 1, to: 4, notes: ['a'] },
    { from: 4, to: 7, notes: ['b'] },
    { from: 7, to: 8, notes: [] },
  ]);
});

test('a heading is not left at the foot of a page', () => {
  const pages = setOnPages(lines(6, { 2: { keepsWithNext: true } }), () => 0, room);
  expect(pages.map(({ from, to }) => [from, to])).toEqual([
    [0, 2],
    [2, 6],
  ]);
});

test('what is higher than a page has one to itself, and nothing is lost', () => {
  const tall = [line(0), { ...line(1), bottom: 500 }, { ...line(50), top: 500, bottom: 510 }];
  expect(setOnPages(tall, () => 0, room).map(({ from, to }) => [from, to])).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
});
