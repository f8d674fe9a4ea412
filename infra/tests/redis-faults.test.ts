// Redis dies under two nodes, an api and a worker, and comes back empty. Nothing that matters may be in it alone.
import {
  buildArticle,
  buildTicket,
  type TestArticle,
  textOf,
  textOfLog,
} from '@hamnevis/collab-server/testing/build-article';
import { buildPeer, type Peer, synced, until } from '@hamnevis/collab-server/testing/build-peer';
import { createSession } from '@hamnevis/db/queries/sessions';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDemoModel } from '../src/demo-model/start-demo-model.ts';
import { type RedisServer, startRedisServer } from '../src/services/redis-server.ts';
import { type Program, programSettings, startProgram } from '../src/testing/start-program.ts';

const { TEST_DATABASE_URL, TEST_REDIS_URL } = process.env;

describe.skipIf(!TEST_DATABASE_URL || !TEST_REDIS_URL)('F13: a Redis that dies and comes back empty', () => {
  let redis: RedisServer;
  let built: TestDatabase;
  let article: TestArticle;
  let nodes: [Program, Program];
  let api: Program;
  let worker: Program;
  let startApi: () => Promise<void>;
  let peers: [Peer, Peer];
  const stops: (() => Promise<unknown> | unknown)[] = [];
  let headers: Record<string, string>;

  beforeAll(async () => {
    const started = await startRedisServer();
    if (!started.had) throw new Error(started.reason);
    redis = started.value;
    stops.push(() => redis.stop());
    built = await buildDatabase();
    stops.push(() => built.drop());
    const model = await startDemoModel({ host: '127.0.0.1', port: 0, tokensPerSecond: 400 });
    stops.push(() => model.stop());
    article = await buildArticle(built.owner);
    const settings = {
      ...programSettings({
        databaseUrl: 'url' in built.place ? built.place.url : '',
        redisUrl: redis.url,
      }),
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'demo',
      OPENAI_DEFAULT_MODEL: 'demo',
      OTP_REQUESTS_PER_CONTACT: '3',
    };
    const start = async (name: Parameters<typeof startProgram>[0], more: Record<string, string> = {}) => {
      const program = await startProgram(name, { ...settings, ...more });
      stops.push(() => program.kill9());
      return program;
    };
    nodes = [await start('collab-server'), await start('collab-server')];
    startApi = async () => {
      api = await start('api');
    };
    await startApi();
    worker = await start('worker', { COLLAB_URL: `${nodes[0].url.replace('http', 'ws')}/collab` });
    const { token } = await createSession(built.owner.queries, {
      personId: article.people.writer.id,
      device: null,
      ip: null,
      now: new Date(),
    });
    headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const { documentId, people } = article;
    const at = (node: Program, role: 'writer' | 'editor') => {
      const peer = buildPeer({ url: node.url.replace('http', 'ws') }, documentId, () =>
        buildTicket(built.owner, { documentId, personId: people[role].id }),
      );
      stops.push(peer.stop);
      return peer;
    };
    peers = [at(nodes[0], 'writer'), at(nodes[1], 'editor')];
    await Promise.all(peers.map(synced));
    peers[0].type('.');
    await until('both see it', () => peers.every(({ doc }) => textOf(doc) === '.'));
  }, 180_000);

  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  const post = (path: string, body: unknown) =>
    fetch(`${api.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });

  test('text is saved and reaches the other node; limits hold; a run is asked for now and written later', async () => {
    await redis.kill9();
    peers[0].type('یک');
    peers[1].type('دو');
    await Promise.all(peers.map((peer) => until('saved', () => peer.provider.unsyncedChanges === 0, 3_000)));
    // Without hints a node looks by itself.
    await until('each has the other’s', () => textOf(peers[0].doc) === textOf(peers[1].doc), 5_000);
    expect(await textOfLog(built.owner, article.documentId)).toBe(textOf(peers[0].doc));

    const health = await fetch(`${worker.url}/health`);
    expect([health.status, await health.json()]).toEqual([
      503,
      { state: 'down', dependencies: { database: { state: 'ok' }, queues: { state: 'down' } } },
    ]);
    // It lives: a restart would not help it.
    expect((await fetch(`${worker.url}/livez`)).status).toBe(200);

    const answers: number[] = [];
    for (let ask = 0; ask < 5; ask += 1) {
      answers.push((await post('/auth/otp/request', { phone: '09000000009' })).status);
    }
    expect(answers).toEqual([200, 200, 200, 429, 429]);

    const asked = await post(`/documents/${article.documentId}/ai-runs`, {
      kind: 'draft',
      topic: 'redis',
      minWords: 40,
    });
    expect(asked.status, await asked.clone().text()).toBe(202);
    const { id } = (await asked.json()) as { id: string };
    // What the api still holds for Redis goes with it: only the row in the database knows of the run.
    await api.kill9();
    await redis.start();
    await startApi();
    await until(
      'the run is written',
      async () => {
        const run = (await (await fetch(`${api.url}/api/v1/ai-runs/${id}`, { headers })).json()) as {
          status: string;
        };
        return run.status === 'finished';
      },
      40_000,
    );
    expect((await fetch(`${worker.url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${worker.url}/metrics`)).text()).toMatch(
      /^hamnevis_worker_ai_runs_done_total [1-9]/m,
    );
    await until('both nodes have it', () => textOf(peers[0].doc) === textOf(peers[1].doc), 5_000);
    expect(textOf(peers[1].doc)).toContain('redis');
    expect(await textOfLog(built.owner, article.documentId)).toBe(textOf(peers[0].doc));
  }, 120_000);
});
