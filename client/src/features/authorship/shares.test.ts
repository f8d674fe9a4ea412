import type { Authorship } from '@hamnevis/core/contract/history';
import { describe, expect, it } from 'vitest';
import { hundredths, peopleAndAi, shownShares } from './shares.ts';

const hundred = (parts: readonly number[]) => Math.round(parts.reduce((sum, part) => sum + part, 0) * 100);

describe('parts of a hundred', () => {
  it('add up to a hundred', () => {
    expect(hundredths([1, 1, 1])).toEqual([0.34, 0.33, 0.33]);
    for (const amounts of [
      [81, 19],
      [7, 7, 7, 7, 7, 7, 7],
      [1, 10_000],
      [3, 5, 11, 13, 17, 1000],
    ])
      expect(hundred(hundredths(amounts)), amounts.join()).toBe(100);
  });

  it('give whoever wrote anything at least one, and nobody else', () => {
    expect(hundredths([1, 100_000])).toEqual([0.01, 0.99]);
    expect(hundredths([0, 5])).toEqual([0, 1]);
    expect(hundred(hundredths([...new Array(40).fill(1), 100_000]))).toBe(100);
  });

  it('are nothing of nothing', () => {
    expect(hundredths([0, 0])).toEqual([0, 0]);
    expect(hundredths([])).toEqual([]);
  });
});

describe('the shares of a text', () => {
  const person = (name: string) => ({ id: `id of ${name}`, name, color: 'p1' });
  const share = (name: string, runId: string | null, characters: number, words: number) => ({
    person: person(name),
    runId,
    characters,
    words,
    how: {},
  });
  const authorship = {
    authors: [
      share('Sara', 'run 1', 30, 6),
      share('Arash', null, 20, 4),
      share('Sara', null, 45, 9),
      share('Arash', 'run 2', 5, 1),
    ],
  } as unknown as Authorship;

  it('tell people by their share, and the co-writer once and last', () => {
    const shares = shownShares(authorship);
    expect(shares.map((one) => [one.key, one.characters, one.words, one.share])).toEqual([
      ['id of Sara', 45, 9, 0.45],
      ['id of Arash', 20, 4, 0.2],
      ['co-writer', 35, 7, 0.35],
    ]);
    expect(peopleAndAi(shares)).toEqual({ people: 0.65, ai: 0.35 });
  });

  it('say how somebody’s words came, all of their runs together', () => {
    const ways = (name: string, runId: string | null, how: Authorship['authors'][number]['how']) => ({
      ...share(name, runId, 10, 2),
      how,
    });
    const shares = shownShares({
      authors: [
        ways('Sara', null, { typed: 60, pasted: 30, imported: 10 }),
        ways('Sara', 'run 1', { ai: 5 }),
        ways('Arash', 'run 2', { ai: 3, pasted: 8 }),
      ],
    } as unknown as Authorship);
    expect(shares.map((one) => one.how)).toEqual([
      [
        { how: 'typed', share: 0.6 },
        { how: 'pasted', share: 0.3 },
        { how: 'imported', share: 0.1 },
      ],
      [
        { how: 'pasted', share: 0.5 },
        { how: 'ai', share: 0.5 },
      ],
    ]);
  });
});
