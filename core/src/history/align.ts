import { diffArrays } from 'diff';

/** Positions in both lists whose keys are equal. */
export type Match = readonly [before: number, after: number];

/** Lists that differ in more places than this are not aligned any more: all of it counts as changed. */
const MAX_DIFFERENCES = 20_000;

/** A longest run of equal keys that stand in the same order in both lists. */
export function align(before: readonly string[], after: readonly string[]): Match[] {
  const changes = diffArrays([...before], [...after], { maxEditLength: MAX_DIFFERENCES });
  const matches: Match[] = [];
  let [b, a] = [0, 0];
  for (const change of changes ?? []) {
    const count = change.value.length;
    if (change.added) a += count;
    else if (change.removed) b += count;
    else for (let index = 0; index < count; index += 1) matches.push([b++, a++]);
  }
  return matches;
}
