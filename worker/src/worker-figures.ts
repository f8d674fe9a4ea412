import type { Figure } from '@hamnevis/db/program/figures';
import type { QueueName } from '@hamnevis/db/queues/connect-queues';

/** Jobs of each queue since the worker began, and those it is at. */
export type WorkerMetrics = Record<QueueName, { running: number; done: number; failed: number }>;

/** What a worker counts, in the words of /metrics. */
export function workerFigures(metrics: WorkerMetrics): Figure[] {
  return Object.entries(metrics).flatMap(([queue, { running, done, failed }]): Figure[] => {
    const name = `hamnevis_worker_${queue.replaceAll('-', '_')}` as const;
    return [
      { name: `${name}_running`, help: `Jobs of ${queue} under way`, type: 'gauge', value: running },
      { name: `${name}_done_total`, help: `Jobs of ${queue} that ended well`, type: 'counter', value: done },
      { name: `${name}_failed_total`, help: `Jobs of ${queue} that threw`, type: 'counter', value: failed },
    ];
  });
}
