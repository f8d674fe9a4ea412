// What "saved" costs: one client's acknowledgement on our server, beside stock Hocuspocus, which only has it in
// memory, and a bare commit of the same bytes, all in the same run and by turns.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_PEOPLE } from '../../src/demo-data/demo-people.ts';
import { becomesReady, startProcess } from '../../src/services/own-process.ts';
import { startPostgresCluster } from '../../src/services/postgres-cluster.ts';
import { startRedisServer } from '../../src/services/redis-server.ts';
import { signIn } from '../../src/testing/sign-in.ts';
import { type Product, startProduct } from '../../src/testing/start-product.ts';
import { type Latency, latencyOf, medianLatency } from '../percentiles.ts';
import { ms, report } from '../report.ts';
import { canPin, pinned, samplesOf } from './pinned.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const EDITS = 1_500;
const WARM_UP = 300;
const COUNTS = [String(EDITS), String(WARM_UP)];
/** Against stock's acknowledgement from memory plus a bare commit. */
const GOAL: Latency = { p50: 1.3, p99: 1.5 };

interface Contestant {
  name: string;
  product: Product;
  token: string;
  projectId: string;
  /** Arguments of bare-commit.ts for the same disk. */
  bare: readonly string[];
  rounds: { ours: Latency[]; bare: Latency[] };
}

export async function benchAck(): Promise<void> {
  const cleanUp: (() => unknown)[] = [];
  const notes: string[] = [];
  try {
    const stock = await startStock(cleanUp);
    const contestants = [await onPglite(cleanUp)];
    const postgres = await onPostgres(cleanUp);
    if ('reason' in postgres) notes.push(`Postgres was left out: ${postgres.reason}.`);
    else contestants.unshift(postgres);

    const stockRounds: Latency[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      console.log(`round ${round + 1} of ${ROUNDS}`);
      const room = `bench-${round}`;
      stockRounds.push(latencyOf(await samplesOf('load', 'load.ts', [stock, room, 'none', ...COUNTS])));
      for (const contestant of contestants) {
        contestant.rounds.bare.push(
          latencyOf(await samplesOf('server', 'bare-commit.ts', [...contestant.bare, ...COUNTS])),
        );
        contestant.rounds.ours.push(latencyOf(await runOurs(contestant, room)));
      }
    }
    print(medianLatency(stockRounds), contestants, notes);
  } finally {
    for (const step of cleanUp.reverse()) await step();
  }
}

async function runOurs({ product, token, projectId }: Contestant, title: string): Promise<number[]> {
  const response = await fetch(`${product.url}/api/v1/projects/${projectId}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ title, language: 'fa' }),
  });
  if (response.status !== 201) throw new Error(`no document: ${response.status} ${await response.text()}`);
  const { id } = (await response.json()) as { id: string };
  const socket = `${product.url.replace(/^http/, 'ws')}/collab`;
  return samplesOf('load', 'load.ts', [socket, id, token, ...COUNTS]);
}

async function startStock(cleanUp: (() => unknown)[]): Promise<string> {
  const { command, args } = pinned('server', 'stock-server.ts', []);
  const server = startProcess(command, args);
  cleanUp.push(() => server.stop('SIGKILL'));
  const port = () => /ready (\d+)/.exec(server.said())?.[1];
  if (!(await becomesReady(server, async () => port() !== undefined, 20_000))) {
    throw new Error(`stock Hocuspocus did not start: ${server.said()}`);
  }
  return `ws://127.0.0.1:${port()}`;
}

async function onPglite(cleanUp: (() => unknown)[]): Promise<Contestant> {
  const bareFolder = mkdtempSync(join(tmpdir(), 'hamnevis-bare-'));
  cleanUp.push(() => rmSync(bareFolder, { recursive: true, force: true }));
  return contestant('PGlite (embedded, fsync)', {}, ['pglite', bareFolder], cleanUp);
}

async function onPostgres(cleanUp: (() => unknown)[]): Promise<Contestant | { reason: string }> {
  const cluster = await startPostgresCluster({ durable: true });
  if (!cluster.had) return { reason: cluster.reason };
  cleanUp.push(() => cluster.value.stop());
  const redis = await startRedisServer();
  if (!redis.had) return { reason: redis.reason };
  cleanUp.push(() => redis.value.stop());
  const { url, version } = cluster.value;
  const env = { DATABASE_URL: url, REDIS_URL: redis.value.url, APP_SECRET: 'bench'.repeat(8) };
  const name = /PostgreSQL\) [\d.]+/.exec(version)?.[0].replace(')', '') ?? 'PostgreSQL';
  return contestant(name, env, ['postgres', url], cleanUp);
}

async function contestant(
  name: string,
  env: Record<string, string>,
  bare: readonly string[],
  cleanUp: (() => unknown)[],
): Promise<Contestant> {
  const product = await startProduct({
    env: { COLLAB_UPDATES_PER_SECOND: '100000', ...env },
    ...(canPin ? { core: 0 } : {}),
  });
  cleanUp.push(() => product.stop());
  const editor = DEMO_PEOPLE.find((person) => person.role === 'editor');
  const { token, organizationId } = await signIn(product.url, editor?.phone ?? '');
  const get = async (path: string) => {
    const answer = await fetch(`${product.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return (await answer.json()) as { items: { id: string }[] };
  };
  const workspace = (await get(`/organizations/${organizationId}/workspaces`)).items[0];
  const project = (await get(`/workspaces/${workspace?.id}/projects`)).items[0];
  if (!project) throw new Error('the demo has no project');
  return { name, product, token, projectId: project.id, bare, rounds: { ours: [], bare: [] } };
}

function print(stock: Latency, contestants: readonly Contestant[], notes: readonly string[]): void {
  const cell = ({ p50, p99 }: Latency) => `${ms(p50)} / ${ms(p99)}`;
  const rows = contestants.map(({ name, rounds }) => {
    const ours = medianLatency(rounds.ours);
    const bare = medianLatency(rounds.bare);
    const ratio = { p50: ours.p50 / (stock.p50 + bare.p50), p99: ours.p99 / (stock.p99 + bare.p99) };
    const toMemory = { p50: ours.p50 / stock.p50, p99: ours.p99 / stock.p99 };
    const reached = ratio.p50 <= GOAL.p50 && ratio.p99 <= GOAL.p99;
    return [
      name,
      cell(ours),
      cell(stock),
      cell(bare),
      `${ratio.p50.toFixed(2)}x / ${ratio.p99.toFixed(2)}x`,
      `${toMemory.p50.toFixed(1)}x / ${toMemory.p99.toFixed(1)}x`,
      name.startsWith('PGlite') ? 'no goal' : reached ? 'yes' : 'no',
    ];
  });
  report(
    'ack',
    'Acknowledgement of an edit, one client, p50 / p99 in ms',
    [
      {
        head: [
          'database',
          'ours: committed',
          'stock: in memory',
          'bare commit',
          'ours / (stock + bare)',
          'ours / stock',
          `goal ${GOAL.p50}x / ${GOAL.p99}x`,
        ],
        rows,
      },
    ],
    [
      `Medians of ${ROUNDS} rounds by turns, ${EDITS} edits each after ${WARM_UP} to warm up; one character per edit, the next`,
      'after the acknowledgement. Stock is Hocuspocus 4.7 without any extension: its acknowledgement means "in memory".',
      canPin
        ? 'Server on core 0, load on core 1 (taskset); Postgres and Redis are not pinned.'
        : 'Nothing is pinned to a core.',
      ...notes,
    ],
  );
}
