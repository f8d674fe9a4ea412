import { randomUUID } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { buildDatabase } from '../testing/build-database.ts';
import { connectQueues } from './connect-queues.ts';

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const fail = (error: Error) => {
  throw error;
};

async function openQueues() {
  const redisUrl = process.env.TEST_REDIS_URL;
  if (redisUrl) {
    const queues = await connectQueues({ redisUrl, prefix: `test-${randomUUID()}` }, fail);
    endings.push(() => queues.close());
    return queues;
  }
  const { database, drop } = await buildDatabase();
  endings.push(drop);
  const queues = await connectQueues({ database }, fail);
  endings.push(() => queues.close());
  return queues;
}

test('a job reaches a worker without waiting for a poll, and is run once', async () => {
  const queues = await openQueues();
  const seen: string[] = [];
  const worker = queues.work(
    'ai-runs',
    async (job) => {
      seen.push(job.data.runId);
    },
    { concurrency: 2 },
    fail,
  );
  endings.push(() => worker.close());
  const runs = Array.from({ length: 20 }, (_, n) => `run-${process.pid}-${Date.now()}-${n}`);
  const started = performance.now();
  for (const runId of runs) await queues.add('ai-runs', runId, { runId });
  await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(20), 8000);
  expect(performance.now() - started).toBeLessThan(8000);
  expect([...seen].sort()).toEqual([...runs].sort());
});

test('a schedule runs its job again and again', async () => {
  const queues = await openQueues();
  let times = 0;
  const worker = queues.work(
    'schedules',
    async () => {
      times += 1;
    },
    { concurrency: 1 },
    fail,
  );
  endings.push(() => worker.close());
  await queues.schedule('schedules', `sweep-${process.pid}`, 200, {});
  await vi.waitFor(() => expect(times).toBeGreaterThanOrEqual(2), 8000);
});
