// The queues that the API fills and the worker empties: BullMQ on Redis, or on the embedded database.
import { createPostgresBackend, type Job, Queue, runMigrations, Worker, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { asPgliteOwner, type Database } from '../connect.ts';
import { PROGRAM_ROLE } from '../tenant-role.ts';
import { pglitePool } from './pglite-pool.ts';

/** What each queue carries. A job only wakes a worker: the truth stands in our own tables. */
export interface QueuePayloads {
  'ai-runs': { runId: string };
  'person-exports': { exportId: string };
  schedules: Record<string, never>;
}
export type QueueName = keyof QueuePayloads;

export interface WorkerOptions {
  concurrency: number;
  /** A job whose worker died is handed out again after about this time. */
  lockMs?: number;
}

export interface Queues {
  /** Adds a job; a job of the same id that is still known is not added twice. */
  add<N extends QueueName>(queue: N, jobId: string, payload: QueuePayloads[N]): Promise<void>;
  /** Runs a job again and again; calling it again with the same id changes the schedule. */
  schedule<N extends QueueName>(
    queue: N,
    id: string,
    everyMs: number,
    payload: QueuePayloads[N],
  ): Promise<void>;
  /** Starts a worker; `close` waits for running jobs, `close(true)` does not. */
  work<N extends QueueName>(
    queue: N,
    processor: (job: { id: string; name: string; data: QueuePayloads[N] }) => Promise<void>,
    options: WorkerOptions,
    onError: (error: Error) => void,
  ): { close(force?: boolean): Promise<void> };
  /** Calls back whenever the broker is there again after it was away; it may have come back empty. */
  onReturn(listener: () => void): void;
  /** Resolves when the broker answers; throws when it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Where the queues live; on Redis under a prefix, so that several installations can share one. */
export type QueuePlace = { redisUrl: string; prefix: string } | { database: Database };

const JOB_OPTIONS = {
  removeOnComplete: true,
  // A failed job would keep its id, and no sweep could add it again: the rows know what is open.
  removeOnFail: true,
  // A processor that throws wants to be tried again, a worker that goes down among them; what must never be
  // tried again it writes on its own row and returns.
  attempts: 100,
  backoff: { type: 'fixed', delay: 1000 },
} as const;

/** Connects the queues; on the embedded database BullMQ's tables are made first. */
export async function connectQueues(place: QueuePlace, onError: (error: Error) => void): Promise<Queues> {
  const backend =
    'redisUrl' in place ? onRedis(place.redisUrl, place.prefix) : await onPglite(place.database);
  const queues = new Map<QueueName, Queue>();
  const queueOf = (name: QueueName): Queue => {
    let queue = queues.get(name);
    if (!queue) {
      queue = backend.openQueue(name);
      queue.on('error', onError);
      queues.set(name, queue);
    }
    return queue;
  };
  return {
    async add(name, jobId, payload) {
      await queueOf(name).add(name, payload, { ...JOB_OPTIONS, jobId });
    },
    async schedule(name, id, everyMs, payload) {
      await queueOf(name).upsertJobScheduler(
        id,
        { every: everyMs },
        { name: id, data: payload, opts: { removeOnComplete: true, removeOnFail: { count: 100 } } },
      );
    },
    work(name, processor, options, onWorkerError) {
      const worker = backend.openWorker(
        name,
        async (job) => processor({ id: String(job.id), name: job.name, data: job.data }),
        options,
      );
      worker.on('error', onWorkerError);
      return { close: (force) => worker.close(force) };
    },
    onReturn: backend.onReturn,
    ping: backend.ping,
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await backend.close();
    },
  };
}

interface Backend {
  openQueue(name: QueueName): Queue;
  openWorker(name: QueueName, processor: (job: Job) => Promise<void>, options: WorkerOptions): Worker;
  onReturn(listener: () => void): void;
  ping(): Promise<void>;
  close(): Promise<void>;
}

const timing = (options: WorkerOptions) => ({
  concurrency: options.concurrency,
  lockDuration: options.lockMs ?? 10_000,
  stalledInterval: Math.max(1000, Math.floor((options.lockMs ?? 10_000) / 2)),
  // A worker may die any number of times in one run; the run's own attempt counter fences it.
  maxStalledCount: 1000,
});

function onRedis(url: string, prefix: string): Backend {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  connection.on('error', () => {}); // Each queue and worker reports the same error through its own 'error' event.
  return {
    openQueue: (name) => new Queue(name, { connection, prefix }),
    openWorker: (name, processor, options) =>
      new Worker(name, processor, { connection, prefix, ...timing(options) }),
    onReturn(listener) {
      let isAway = false;
      connection.on('close', () => {
        isAway = true;
      });
      connection.on('ready', () => {
        if (isAway) listener();
        isAway = false;
      });
    },
    async ping() {
      await connection.ping();
    },
    close: async () => connection.disconnect(),
  };
}

async function onPglite(database: Database): Promise<Backend> {
  const { pglite } = database;
  if (!pglite) throw new TypeError('queues without Redis need the embedded database');
  const pool = pglitePool(pglite);
  // Sends raw BEGIN and COMMIT over the one session: nothing else may use it meanwhile.
  const client = await pool.connect();
  await asPgliteOwner(pglite, async () => {
    await runMigrations(client, 'bullmq');
    // Jobs carry ids and belong to no organization. Functions may be called by everybody as it is.
    await pglite.exec(`
      set search_path = public, bullmq;
      grant usage on schema bullmq to ${PROGRAM_ROLE};
      grant all on all tables in schema bullmq to ${PROGRAM_ROLE};
      grant all on all sequences in schema bullmq to ${PROGRAM_ROLE}`);
  });
  const bound = withBackend(createPostgresBackend);
  return {
    openQueue: (name) => new bound.Queue(name, { connection: pool }) as unknown as Queue,
    openWorker: (name, processor, options) =>
      new bound.Worker(name, processor as never, {
        connection: pool,
        ...timing(options),
      }) as unknown as Worker,
    // It is in this process: it is never away.
    onReturn: () => {},
    async ping() {
      await pglite.query('select 1');
    },
    close: async () => client.release(),
  };
}
