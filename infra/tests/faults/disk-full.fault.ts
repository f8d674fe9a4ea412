// F12: the disk under Postgres is full, under people who type. Its tables lie on a small file system in memory.
import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildArticle, buildTicket, textOf, textOfLog } from '@hamnevis/collab-server/testing/build-article';
import { buildPeer, type Peer, synced, until } from '@hamnevis/collab-server/testing/build-peer';
import { createSession } from '@hamnevis/db/queries/sessions';
import { buildDatabase } from '@hamnevis/db/testing/build-database';
import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { startPostgresCluster } from '../../src/services/postgres-cluster.ts';
import { startRedisServer } from '../../src/services/redis-server.ts';
import { programSettings, startProgram } from '../../src/testing/start-program.ts';

const SIZE = '96m';
const stops: (() => unknown)[] = [];

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** A small file system that the user postgres may write to. */
function mountSmall(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hamnevis-small-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'none', folder], {
    encoding: 'utf8',
  });
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  if (mounted.status !== 0) throw new Error(`mount: ${mounted.stderr}`);
  stops.push(() => spawnSync('umount', ['-l', folder]));
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  mkdirSync(join(folder, 'tables'));
  for (const path of [folder, join(folder, 'tables')]) chownSync(path, id('-u'), id('-g'));
  return folder;
}

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'F12: what cannot be stored is not said to be saved, nothing is spoilt, and all is saved once there is room (needs root)',
  async () => {
    const disk = mountSmall();
    const [cluster, redis] = [await startPostgresCluster({ durable: true }), await startRedisServer()];
    if (!cluster.had || !redis.had) throw new Error('no Postgres or no Redis');
    stops.push(
      () => cluster.value.stop(),
      () => redis.value.stop(),
    );
    const admin = postgres(cluster.value.url, { max: 1, onnotice: () => {} });
    await admin.unsafe(`create tablespace small location '${join(disk, 'tables')}'`);
    // New databases lie where their template does.
    await admin.unsafe('alter database template1 set tablespace small');
    await admin.end();
    const built = await buildDatabase(cluster.value.url);
    stops.push(() => built.drop());
    const settings = programSettings({
      databaseUrl: 'url' in built.place ? built.place.url : '',
      redisUrl: redis.value.url,
    });
    const collab = await startProgram('collab-server', settings);
    const api = await startProgram('api', settings);
    stops.push(
      () => collab.kill9(),
      () => api.kill9(),
    );
    const { documentId, people } = await buildArticle(built.owner);
    const { token } = await createSession(built.owner.queries, {
      personId: people.writer.id,
      device: null,
      ip: null,
      now: new Date(),
    });
    const ticket = await buildTicket(built.owner, {
      documentId,
      personId: people.writer.id,
      expiresInMs: 3_600_000,
    });
    const peers: Peer[] = [0, 1, 2].map(() =>
      buildPeer({ url: collab.url.replace('http', 'ws') }, documentId, ticket),
    );
    stops.push(() => {
      for (const peer of peers) peer.stop();
    });
    await Promise.all(peers.map(synced));
    const words: string[] = [];
    const type = (peer: Peer, index: number) => {
      const word = `<${index}.${words.length}>`;
      words.push(word);
      peer.type(`${word}${'متن '.repeat(500)}`);
    };
    peers.forEach(type);
    await Promise.all(peers.map(synced));

    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'filler'), Buffer.alloc(Math.max(0, Number(bavail) * Number(bsize) - 8_192)));
    const isUnsaved = () => peers.some(({ provider }) => provider.unsyncedChanges > 0);
    // The pages that Postgres has already are filled first.
    for (let round = 0; round < 400 && !isUnsaved(); round += 1) {
      peers.forEach(type);
      await until('answered', () => !isUnsaved(), 1_500).catch(() => {});
    }
    expect(isUnsaved()).toBe(true);
    const full = performance.now();
    while (performance.now() - full < 5_000) {
      expect(isUnsaved()).toBe(true);
      await new Promise((later) => setTimeout(later, 100));
    }
    const made = await fetch(`${api.url}/api/v1/organizations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'جا نیست'.repeat(10) }),
    });
    expect(made.status, 'a change asked of the api').toBe(503);
    for (const peer of peers)
      expect(peer.messages.filter(({ type: kind }) => kind === 'refused')).toEqual([]);

    rmSync(join(disk, 'filler'));
    const freed = performance.now();
    await until('all saved', () => !isUnsaved(), 15_000);
    console.info(`F12: all saved ${Math.round(performance.now() - freed)} ms after there was room`);
    await until('all agree', () => new Set(peers.map(({ doc }) => textOf(doc))).size === 1);
    const text = await textOfLog(built.owner, documentId);
    expect(text).toBe(textOf(peers[0]?.doc as Peer['doc']));
    for (const word of words) expect(text.split(word), word).toHaveLength(2);
    expect(await built.owner.sql('select count(*) from document_updates')).toHaveLength(1);
  },
  240_000,
);
