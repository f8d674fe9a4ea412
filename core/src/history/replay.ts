// The life of an article as a time line: sessions of work for drawing, strokes for playing it back.
import * as Y from 'yjs';
import { ClockRanges } from './clock-ranges.ts';
import type { LogRow } from './log-row.ts';
import { decodeUpdate, textOf } from './structs.ts';

/** A pause longer than this ends a session of work. */
export const SESSION_GAP_MS = 30 * 60 * 1000;

/** A pause longer than this ends a stroke. */
export const STROKE_GAP_MS = 5_000;

/** Who did how much in a stretch of time. */
export interface Work {
  personId: string;
  runId: string | null;
  rows: number;
  /** Letters brought (UTF-16 units), those that return at once included. */
  inserted: number;
  /** Letters, marks and blocks deleted, each counted when it is first deleted. */
  deleted: number;
}

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
  const deleted = new ClockRanges();
  const stretches: Stretch[] = [];
  for (const row of rows) {
    const work: Work = { personId: row.actorId, runId: row.runId, rows: 1, ...sizeOf(row.update, deleted) };
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
    if (own) add(own, work);
    else last.work.push(work);
  }
  for (const stretch of stretches) stretch.work.sort(byAmount);
  return stretches;
}

function sizeOf(update: Uint8Array, deletedBefore: ClockRanges): { inserted: number; deleted: number } {
  const { structs, deletes } = decodeUpdate(update);
  let inserted = 0;
  for (const struct of structs) if (!(struct instanceof Y.Skip)) inserted += textOf(struct)?.length ?? 0;
  let deleted = 0;
  for (const { client, clock, length } of deletes) {
    for (const slice of deletedBefore.slices(client, clock, length))
      if (slice.value === undefined) deleted += slice.length;
    deletedBefore.set(client, clock, length, 1);
  }
  return { inserted, deleted };
}

function joinWork(all: readonly Work[]): Work[] {
  const joined: Work[] = [];
  for (const work of all) {
    const own = joined.find((other) => other.personId === work.personId && other.runId === work.runId);
    if (own) add(own, work);
    else joined.push({ ...work });
  }
  return joined.sort(byAmount);
}

function add(own: Work, work: Work): void {
  own.rows += work.rows;
  own.inserted += work.inserted;
  own.deleted += work.deleted;
}

function byAmount(a: Work, b: Work): number {
  return b.inserted + b.deleted - a.inserted - a.deleted;
}
