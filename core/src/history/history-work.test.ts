import { expect, test } from 'vitest';
import { type HistoryStanding, historyWork, REST_MS, SEGMENT_ROWS, WRITING_MS } from './history-work.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY_MS = 24 * 3600_000;
const ago = (ms: number) => new Date(NOW - ms);

function work(given: Partial<HistoryStanding>) {
  return historyWork(
    {
      sequence: 10,
      trashed: false,
      versionSequence: 10,
      authorshipSequence: 0,
      foldedTo: 0,
      unversionedSince: null,
      lastAt: ago(1000),
      batchEndedAt: null,
      now: new Date(NOW),
      ...given,
    },
    { foldAfterMs: DAY_MS },
  );
}

const NOTHING = { version: false, authorship: false, fold: null, nextInMs: null };

test('a text whose newest version holds everything needs nothing; nor does one that only the server wrote in', () => {
  expect(work({})).toEqual(NOTHING);
  expect(work({ sequence: 1, versionSequence: null })).toEqual(NOTHING);
  expect(work({ sequence: 0, versionSequence: null })).toEqual(NOTHING);
});

test('a version is due at rest, or after ten minutes of writing, and not a moment earlier', () => {
  const grown = { sequence: 12, unversionedSince: ago(5 * 60_000) };
  expect(work({ ...grown, lastAt: ago(REST_MS) })).toMatchObject({ version: true, nextInMs: null });
  expect(work({ ...grown, lastAt: ago(REST_MS - 7) })).toMatchObject({ version: false, nextInMs: 7 });
  expect(work({ sequence: 12, unversionedSince: ago(WRITING_MS) })).toMatchObject({ version: true });
});

test('old rows are folded by the batch while people write, the rest once the text is left alone; never the newest', () => {
  const long = { sequence: SEGMENT_ROWS + 1, versionSequence: SEGMENT_ROWS + 1 };
  expect(work({ ...long, batchEndedAt: ago(DAY_MS) }).fold).toEqual({ after: 0, upTo: SEGMENT_ROWS });
  expect(work({ ...long, batchEndedAt: ago(DAY_MS - 5) })).toMatchObject({ fold: null, nextInMs: 5 });
  const short = { sequence: 165, versionSequence: 165, foldedTo: 100 };
  expect(work({ ...short, lastAt: ago(DAY_MS) }).fold).toEqual({ after: 100, upTo: 164 });
  expect(work({ ...short, lastAt: ago(DAY_MS - 5) })).toMatchObject({ fold: null, nextInMs: 5 });
  // Too few to be worth it: nothing is left to be looked at.
  expect(work({ ...short, foldedTo: 101, lastAt: ago(DAY_MS) })).toEqual(NOTHING);
});

test('authorship that is far behind is worked out; the trash is left alone', () => {
  expect(work({ sequence: 2001, versionSequence: 2001 }).authorship).toBe(true);
  expect(work({ sequence: 2000, versionSequence: 2000 }).authorship).toBe(false);
  expect(work({ sequence: 5000, versionSequence: 1, trashed: true, lastAt: ago(9 * DAY_MS) })).toEqual(
    NOTHING,
  );
});
