// The whole worker: which queue is emptied by what. It takes everything it stands on as arguments and knows no
// HTTP; it meets the other programs in the database, in the queues, and at the document's socket.

import type { Settings } from '@hamnevis/core/settings/settings';
import type { Database } from '@hamnevis/db/connect';
import { openFileStore } from '@hamnevis/db/files/file-store';
import type { QueueName, Queues } from '@hamnevis/db/queues/connect-queues';
import type { Signals } from '@hamnevis/db/signals/signals';
import type { Logger } from 'pino';
import { LetGo, processRun } from './processors/ai-run.ts';
import { keepHistory } from './processors/keep-history.ts';
import { processPersonExport } from './processors/person-export.ts';
import { deleteExpired, sweepRuns, thinOldVersions } from './processors/sweep.ts';
import { sweepFiles } from './processors/sweep-files.ts';
import type { WorkerMetrics } from './worker-figures.ts';

/** A run spends its time waiting, so one process carries many. */
const RUNS_AT_ONCE = 32;
/** A job whose worker was killed is handed out again after about this time. */
const JOB_LOCK_MS = 2000;
/** Renewed while the program lives; reading a long history does not stop that for so long. */
const EXPORT_LOCK_MS = 30_000;
const SWEEP_EVERY_MS = 5000;
const HISTORY_EVERY_MS = 10_000;
const CLEAN_UP_EVERY_MS = 10 * 60_000;
const FILES_EVERY_MS = 3600_000;
/** Whoever stops us gives us 3 s; runs let go within milliseconds, the rest is the queue's. */
const STOP_MS = 2500;

export type WorkerDeps = {
  readonly database: Database;
  readonly signals: Signals;
  readonly queues: Queues;
  /** `COLLAB_URL` must be set. */
  readonly settings: Settings;
  readonly log: Logger;
};

export type RunningWorker = {
  /** Lets go of running jobs, so that another worker goes on with them; resolves within 3 s. */
  stop(): Promise<void>;
  metrics(): WorkerMetrics;
};

/** Starts emptying the queues. Throws when a setting is missing or the queues cannot be reached. */
export async function startWorker(deps: WorkerDeps): Promise<RunningWorker> {
  const { queues, log } = deps;
  if (deps.settings.COLLAB_URL === undefined)
    throw new Error('COLLAB_URL is not set: the worker writes through it');
  const goingDown = new AbortController();
  const onError = (error: Error) => {
    if (!(error instanceof LetGo)) log.warn({ err: error }, 'a queue had an error');
  };
  await scheduleAll(queues);
  // A broker that lost what it held must not take the sweep with it, which brings everything else back.
  queues.onReturn(() => {
    if (!goingDown.signal.aborted) scheduleAll(queues).catch(onError);
  });
  const metrics: WorkerMetrics = {
    'ai-runs': { running: 0, done: 0, failed: 0 },
    'person-exports': { running: 0, done: 0, failed: 0 },
    schedules: { running: 0, done: 0, failed: 0 },
  };
  const counted = async (queue: QueueName, work: Promise<void>): Promise<void> => {
    const figures = metrics[queue];
    figures.running += 1;
    try {
      await work;
      figures.done += 1;
    } catch (error) {
      // Let go for another worker: neither.
      if (!(error instanceof LetGo)) figures.failed += 1;
      throw error;
    } finally {
      figures.running -= 1;
    }
  };
  /** Runs that this process writes. */
  const writing = new Map<string, Promise<void>>();
  // A job whose lock ran out while the machine was busy is handed out once more, to this very process too: taken on
  // again, the run would fence off its own writer, join the document anew, and so on for as long as the machine is busy.
  const write = (runId: string): Promise<void> => {
    const begun = writing.get(runId);
    if (begun) return begun;
    const work = counted('ai-runs', processRun(deps, runId, goingDown.signal)).finally(() =>
      writing.delete(runId),
    );
    writing.set(runId, work);
    return work;
  };
  const workers = [
    queues.work(
      'ai-runs',
      (job) => write(job.data.runId),
      { concurrency: RUNS_AT_ONCE, lockMs: JOB_LOCK_MS },
      onError,
    ),
    queues.work(
      'person-exports',
      (job) => counted('person-exports', processPersonExport(deps, job.data.exportId)),
      { concurrency: 1, lockMs: EXPORT_LOCK_MS },
      onError,
    ),
    queues.work(
      'schedules',
      (job) => counted('schedules', processSchedule(deps, job.name)),
      // Long work on a history holds up no sweep.
      { concurrency: 2 },
      onError,
    ),
  ];
  return {
    metrics: () => metrics,
    async stop() {
      goingDown.abort();
      const closed = Promise.all(workers.map((worker) => worker.close()));
      const tooLate = new Promise<'late'>((resolve) => setTimeout(resolve, STOP_MS, 'late').unref());
      if ((await Promise.race([closed, tooLate])) === 'late') {
        await Promise.all(workers.map((worker) => worker.close(true)));
      }
    },
  };
}

async function scheduleAll(queues: Queues): Promise<void> {
  await queues.schedule('schedules', 'sweep', SWEEP_EVERY_MS, {});
  await queues.schedule('schedules', 'history', HISTORY_EVERY_MS, {});
  await queues.schedule('schedules', 'clean-up', CLEAN_UP_EVERY_MS, {});
  await queues.schedule('schedules', 'files', FILES_EVERY_MS, {});
}

async function processSchedule(deps: WorkerDeps, name: string): Promise<void> {
  const { database, queues } = deps;
  switch (name) {
    case 'clean-up':
      await deleteExpired(database);
      return thinOldVersions(deps);
    case 'files':
      return sweepFiles({ ...deps, fileStore: openFileStore(deps.settings) });
    case 'history':
      return keepHistory(deps);
    default:
      return sweepRuns(database, queues);
  }
}
