import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldForSearch, searchKey } from './search-key.ts';

describe('one search key stands for', () => {
  it.each([
    ['كتاب هاي ٣', 'کتاب های ۳'],
    ['خانهٔ من', 'خانه من'],
    ['خانۀ من', 'خانه من'],
    ['خانه‌ی من', 'خانه من'],
    ['مسأله', 'مساله'],
    ['مؤلف', 'مولف'],
    ['می‌خواهم', 'میخواهم'],
    ['کِتـاب', 'کتاب'],
    ['ﻻﻟﻪ', 'لاله'],
    ['سال ۱۴۰۵', 'سال 1405'],
    ['HELLO', 'hello'],
    ['one  two', 'one two'],
  ])('%s as %s', (one, other) => expect(searchKey(one)).toBe(searchKey(other)));

  it.each([
    ['آن', 'ان'],
    ['خانه‌یاب', 'خانهاب'],
    ['café', 'cafe'],
  ])('not %s as %s', (one, other) => expect(searchKey(one)).not.toBe(searchKey(other)));

  it('a half-space as a space when it is asked for, and case when it is kept', () => {
    expect(foldForSearch('می‌خواهم', { halfSpace: ' ' }).key).toBe('می خواهم');
    expect(foldForSearch('Ab', { matchCase: true }).key).toBe('Ab');
  });
});

// What Persian text is made of, the awkward half of it.
const letters = fc.constantFrom(
  ...['ی', 'ي', 'ى', 'ک', 'ك', 'ه', 'ۀ', 'ة', 'ا', 'آ', 'أ', 'ؤ', 'ئ', 'س', 'ﻻ', 'ﷲ'],
  ...['\u200c', '\u0654', '\u064e', '\u0640', '\u200f', ' ', '\u00a0', '\n', '۱', '٢', '3'],
  ...['a', 'B', 'é', 'İ', 'ß', '😀', '«', '"', '-'],
);
const texts = fc.oneof(
  fc.array(letters, { maxLength: 30 }).map((all) => all.join('')),
  fc.string(),
);
const options = fc.record({
  halfSpace: fc.constantFrom<'' | ' '>('', ' '),
  matchCase: fc.boolean(),
});

describe('whatever the text', () => {
  it('every unit of the key has its place, in order and inside the text', () => {
    fc.assert(
      fc.property(texts, options, (text, how) => {
        const { key, from, to } = foldForSearch(text, how);
        expect([from.length, to.length]).toEqual([key.length, key.length]);
        for (let n = 0; n < key.length; n += 1) {
          expect(from[n]).toBeLessThan(to[n] ?? -1);
          expect(to[n]).toBeLessThanOrEqual(text.length);
          if (n > 0) expect(from[n]).toBeGreaterThanOrEqual(from[n - 1] ?? 0);
        }
      }),
    );
  });

  it('a key folds to itself', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(searchKey(searchKey(text))).toBe(searchKey(text));
      }),
    );
  });

  it('the stretch of text behind a stretch of the key folds to that stretch', () => {
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1, maxLength: 20 }), fc.nat(), fc.nat(), (all, a, b) => {
        const text = all.join('');
        const { key, from, to } = foldForSearch(text);
        if (!key) return;
        const first = a % key.length;
        const last = first + (b % (key.length - first));
        const stretch = text.slice(from[first], to[last]);
        // Half of a ligature cannot be cut out; the stretch then holds the whole of it.
        expect(searchKey(stretch)).toContain(key.slice(first, last + 1).trim());
      }),
    );
  });
});
