// Group commit: whatever arrives while one commit is in flight forms the next. No timer.
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@hamnevis/db/connect';
import { isDatabaseAway } from '@hamnevis/db/database-faults';
import { type AppendAnswer, appendFree, appendWaiting, type LogEntry } from '@hamnevis/db/log/append';
import type { Connection } from '@hocuspocus/server';
import type { Logger } from 'pino';
import type { OwnRow } from '../documents/held-document.ts';

/** Bounds of one transaction, so that no commit keeps the others waiting. */
const BATCH_ROWS = 500;
const BATCH_BYTES = 8 * 1024 * 1024;
const RETRY_MS = 200;

/** `failed`: the database refused this very row; it is not in the log. */
export type CommitAnswer = AppendAnswer | { outcome: 'failed' };

interface Waiting {
  entry: LogEntry;
  by: Connection;
  answer: (answer: CommitAnswer) => void;
}

export interface GroupCommit {
  /** Resolves when the entry is committed or refused; waits as long as the database is away. Never rejects. */
  append(entry: LogEntry, by: Connection): Promise<CommitAnswer>;
  /** Bytes that wait to be committed. */
  waitingBytes(): number;
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
  /** Gives up retrying: what could not be committed is answered `failed`, and so never acknowledged. */
  abandon(): void;
}

interface Options {
  database: Database;
  log: Logger;
  /** Told once per document and batch, after the commit and before anybody is answered. */
  apply: (documentId: string, rows: readonly OwnRow[]) => void;
  /** Told once per document and batch, after the commit and its acknowledgements. */
  onCommitted: (documentId: string, sequence: number) => void;
}

export function createGroupCommit({ database, log, apply, onCommitted }: Options): GroupCommit {
  const queue: Waiting[] = [];
  // Rows of documents whose head another transaction holds wait for it apart, so that nobody else does.
  const held = new Map<string, Waiting[]>();
  const running = new Set<Promise<void>>();
  let isRunning = false;
  let waitingBytes = 0;
  let abandoned = false;

  async function run(): Promise<void> {
    // One turn of the microtasks gathers what this read of the sockets brought.
    await Promise.resolve();
    while (queue.length > 0) await commit(takeBatch(queue), 'free');
    isRunning = false;
  }

  async function waitForHead(documentId: string, waiting: Waiting[]): Promise<void> {
    while (waiting.length > 0) await commit(takeBatch(waiting), 'waiting');
    held.delete(documentId);
  }

  /** Commits a batch, whatever it takes: retried while the database is away, halved when it is refused. */
  async function commit(batch: Waiting[], mode: 'free' | 'waiting'): Promise<void> {
    const entries = batch.map((waiting) => waiting.entry);
    for (let attempt = 1; !abandoned; attempt += 1) {
      try {
        // The request ids are the entries' own: a batch whose answer was lost is not written twice.
        const append = mode === 'free' ? appendFree : appendWaiting;
        return finish(batch, await append(database, entries));
      } catch (error) {
        if (!isDatabaseAway(error)) return halve(batch, mode, error);
        if (attempt === 1) log.warn({ err: error, rows: batch.length }, 'the database is away: edits wait');
        await pause(RETRY_MS);
      }
    }
    finish(
      batch,
      batch.map(() => ({ outcome: 'failed' })),
    );
  }

  /** One bad row fails alone. */
  async function halve(batch: Waiting[], mode: 'free' | 'waiting', error: unknown): Promise<void> {
    if (batch.length === 1) {
      log.error({ err: error, documentId: batch[0]?.entry.documentId }, 'the log refused a row');
      return finish(batch, [{ outcome: 'failed' }]);
    }
    const middle = batch.length >> 1;
    await commit(batch.slice(0, middle), mode);
    await commit(batch.slice(middle), mode);
  }

  function finish(batch: readonly Waiting[], answers: readonly (CommitAnswer | { outcome: 'busy' })[]): void {
    const heads = new Map<string, number>();
    for (const [documentId, rows] of committed(batch, answers)) apply(documentId, rows);
    for (const [index, waiting] of batch.entries()) {
      const { entry, answer } = waiting;
      const given = answers[index] ?? { outcome: 'failed' };
      if (given.outcome === 'busy') {
        hold(waiting);
        continue;
      }
      waitingBytes -= entry.update.length;
      if (given.outcome === 'ok') heads.set(entry.documentId, given.sequence);
      answer(given);
    }
    // Acknowledgements first: they leave in the turn of the answers above, and hints to other nodes can wait for it.
    if (heads.size > 0) {
      setImmediate(() => {
        for (const [documentId, sequence] of heads) onCommitted(documentId, sequence);
      });
    }
  }

  function hold(waiting: Waiting): void {
    const { documentId } = waiting.entry;
    const others = held.get(documentId);
    if (others) return void others.push(waiting);
    const first = [waiting];
    held.set(documentId, first);
    track(waitForHead(documentId, first));
  }

  function track(work: Promise<void>): void {
    running.add(work);
    void work.finally(() => running.delete(work));
  }

  return {
    append(entry, by) {
      return new Promise((answer) => {
        waitingBytes += entry.update.length;
        const others = held.get(entry.documentId);
        if (others) return void others.push({ entry, by, answer });
        queue.push({ entry, by, answer });
        if (isRunning) return;
        isRunning = true;
        track(run());
      });
    },
    waitingBytes: () => waitingBytes,
    async drained() {
      while (running.size > 0) await Promise.all(running);
    },
    abandon() {
      abandoned = true;
    },
  };
}

/** The rows of a batch that are in the log, by document, in order. */
function committed(
  batch: readonly Waiting[],
  answers: readonly (CommitAnswer | { outcome: 'busy' })[],
): Map<string, OwnRow[]> {
  const found = new Map<string, OwnRow[]>();
  for (const [index, { entry, by }] of batch.entries()) {
    const answer = answers[index];
    if (answer?.outcome !== 'ok' && answer?.outcome !== 'known') continue;
    const row = { sequence: answer.sequence, update: entry.update, by };
    const rows = found.get(entry.documentId);
    if (rows) rows.push(row);
    else found.set(entry.documentId, [row]);
  }
  return found;
}

function takeBatch(from: Waiting[]): Waiting[] {
  let bytes = 0;
  let count = 0;
  for (const { entry } of from) {
    bytes += entry.update.length;
    if (count > 0 && (count === BATCH_ROWS || bytes > BATCH_BYTES)) break;
    count += 1;
  }
  return from.splice(0, count);
}
