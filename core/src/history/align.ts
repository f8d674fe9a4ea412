import { diffArrays } from 'diff';

/** Positions in both lists whose keys are equal. */
export type Match = readonly [before: number, after: number];

/** Lists that differ in more places than this are not aligned any more: all of it counts as changed. */
const MAX_DIFFERENCES = 20_000;

/** A longest run of equal keys that stand in the same order in both lists. */
export function align(before: readonly string[], after: readonly string[]): Match[] {
  return alignWithin(before, after, MAX_DIFFERENCES) ?? [];
}

/** As {@link align}; null when the lists differ in more places than `maxDifferences`. */
export function alignWithin(
  before: readonly string[],
  after: readonly string[],
  maxDifferences: number,
): Match[] | null {
  const changes = diffArrays([...before], [...after], { maxEditLength: maxDifferences });
  if (!changes) return null;
  const matches: Match[] = [];
  let [b, a] = [0, 0];
  for (const { count, added, removed } of changes) {
    if (added) a += count;
    else if (removed) b += count;
    else for (let index = 0; index < count; index += 1) matches.push([b++, a++]);
  }
  return matches;
}
