// What is left to be done for the history of a text, and when. Pure: how it stands in, what to do out.

/** A text that nobody has touched for so long has come to rest. */
export const REST_MS = 2 * 60_000;

/** A text that is written without a rest gets a version after so long. */
export const WRITING_MS = 10 * 60_000;

/** Whoever asks for authorship works out so few rows alone, at once. */
export const AUTHORSHIP_ROWS_BEHIND = 2000;

/** So many old rows are worth a segment while the text is still written. */
export const SEGMENT_ROWS = 4096;

/** A text that is left alone is folded from so many rows on. */
export const SMALLEST_SEGMENT_ROWS = 64;

/** How a document stands. Times are of rows of its log. */
export interface HistoryStanding {
  /** The head's. */
  sequence: number;
  trashed: boolean;
  /** Of the newest version; null without any. */
  versionSequence: number | null;
  authorshipSequence: number;
  /** Rows up to this one are in segments. */
  foldedTo: number;
  /** When the first row was written that is in no version; null when it is folded. */
  unversionedSince: Date | null;
  lastAt: Date | null;
  /** When the last row of the next full segment was written; null while there are not so many. */
  batchEndedAt: Date | null;
  now: Date;
}

export interface HistoryWork {
  version: boolean;
  authorship: boolean;
  /** Rows to fold. */
  fold: { after: number; upTo: number } | null;
  /** When to look again if all of this is done; null when nothing will be left then. */
  nextInMs: number | null;
}

/** What is due. Rows are folded when they are older than `foldAfterMs`: then nobody waits for their request ids. */
export function historyWork(
  standing: HistoryStanding,
  { foldAfterMs }: { foldAfterMs: number },
): HistoryWork {
  const now = standing.now.getTime();
  const work: HistoryWork = { version: false, authorship: false, fold: null, nextInMs: null };
  const isDue = (at: number): boolean => {
    if (at <= now) return true;
    work.nextInMs = Math.min(work.nextInMs ?? Number.POSITIVE_INFINITY, at - now);
    return false;
  };
  if (standing.trashed || standing.sequence === 0) return work;
  const { sequence, foldedTo } = standing;
  const lastAt = standing.lastAt?.getTime() ?? 0;
  // The first row is the server's: a document that nobody has written in is no version of anything.
  if (sequence > (standing.versionSequence ?? 1)) {
    const since = standing.unversionedSince?.getTime() ?? 0;
    work.version = isDue(Math.min(lastAt + REST_MS, since + WRITING_MS));
  }
  work.authorship = sequence - standing.authorshipSequence > AUTHORSHIP_ROWS_BEHIND;
  // The newest row stays in the log, for nodes that follow it.
  const foldable = sequence - 1 - foldedTo;
  if (foldable >= SEGMENT_ROWS) {
    if (isDue((standing.batchEndedAt?.getTime() ?? 0) + foldAfterMs))
      work.fold = { after: foldedTo, upTo: foldedTo + SEGMENT_ROWS };
  } else if (foldable >= SMALLEST_SEGMENT_ROWS && isDue(lastAt + foldAfterMs))
    work.fold = { after: foldedTo, upTo: sequence - 1 };
  return work;
}
