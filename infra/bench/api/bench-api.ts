// `npm run bench -- api`: the ten routes that the client asks most, beside an empty Hono route of the same process in the
// same minute, on Postgres (with Redis) and on PGlite.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgresCluster } from '../../src/services/postgres-cluster.ts';
import { startRedisServer } from '../../src/services/redis-server.ts';
import { type Latency, median, medianLatency } from '../percentiles.ts';
import { canPin, measured, pinned } from '../pinned.ts';
import { ms, report } from '../report.ts';
import type { ApiFigures, ApiLoad, Cost } from './load.ts';
import type { Served } from './server.ts';

const GOAL = 5;
const REQUESTS = 500;
const RUNS = 3;
const WIDE = {
  APP_SECRET: 'a pepper that only benches know, 32+',
  RATE_LIMIT_PER_MINUTE: '1000000',
  RATE_LIMIT_PERSON_PER_MINUTE: '1000000',
};

interface Measured {
  name: string;
  latency: Latency;
  /** Of the server, for one request. */
  processorMs: number;
  /** To the empty route of the same run, the median over the runs. */
  ratio: Latency & { processor: number };
  statements: number;
}

export async function benchApi(args: readonly string[]): Promise<void> {
  const requests = args.includes('--quick') ? 100 : REQUESTS;
  const folder = mkdtempSync(join(tmpdir(), 'hamnevis-bench-'));
  try {
    const postgres = await onPostgres(folder, requests);
    const pglite = await measure({ ...WIDE, DATA_DIR: folder }, requests);
    tell(postgres, pglite, requests);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onPostgres(folder: string, requests: number) {
  const cluster = await startPostgresCluster({ durable: true });
  if (!cluster.had) throw new Error(`no Postgres: ${cluster.reason}`);
  const redis = await startRedisServer();
  try {
    if (!redis.had) throw new Error(`no Redis: ${redis.reason}`);
    const services = { DATABASE_URL: cluster.value.url, REDIS_URL: redis.value.url };
    return await measure({ ...WIDE, ...services, DATA_DIR: folder }, requests);
  } finally {
    if (redis.had) await redis.value.stop();
    await cluster.value.stop();
  }
}

async function measure(settings: Record<string, string>, rounds: number) {
  const { command, args } = pinned('server', new URL('server.ts', import.meta.url), [
    JSON.stringify(settings),
  ]);
  const server = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const gone = once(server, 'exit');
  try {
    const ended = gone.then(([code]): never => {
      throw new Error(`the server ended with ${code}`);
    });
    const [served] = (await Promise.race([once(server, 'message'), ended])) as [Served];
    const runs: ApiFigures[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const asked: ApiLoad = { served, rounds };
      runs.push(await measured<ApiFigures>('load', new URL('load.ts', import.meta.url), [], asked));
    }
    return {
      empty: {
        latency: medianLatency(runs.map(({ empty }) => empty.latency)),
        processorMs: median(runs.map(({ empty }) => empty.processorMs)),
      },
      routes: beside(runs),
    };
  } finally {
    server.kill('SIGKILL');
    await gone;
  }
}

function beside(runs: readonly ApiFigures[]): Measured[] {
  return (runs[0]?.routes ?? []).map(({ name, statements }, index) => {
    const costs = runs.map(({ routes }) => routes[index] as Cost);
    const ratioOf = (share: (cost: Cost) => number) =>
      median(runs.map(({ empty }, run) => share(costs[run] as Cost) / share(empty)));
    return {
      name,
      statements,
      latency: medianLatency(costs.map(({ latency }) => latency)),
      processorMs: median(costs.map((cost) => cost.processorMs)),
      ratio: {
        p50: ratioOf(({ latency }) => latency.p50),
        p99: ratioOf(({ latency }) => latency.p99),
        processor: ratioOf((cost) => cost.processorMs),
      },
    };
  });
}

type Place = Awaited<ReturnType<typeof measure>>;

function tell(postgres: Place, pglite: Place, requests: number): void {
  const both = ({ p50, p99 }: Latency) => `${ms(p50)} / ${ms(p99)}`;
  const times = ({ p50, p99 }: Latency) => `${p50.toFixed(1)}x / ${p99.toFixed(1)}x`;
  report(
    'api',
    'The ten routes that are asked most, beside an empty one',
    [
      {
        head: [
          'route',
          'Postgres, ms, p50 / p99',
          'beside the empty route',
          `p99 <= ${GOAL}x`,
          'processor, ms',
          'statements',
          'PGlite, ms, p50 / p99',
          'beside the empty route',
        ],
        rows: [
          [
            'an empty Hono route',
            both(postgres.empty.latency),
            '1x',
            '-',
            ms(postgres.empty.processorMs),
            '0',
            both(pglite.empty.latency),
            '1x',
          ],
          ...postgres.routes.map((route, index) => {
            const embedded = pglite.routes[index] as Measured;
            return [
              `${route.name}`,
              both(route.latency),
              times(route.ratio),
              route.name.startsWith('a bare') ? '-' : route.ratio.p99 <= GOAL ? 'yes' : 'no',
              `${ms(route.processorMs)} (${route.ratio.processor.toFixed(1)}x)`,
              String(Math.round(route.statements * 10) / 10),
              both(embedded.latency),
              times(embedded.ratio),
            ];
          }),
        ],
      },
    ],
    [
      `One connection, one request after the other, the empty route before each; ${RUNS} runs of ${requests} requests a route, a`,
      'fifth of them to warm up; medians of the runs. Both routes are served by one process' +
        (canPin ? ' on core 0, the load runs on core 1; Postgres' : '; Postgres'),
      '(fsync on) and Redis, which counts the limits, are not pinned. Processor: what the server itself spends on one request,',
      'over 200 of one route after the other. Statements: begin and commit not counted.',
      'Where the time goes: [api-notes.md](api-notes.md).',
    ],
  );
}
