import { expect, it } from 'vitest';
import { localeFaults } from './locales-equal.ts';

it('finds a key that one language lacks, an empty text, and a placeholder that is not filled in', () => {
  const fa = { a: { b: 'یک', c: '{{count, number}} سند' }, d: '' };
  const en = { a: { b: 'one', c: '{{name}} documents' }, d: 'x', e: 'more' };
  expect(localeFaults(fa, en, ['fa', 'en'])).toEqual([
    'a.c fills in count in fa, name in en',
    'fa d is empty',
    'fa lacks e',
  ]);
});

it('equal languages have no faults, however their placeholders are formatted', () => {
  expect(localeFaults({ a: '{{n, number}} بار' }, { a: '{{n}} times' }, ['fa', 'en'])).toEqual([]);
});
