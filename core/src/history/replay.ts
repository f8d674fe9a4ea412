// The life of an article as a time line: stretches of work, to draw it and to play it back.
import type { LogRow } from './log-row.ts';
import { addWork, joinWork, type Work, WorkTally } from './work-tally.ts';

/** A pause longer than this parts two sessions of work: stretches are joined across it last. */
export const SESSION_GAP_MS = 30 * 60 * 1000;

/** A pause longer than this ends a stroke. */
export const STROKE_GAP_MS = 5_000;

/** A stroke holds at most so many rows, so that long writing without a pause is not one leap. */
export const STROKE_ROWS = 256;

/** A stretch of the log. */
export interface Stretch {
  fromSequence: number;
  toSequence: number;
  startedAtMs: number;
  endedAtMs: number;
  /** Most work first. */
  work: Work[];
}

/** Strokes: rows of one author in one go. Playing an article back shows it after each. */
export function strokesOf(rows: Iterable<LogRow>): Stretch[] {
  const tally = new WorkTally();
  const strokes: Stretch[] = [];
  for (const row of rows) {
    const work = tally.add(row);
    const last = strokes.at(-1);
    const author = last?.work[0];
    const goesOn =
      last &&
      row.createdAtMs - last.endedAtMs <= STROKE_GAP_MS &&
      rowsIn(last) < STROKE_ROWS &&
      author?.personId === row.actorId &&
      author.runId === row.runId;
    if (goesOn) {
      last.toSequence = row.sequence;
      last.endedAtMs = Math.max(last.endedAtMs, row.createdAtMs);
      addWork(author, work);
    } else
      strokes.push({
        fromSequence: row.sequence,
        toSequence: row.sequence,
        startedAtMs: row.createdAtMs,
        endedAtMs: row.createdAtMs,
        work: [work],
      });
  }
  return strokes;
}

/**
 * The same course in at most `atMost` stretches: neighbours are joined, short ones first, and across the pause
 * between two sessions only when nothing else is left.
 */
export function joinStretches(stretches: readonly Stretch[], atMost: number): Stretch[] {
  let joined = [...stretches];
  const rows = stretches.reduce((sum, stretch) => sum + rowsIn(stretch), 0);
  for (
    let [mostRows, gapMs] = [Math.ceil(rows / atMost), SESSION_GAP_MS];
    joined.length > atMost;
    mostRows *= 2, gapMs = mostRows > rows ? gapMs * 4 : gapMs
  )
    joined = joinOnce(joined, mostRows, gapMs);
  return joined;
}

function joinOnce(stretches: readonly Stretch[], mostRows: number, gapMs: number): Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    if (
      last &&
      stretch.toSequence - last.fromSequence < mostRows &&
      stretch.startedAtMs - last.endedAtMs <= gapMs
    )
      joined[joined.length - 1] = {
        fromSequence: last.fromSequence,
        toSequence: stretch.toSequence,
        startedAtMs: last.startedAtMs,
        endedAtMs: Math.max(last.endedAtMs, stretch.endedAtMs),
        work: joinWork([...last.work, ...stretch.work]),
      };
    else joined.push(stretch);
  }
  return joined;
}

function rowsIn({ fromSequence, toSequence }: Stretch): number {
  return toSequence - fromSequence + 1;
}
