// The figures of authorship as a reader sees them: whole parts of a hundred that add up to a hundred.
import type { Author, Authorship } from '@hamnevis/core/contract/history';
import { HOWS, type How } from '@hamnevis/core/history/how';
import { authorKey } from '../../lib/authors.ts';

/** One author's part of the text; all runs of the co-writer are one. */
export interface ShownShare {
  key: string;
  author: Author;
  words: number;
  characters: number;
  /** Part of the whole, 0 to 1 in steps of a hundredth. */
  share: number;
  /** How their letters came, as parts of their own (fractions as above), in the order of {@link HOWS}. */
  how: { how: How; share: number }[];
}

/**
 * Parts of a hundred that add up to a hundred (largest remainders), as fractions. Whoever wrote anything has at
 * least one; all zero when there is nothing.
 */
export function hundredths(amounts: readonly number[]): number[] {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (total === 0) return amounts.map(() => 0);
  const exact = amounts.map((amount) => (amount / total) * 100);
  const parts = exact.map((part) => (part > 0 ? Math.max(1, Math.floor(part)) : 0));
  let left = 100 - parts.reduce((sum, part) => sum + part, 0);
  const byRemainder = exact
    .map((part, index) => ({ index, remainder: part - (parts[index] ?? 0) }))
    .filter(({ index }) => (exact[index] ?? 0) > 0)
    .sort((a, b) => b.remainder - a.remainder);
  for (let at = 0; left > 0; at = (at + 1) % byRemainder.length, left -= 1)
    parts[byRemainder[at]?.index ?? 0] = (parts[byRemainder[at]?.index ?? 0] ?? 0) + 1;
  // Many small shares that were raised to one are paid for by the largest.
  while (left < 0) {
    const largest = parts.indexOf(Math.max(...parts));
    if ((parts[largest] ?? 0) <= 1) break;
    parts[largest] = (parts[largest] ?? 0) - 1;
    left += 1;
  }
  return parts.map((part) => part / 100);
}

/** Everybody who wrote what stands in the text; people first by their share, the co-writer last. */
export function shownShares(authorship: Authorship): ShownShare[] {
  const shares = new Map<string, ShownShare>();
  const ways = new Map<string, Partial<Record<How, number>>>();
  for (const { person, runId, words, characters, how } of authorship.authors) {
    const author = { person, runId };
    const key = authorKey(author);
    const own = ways.get(key) ?? {};
    for (const way of HOWS) if (how[way]) own[way] = (own[way] ?? 0) + how[way];
    ways.set(key, own);
    const known = shares.get(key);
    if (known) {
      known.words += words;
      known.characters += characters;
    } else shares.set(key, { key, author, words, characters, share: 0, how: [] });
  }
  const list = [...shares.values()].sort(
    (a, b) => isAi(a) - isAi(b) || b.characters - a.characters || (a.key < b.key ? -1 : 1),
  );
  const parts = hundredths(list.map((one) => one.characters));
  return list.map((one, index) => ({
    ...one,
    share: parts[index] ?? 0,
    how: partsOf(ways.get(one.key) ?? {}),
  }));
}

function partsOf(own: Partial<Record<How, number>>): ShownShare['how'] {
  const used = HOWS.filter((how) => (own[how] ?? 0) > 0);
  const parts = hundredths(used.map((how) => own[how] ?? 0));
  return used.map((how, index) => ({ how, share: parts[index] ?? 0 }));
}

/** The two figures of the foot. */
export function peopleAndAi(shares: readonly ShownShare[]): { people: number; ai: number } {
  const ai = shares.find((one) => isAi(one))?.share ?? 0;
  const people = shares.reduce((sum, one) => sum + (isAi(one) ? 0 : one.share), 0);
  return { people, ai };
}

function isAi(share: ShownShare): number {
  return share.author.runId === null ? 0 : 1;
}
