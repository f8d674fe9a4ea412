// Which block of an older article is which of a newer one: the same, moved, changed, gone or new.
import { alignWithin } from './align.ts';

/** What the alignment needs to know of a block. */
export interface AlignedBlock {
  /** Equal for blocks with the same content. */
  key: string;
  /** Node type: blocks of one type are likelier to be each other's change. */
  type: string;
  /** The words in it. */
  words: readonly string[];
}

/** A block of both sides. `moved` when others passed it. */
export interface BlockPair {
  older: number;
  newer: number;
  same: boolean;
  moved: boolean;
}

/** Shared words, as a part of all, that make two blocks in the same place one block that changed. */
const CHANGED_PART = 0.4;

/** As above, for blocks in different places: only what is clearly the same has moved. */
const MOVED_PART = 0.6;

/** Alone in the same place between the same neighbours, two blocks are one even when little is shared. */
const ALONE_PART = 0.2;

/** Blocks of so few words are not judged by their words. */
const FEW_WORDS = 6;

/** A word that stands in more blocks than this says nothing about any of them. */
const COMMON_WORD = 24;

/** Beyond so many differing blocks, only blocks that stand once on each side hold the two articles together. */
const MAX_BLOCK_EDITS = 600;

/** Pairs the blocks of two articles. Blocks without a pair were removed or added. */
export function alignBlocks(older: readonly AlignedBlock[], newer: readonly AlignedBlock[]): BlockPair[] {
  const pairs = samePairs(older, newer);
  const takenOlder = new Set(pairs.map((pair) => pair.older));
  const takenNewer = new Set(pairs.map((pair) => pair.newer));
  const gapOfOlder = gaps(
    pairs.map((pair) => pair.older),
    older.length,
  );
  const gapOfNewer = gaps(
    pairs.map((pair) => pair.newer),
    newer.length,
  );
  const take = (pair: BlockPair) => {
    pairs.push(pair);
    takenOlder.add(pair.older);
    takenNewer.add(pair.newer);
  };

  // Moved as it is. A block without words is nowhere to be recognised.
  const leftOlder = Map.groupBy(indexesWithout(older, takenOlder), (index) => older[index]?.key);
  for (const index of indexesWithout(newer, takenNewer)) {
    const block = newer[index] as AlignedBlock;
    const candidates = block.words.length > 0 ? leftOlder.get(block.key) : undefined;
    const other = candidates?.shift();
    if (other !== undefined) take({ older: other, newer: index, same: true, moved: true });
  }

  const lines = new PairLines();
  const candidates = similarPairs(older, newer, takenOlder, takenNewer);
  // In the same place of a gap, from either end: where all blocks are of the same few words, nothing else tells.
  const gapsOfOlder = Map.groupBy(indexesWithout(older, takenOlder), (index) => gapOfOlder[index]);
  for (const [gap, indexes] of Map.groupBy(indexesWithout(newer, takenNewer), (index) => gapOfNewer[index])) {
    const others = gapsOfOlder.get(gap) ?? [];
    for (let count = 0; count < Math.min(indexes.length, others.length); count += 1) {
      for (const end of [count, -1 - count]) {
        const pair = { older: others.at(end) as number, newer: indexes.at(end) as number };
        candidates.push({
          ...pair,
          shared: sharedPart(older[pair.older] as AlignedBlock, newer[pair.newer] as AlignedBlock),
        });
      }
    }
  }
  candidates.sort((a, b) => b.shared - a.shared || distance(a) - distance(b));
  for (const candidate of candidates) {
    if (takenOlder.has(candidate.older) || takenNewer.has(candidate.newer)) continue;
    const here = gapOfOlder[candidate.older] === gapOfNewer[candidate.newer];
    const crosses = !here || lines.crosses(gapOfOlder[candidate.older] as number, candidate);
    if (candidate.shared < (crosses ? MOVED_PART : CHANGED_PART)) continue;
    if (!crosses) lines.add(gapOfOlder[candidate.older] as number, candidate);
    take({ older: candidate.older, newer: candidate.newer, same: false, moved: crosses });
  }

  // What is left alone between the same neighbours.
  const aloneOlder = Map.groupBy(indexesWithout(older, takenOlder), (index) => gapOfOlder[index]);
  const aloneNewer = Map.groupBy(indexesWithout(newer, takenNewer), (index) => gapOfNewer[index]);
  for (const [gap, [index, ...others]] of aloneNewer) {
    const [other, ...more] = aloneOlder.get(gap) ?? [];
    if (index === undefined || other === undefined || others.length > 0 || more.length > 0) continue;
    const one = older[other] as AlignedBlock;
    const two = newer[index] as AlignedBlock;
    const short = Math.min(one.words.length, two.words.length) <= FEW_WORDS;
    if (one.type === two.type && (short || sharedPart(one, two) >= ALONE_PART))
      if (!lines.crosses(gap as number, { older: other, newer: index }))
        take({ older: other, newer: index, same: false, moved: false });
  }
  return pairs.sort((a, b) => a.newer - b.newer);
}

/** Blocks that stayed, in their order. */
function samePairs(older: readonly AlignedBlock[], newer: readonly AlignedBlock[]): BlockPair[] {
  const keysOf = (blocks: readonly AlignedBlock[]) => blocks.map((block) => block.key);
  const matches = alignWithin(keysOf(older), keysOf(newer), MAX_BLOCK_EDITS);
  if (!matches) return uniquePairs(older, newer);
  return matches.map(([olderAt, newerAt]) => ({ older: olderAt, newer: newerAt, same: true, moved: false }));
}

/** As many as possible of the blocks that stand once on each side, in one order (patience). */
function uniquePairs(older: readonly AlignedBlock[], newer: readonly AlignedBlock[]): BlockPair[] {
  const once = (blocks: readonly AlignedBlock[]) => {
    const indexes = new Map<string, number>();
    for (const [index, block] of blocks.entries())
      indexes.set(block.key, indexes.has(block.key) ? -1 : index);
    return indexes;
  };
  const inNewer = once(newer);
  const candidates: { older: number; newer: number }[] = [];
  for (const [key, index] of once(older)) {
    const other = inNewer.get(key) ?? -1;
    if (index >= 0 && other >= 0) candidates.push({ older: index, newer: other });
  }
  return longestRising(candidates).map((pair) => ({ ...pair, same: true, moved: false }));
}

/** The longest subsequence, of pairs sorted by `older`, whose `newer` rises. */
function longestRising(
  pairs: readonly { older: number; newer: number }[],
): { older: number; newer: number }[] {
  const tails: number[] = [];
  const before = new Array<number>(pairs.length).fill(-1);
  for (const [index, pair] of pairs.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] as number]?.newer ?? 0) < pair.newer) low = middle + 1;
      else high = middle;
    }
    if (low > 0) before[index] = tails[low - 1] as number;
    tails[low] = index;
  }
  const result: { older: number; newer: number }[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = before[index] as number)
    result.push(pairs[index] as { older: number; newer: number });
  return result.reverse();
}

/** For each index, how many of the given ones stand before it: the gap between anchors that it is in. */
function gaps(anchors: readonly number[], length: number): number[] {
  const at = new Set(anchors);
  const result: number[] = [];
  let gap = 0;
  for (let index = 0; index < length; index += 1) {
    if (at.has(index)) gap += 1;
    result.push(gap);
  }
  return result;
}

function indexesWithout(blocks: readonly AlignedBlock[], taken: ReadonlySet<number>): number[] {
  const indexes: number[] = [];
  for (let index = 0; index < blocks.length; index += 1) if (!taken.has(index)) indexes.push(index);
  return indexes;
}

/** Pairs of left-over blocks that share telling words. */
function similarPairs(
  older: readonly AlignedBlock[],
  newer: readonly AlignedBlock[],
  takenOlder: ReadonlySet<number>,
  takenNewer: ReadonlySet<number>,
): { older: number; newer: number; shared: number }[] {
  const holders = new Map<string, number[]>();
  for (const index of indexesWithout(older, takenOlder)) {
    for (const word of new Set(older[index]?.words)) {
      const list = holders.get(word);
      if (list) list.push(index);
      else holders.set(word, [index]);
    }
  }
  const pairs: { older: number; newer: number; shared: number }[] = [];
  for (const index of indexesWithout(newer, takenNewer)) {
    const votes = new Map<number, number>();
    for (const word of new Set(newer[index]?.words)) {
      const list = holders.get(word) ?? [];
      if (list.length <= COMMON_WORD) for (const other of list) votes.set(other, (votes.get(other) ?? 0) + 1);
    }
    const best = [...votes].sort((a, b) => b[1] - a[1]).slice(0, 8);
    for (const [other] of best)
      pairs.push({
        older: other,
        newer: index,
        shared: sharedPart(older[other] as AlignedBlock, newer[index] as AlignedBlock),
      });
  }
  return pairs;
}

function distance(pair: { older: number; newer: number }): number {
  return Math.abs(pair.older - pair.newer);
}

/** Words of both, counted as often as they stand in both, as a part of all (Dice). */
function sharedPart(one: AlignedBlock, other: AlignedBlock): number {
  const counts = new Map<string, number>();
  for (const word of one.words) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of other.words) {
    const left = counts.get(word) ?? 0;
    if (left > 0) shared += 1;
    counts.set(word, left - 1);
  }
  const all = one.words.length + other.words.length;
  return all === 0 ? 1 : (2 * shared) / all;
}

/** Pairs within one gap may not cross: a block that passes another has moved. */
class PairLines {
  readonly #lines = new Map<number, { older: number; newer: number }[]>();

  crosses(gap: number, pair: { older: number; newer: number }): boolean {
    return (this.#lines.get(gap) ?? []).some((line) => line.older < pair.older !== line.newer < pair.newer);
  }

  add(gap: number, pair: { older: number; newer: number }): void {
    const lines = this.#lines.get(gap);
    if (lines) lines.push(pair);
    else this.#lines.set(gap, [pair]);
  }
}
