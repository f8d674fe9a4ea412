// The two lines that begin a table, as GitHub's Markdown has them: the heads, and the dashes below. Pure.
import type { ColumnAlign } from './operations.ts';

/** A longer line is not taken for the heads of a table. */
export const HEAD_LIMIT = 2000;
/** A row is made with all of its cells, so a table may not have any number of columns. */
const COLUMNS_MOST = 24;
const DASHES_LIMIT = 1000;

const DASHES_SO_FAR = /^\|[|:\- \t]*$/;
const DASHES = /^[ \t]*(:?)-+(:?)[ \t]*$/;

/** How many cells a line of heads has, read without its first bar; 0 when it can be none. */
export function countHeads(line: string): number {
  let bars = 0;
  let tail = '';
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '|') {
      bars += 1;
      tail = '';
    } else tail += char;
    if (char === '\\') at += 1;
  }
  const count = bars + (tail.trim() === '' ? 0 : 1);
  return count > COLUMNS_MOST || line.trim() === '' ? 0 : count;
}

/** The line below the heads: how its columns are aligned, `no` when it is no line of dashes, `wait` while it may be. */
export function readDashes(rest: string, final: boolean): 'wait' | 'no' | readonly ColumnAlign[] {
  if (rest === '' && !final) return 'wait';
  if (!DASHES_SO_FAR.test(rest) || rest.length > DASHES_LIMIT) return 'no';
  if (!final) return 'wait';
  const cells = rest
    .slice(1)
    .replace(/\|[ \t]*$/, '')
    .split('|')
    .map((cell) => DASHES.exec(cell));
  const aligns: ColumnAlign[] = [];
  for (const cell of cells) {
    if (cell === null) return 'no';
    aligns.push(alignOf(cell[1] !== '', cell[2] !== ''));
  }
  return aligns;
}

function alignOf(atStart: boolean, atEnd: boolean): ColumnAlign {
  if (atStart && atEnd) return 'center';
  if (atStart) return 'left';
  return atEnd ? 'right' : null;
}
