// Postgres dies, stays away, and comes back, under people who type. The programs are processes of their own; the
// Postgres is this file's own.
import {
  buildArticle,
  buildTicket,
  type TestArticle,
  textOfLog,
} from '@hamnevis/collab-server/testing/build-article';
import { buildPeer, type Peer, synced, until } from '@hamnevis/collab-server/testing/build-peer';
import { createSession } from '@hamnevis/db/queries/sessions';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PostgresCluster, startPostgresCluster } from '../src/services/postgres-cluster.ts';
import { type Program, programSettings, startProgram } from '../src/testing/start-program.ts';

const { TEST_DATABASE_URL, TEST_REDIS_URL } = process.env;
const OUTAGE_SECONDS = Number(process.env.OUTAGE_SECONDS ?? 15);
const PEOPLE = 5;

describe.skipIf(!TEST_DATABASE_URL || !TEST_REDIS_URL)('a Postgres that dies', () => {
  let postgres: PostgresCluster;
  let built: TestDatabase;
  let settings: Record<string, string>;
  let collab: Program;
  let article: TestArticle;
  let peers: Peer[] = [];
  /** Words by whether their author was ever told that everything is saved. */
  let typed: { word: string; isSaved: boolean }[] = [];
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const started = await startPostgresCluster({ durable: true });
    if (!started.had) throw new Error(started.reason);
    postgres = started.value;
    built = await buildDatabase(postgres.url);
    const databaseUrl = 'url' in built.place ? built.place.url : '';
    settings = programSettings({ databaseUrl, redisUrl: TEST_REDIS_URL ?? '' });
  }, 120_000);

  beforeEach(async () => {
    article = await buildArticle(built.owner);
    collab = await startProgram('collab-server', settings);
    stops.push(() => collab.kill9());
    const { documentId, people } = article;
    const ticket = await buildTicket(built.owner, {
      documentId,
      personId: people.writer.id,
      expiresInMs: 3_600_000,
    });
    typed = [];
    peers = Array.from({ length: PEOPLE }, () => buildPeer(collab, documentId, ticket));
    await Promise.all(peers.map(synced));
  }, 90_000);

  afterEach(async () => {
    for (const peer of peers.splice(0)) peer.stop();
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  afterAll(async () => {
    await built?.drop().catch(() => {});
    await postgres?.stop();
  });

  /** Everybody types a word every so often until the returned function is called. */
  function typeOn(everyMs = 20): () => void {
    const mine = peers.map((): { word: string; isSaved: boolean }[] => []);
    peers.forEach((peer, index) => {
      peer.provider.on('unsyncedChanges', ({ number }: { number: number }) => {
        if (number === 0) for (const entry of mine[index] ?? []) entry.isSaved = true;
      });
    });
    const timer = setInterval(() => {
      peers.forEach((peer, index) => {
        const entry = { word: `<${index}.${typed.length}>`, isSaved: false };
        typed.push(entry);
        mine[index]?.push(entry);
        peer.type(entry.word);
      });
    }, everyMs);
    return () => clearInterval(timer);
  }

  const unsaved = () => peers.filter(({ provider }) => provider.unsyncedChanges > 0).length;

  function timesIn(text: string): Map<string, number> {
    const times = new Map<string, number>();
    for (const word of text.match(/<[^<>]*>/g) ?? []) times.set(word, (times.get(word) ?? 0) + 1);
    return times;
  }

  async function everythingStandsOnce(): Promise<void> {
    await collab.kill9();
    const times = timesIn(await textOfLog(built.owner, article.documentId));
    expect(typed.filter(({ word }) => times.get(word) !== 1)).toEqual([]);
  }

  test('F08: everybody sees at once that nothing is saved, and all is saved soon after its return', async () => {
    const stopTyping = typeOn();
    await until('saved under load', () => typed.filter(({ isSaved }) => isSaved).length > 50, 20_000);
    await postgres.kill9();
    await until('everybody is told "not saved"', () => unsaved() === PEOPLE, 3_000);
    // Acknowledgements of what was committed before the kill may still be on their way then; after so many words without
    // one there are none.
    const isUnanswered = ({ provider }: Peer) => provider.unsyncedChanges >= 25;
    await until('nobody is answered any more', () => peers.every(isUnanswered), 3_000);
    const savedBefore = typed.filter(({ isSaved }) => isSaved).length;
    await new Promise((later) => setTimeout(later, 1_000));
    expect(unsaved()).toBe(PEOPLE);
    expect(typed.filter(({ isSaved }) => isSaved).length).toBe(savedBefore);
    stopTyping();
    await postgres.start();
    const backAt = performance.now();
    await until('all saved', () => unsaved() === 0, 15_000);
    console.info(`all saved ${Math.round(performance.now() - backAt)} ms after Postgres was back`);
    await everythingStandsOnce();
  }, 120_000);

  test(
    `F09: away for ${OUTAGE_SECONDS} s, typing goes on, memory is bounded, the api says 503`,
    async () => {
      const api = await startProgram('api', settings);
      stops.push(() => api.kill9());
      const { token } = await createSession(built.owner.queries, {
        personId: article.people.writer.id,
        device: null,
        ip: null,
        now: new Date(),
      });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const list = () => fetch(`${api.url}/api/v1/organizations`, { headers });
      expect((await list()).status).toBe(200);

      const stopTyping = typeOn(100);
      await until('saved under load', () => typed.filter(({ isSaved }) => isSaved).length > 50, 20_000);
      const before = collab.residentBytes();
      await postgres.kill9();
      const until_ = performance.now() + OUTAGE_SECONDS * 1_000;
      let most = 0;
      while (performance.now() < until_) {
        await new Promise((later) => setTimeout(later, 500));
        most = Math.max(most, collab.residentBytes() - before);
      }
      expect(unsaved()).toBe(PEOPLE);
      expect(most, 'bytes grown').toBeLessThan(200 * 1024 * 1024);
      const asked = performance.now();
      const answers = await Promise.all([
        list(),
        fetch(`${api.url}/api/v1/auth/otp/request`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ phone: '09000000001' }),
        }),
      ]);
      for (const answer of answers) {
        expect(answer.status).toBe(503);
        expect(((await answer.json()) as { type: string }).type).toBe('/problems/unavailable');
      }
      expect(performance.now() - asked).toBeLessThan(10_000);
      expect((await fetch(`${collab.url}/livez`)).status).toBe(200);
      expect((await fetch(`${collab.url}/readyz`)).status).toBe(503);
      stopTyping();
      await postgres.start();
      const backAt = performance.now();
      // A connection is let through at 200 updates a second.
      await until('all saved', () => unsaved() === 0, 15_000 + (typed.length / PEOPLE) * 6);
      await until('the api answers', async () => (await list()).status === 200, 15_000);
      console.info(
        `${typed.length} words, grown by ${Math.round(most / 1024 / 1024)} MB, back after ${Math.round(performance.now() - backAt)} ms`,
      );
      await everythingStandsOnce();
    },
    180_000 + OUTAGE_SECONDS * 1_000,
  );

  test('F23: told to end while it is away, the server ends in time, and what it said is saved is in the log', async () => {
    const stopTyping = typeOn();
    await until('saved under load', () => typed.filter(({ isSaved }) => isSaved).length > 50, 20_000);
    await postgres.kill9();
    await until('everybody is told "not saved"', () => unsaved() === PEOPLE, 3_000);
    const askedAt = performance.now();
    const ended = await collab.terminate(25_000);
    stopTyping();
    console.info(`ended after ${Math.round(performance.now() - askedAt)} ms`);
    expect(ended, collab.said()).toBe(true);
    expect(collab.exitCode(), collab.said()).toBe(0);
    // Nobody may come back and mend the log before it is looked at.
    for (const peer of peers.splice(0)) peer.stop();
    await postgres.start();
    const times = timesIn(await textOfLog(built.owner, article.documentId));
    expect(typed.filter(({ word, isSaved }) => isSaved && times.get(word) !== 1)).toEqual([]);
  }, 120_000);
});
