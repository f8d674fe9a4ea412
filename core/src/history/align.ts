import { diffArrays } from 'diff';

/** Positions in both lists whose keys are equal. */
export type Match = readonly [before: number, after: number];

/** Beyond so many differences two lists are not aligned any more. */
const MAX_DIFFERENCES = 20_000;

/** A longest run of equal keys that stand in the same order in both lists; null when they differ too much. */
export function align(
  before: readonly string[],
  after: readonly string[],
  maxDifferences = MAX_DIFFERENCES,
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
