// Which quotation mark a typed " means, from the text around it alone.
import type { Direction } from '../../lib/directions/letters.ts';

interface Pair {
  open: string;
  close: string;
}

/** From the outside in; a third level begins again. */
const PAIRS: Record<Direction, readonly Pair[]> = {
  rtl: [
    { open: '«', close: '»' },
    { open: '‹', close: '›' },
  ],
  ltr: [{ open: '“', close: '”' }],
};

/** After these a quotation begins, whatever is open. */
const BEFORE_OPENING = /(?:^|[\s([{«‹“‘—–-])$/u;
/** After these it begins when none is open: «گفت:"سلام"». */
const MAY_OPEN = /[:،؛,;/]$/u;

/**
 * The mark for a " typed between two texts of one block; null where it stays as it is: after a number with nothing
 * to close it is a measure in inches.
 */
export function typedQuote(before: string, direction: Direction): string | null {
  const pairs = PAIRS[direction];
  const open = openPairs(before, pairs);
  const next = pairs[open.length % pairs.length];
  const last = open.at(-1);
  if (BEFORE_OPENING.test(before)) return next?.open ?? null;
  if (last) return last.close;
  if (MAY_OPEN.test(before)) return next?.open ?? null;
  return /\p{N}$/u.test(before) ? null : (pairs[0]?.close ?? null);
}

function openPairs(before: string, pairs: readonly Pair[]): Pair[] {
  const open: Pair[] = [];
  for (const letter of before) {
    const opened = pairs.find((pair) => pair.open === letter);
    if (opened) open.push(opened);
    else if (open.at(-1)?.close === letter) open.pop();
  }
  return open;
}
