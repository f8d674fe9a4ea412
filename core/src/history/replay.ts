// The life of an article as a time line: sessions of work for drawing, strokes for playing it back.
import type { LogRow } from './log-row.ts';
import { addWork, byAmount, joinWork, type Work, WorkTally } from './work-tally.ts';

/** A pause longer than this ends a session of work. */
export const SESSION_GAP_MS = 30 * 60 * 1000;

/** A pause longer than this ends a stroke. */
export const STROKE_GAP_MS = 5_000;

/** A stretch of the log. */
export interface Stretch {
  fromSequence: number;
  toSequence: number;
  startedAtMs: number;
  endedAtMs: number;
  /** Most work first. */
  work: Work[];
}

/** Sessions of work: rows of anybody without a pause of half an hour between them. */
export function sessionsOf(rows: Iterable<LogRow>): Stretch[] {
  return stretchesOf(rows, SESSION_GAP_MS, false);
}

/** Strokes: rows of one author in one go. Playing an article back shows it after each. */
export function strokesOf(rows: Iterable<LogRow>): Stretch[] {
  return stretchesOf(rows, STROKE_GAP_MS, true);
}

/**
 * Sessions of parts of the log that follow one another, as sessions of the whole: a segment's are worked out once
 * and kept beside it.
 */
export function joinSessions(parts: Iterable<readonly Stretch[]>): Stretch[] {
  const joined: Stretch[] = [];
  for (const part of parts) {
    for (const [index, session] of part.entries()) {
      const last = joined.at(-1);
      if (index === 0 && last && session.startedAtMs - last.endedAtMs <= SESSION_GAP_MS)
        joined[joined.length - 1] = {
          fromSequence: last.fromSequence,
          toSequence: session.toSequence,
          startedAtMs: last.startedAtMs,
          endedAtMs: session.endedAtMs,
          work: joinWork([...last.work, ...session.work]),
        };
      else joined.push(session);
    }
  }
  return joined;
}

function stretchesOf(rows: Iterable<LogRow>, gapMs: number, byAuthor: boolean): Stretch[] {
  const tally = new WorkTally();
  const stretches: Stretch[] = [];
  for (const row of rows) {
    const work = tally.add(row);
    const last = stretches.at(-1);
    const author = last?.work[0];
    const goesOn =
      last &&
      row.createdAtMs - last.endedAtMs <= gapMs &&
      (!byAuthor || (author?.personId === row.actorId && author.runId === row.runId));
    if (!goesOn) {
      stretches.push({
        fromSequence: row.sequence,
        toSequence: row.sequence,
        startedAtMs: row.createdAtMs,
        endedAtMs: row.createdAtMs,
        work: [work],
      });
      continue;
    }
    last.toSequence = row.sequence;
    last.endedAtMs = Math.max(last.endedAtMs, row.createdAtMs);
    const own = last.work.find((other) => other.personId === row.actorId && other.runId === row.runId);
    if (own) addWork(own, work);
    else last.work.push(work);
  }
  for (const stretch of stretches) stretch.work.sort(byAmount);
  return stretches;
}
