import * as Y from 'yjs';
import { ClockRanges } from './clock-ranges.ts';
import type { LogRow } from './log-row.ts';
import { decodeUpdate, textOf } from './structs.ts';

/** Who did how much in a stretch of the log. */
export interface Work {
  personId: string;
  runId: string | null;
  rows: number;
  /** Letters brought (UTF-16 units), those that return at once included. */
  inserted: number;
  /** Letters, marks and blocks deleted, each counted when it is first deleted. */
  deleted: number;
}

/** Counts the work in rows that follow one another. */
export class WorkTally {
  readonly #deleted = new ClockRanges();
  readonly #byAuthor = new Map<string, Work>();

  /** Counts a row, and answers what was done in it alone. */
  add(row: Pick<LogRow, 'update' | 'actorId' | 'runId'>): Work {
    const work = { personId: row.actorId, runId: row.runId, rows: 1, ...this.#sizeOf(row.update) };
    const key = `${work.personId} ${work.runId}`;
    const own = this.#byAuthor.get(key);
    if (own) addWork(own, work);
    else this.#byAuthor.set(key, { ...work });
    return work;
  }

  /** By author, most work first. */
  get work(): Work[] {
    return [...this.#byAuthor.values()].sort(byAmount);
  }

  #sizeOf(update: Uint8Array): { inserted: number; deleted: number } {
    const { structs, deletes } = decodeUpdate(update);
    let inserted = 0;
    for (const struct of structs) if (!(struct instanceof Y.Skip)) inserted += textOf(struct)?.length ?? 0;
    let deleted = 0;
    for (const { client, clock, length } of deletes) {
      for (const slice of this.#deleted.slices(client, clock, length))
        if (slice.value === undefined) deleted += slice.length;
      this.#deleted.set(client, clock, length, 1);
    }
    return { inserted, deleted };
  }
}

/** Work of the same author as one; most work first. */
export function joinWork(all: readonly Work[]): Work[] {
  const joined: Work[] = [];
  for (const work of all) {
    const own = joined.find((other) => other.personId === work.personId && other.runId === work.runId);
    if (own) addWork(own, work);
    else joined.push({ ...work });
  }
  return joined.sort(byAmount);
}

/** Adds the figures of `work` to those of `own`. */
export function addWork(own: Work, work: Work): void {
  own.rows += work.rows;
  own.inserted += work.inserted;
  own.deleted += work.deleted;
}

export function byAmount(a: Work, b: Work): number {
  return b.inserted + b.deleted - a.inserted - a.deleted;
}
