// Whose the letters are, carried from a text to the same text a little later. By the text of the blocks and not by
// the editor's steps: edits of others replace the whole article at once, and what the server answered may be behind
// or ahead of what stands here.
import type { AuthorshipRun } from '@hamnevis/core/contract/history';

/** A text block and whose its letters are; offsets are the editor's inside the block. */
export interface OwnedBlock {
  text: string;
  runs: readonly AuthorshipRun[];
}

/** Below this part of the shorter text, two blocks are not the same one that was edited. */
const LIKENESS = 0.5;

/**
 * The blocks of a later text with the runs of an earlier one. A block that says the same keeps all of its runs,
 * wherever it stands; in one that was edited, what stands before and behind the edit keeps its own; the rest has none.
 */
export function carryRuns(before: readonly OwnedBlock[], texts: readonly string[]): OwnedBlock[] {
  const carried: (OwnedBlock | undefined)[] = new Array(texts.length);
  const { start, end } = commonEnds(before, texts);
  for (let index = 0; index < start; index += 1) carried[index] = before[index];
  for (let back = 1; back <= end; back += 1) carried[texts.length - back] = before[before.length - back];

  const left = new Map<string, OwnedBlock[]>();
  const middle = before.slice(start, before.length - end);
  for (const block of middle) {
    const same = left.get(block.text);
    if (same) same.push(block);
    else left.set(block.text, [block]);
  }
  const taken = new Set<OwnedBlock>();
  for (let index = start; index < texts.length - end; index += 1) {
    const same = left.get(texts[index] ?? '')?.shift();
    if (!same) continue;
    carried[index] = same;
    taken.add(same);
  }
  const edited = middle.filter((block) => !taken.has(block));
  let next = 0;
  for (let index = start; index < texts.length - end; index += 1) {
    if (carried[index]) continue;
    const text = texts[index] ?? '';
    const found = edited.findIndex((block, at) => at >= next && isAlike(block.text, text));
    if (found === -1) continue;
    next = found + 1;
    carried[index] = carryInside(edited[found] as OwnedBlock, text);
  }
  return texts.map((text, index) => carried[index] ?? { text, runs: [] });
}

/** How many blocks say the same at both ends. */
function commonEnds(before: readonly OwnedBlock[], texts: readonly string[]): { start: number; end: number } {
  const shorter = Math.min(before.length, texts.length);
  let start = 0;
  while (start < shorter && before[start]?.text === texts[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end]?.text === texts[texts.length - 1 - end])
    end += 1;
  return { start, end };
}

function isAlike(one: string, other: string): boolean {
  const { head, tail } = commonText(one, other);
  return head + tail > 0 && head + tail >= Math.min(one.length, other.length) * LIKENESS;
}

function commonText(one: string, other: string): { head: number; tail: number } {
  const shorter = Math.min(one.length, other.length);
  let head = 0;
  while (head < shorter && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
  return { head, tail };
}

function carryInside(block: OwnedBlock, text: string): OwnedBlock {
  const { head, tail } = commonText(block.text, text);
  const moved = text.length - block.text.length;
  const tailFrom = block.text.length - tail;
  const runs: AuthorshipRun[] = [];
  for (const run of block.runs) {
    const to = Math.min(run.to, head);
    if (run.from < to) runs.push({ ...run, to });
    const from = Math.max(run.from, tailFrom);
    if (from < run.to) runs.push({ ...run, from: from + moved, to: run.to + moved });
  }
  return { text, runs };
}
