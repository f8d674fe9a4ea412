import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  buildArticle,
  buildTicket,
  logRows,
  type TestArticle,
  textOf,
  textOfLog,
} from '../testing/build-article.ts';
import { buildPeer, firstText, type Peer, synced, until } from '../testing/build-peer.ts';
import { buildRawSocket, FRAME, type RawSocket, SYNC } from '../testing/build-raw-socket.ts';
import { buildServer, type TestServer } from '../testing/build-server.ts';
import { buildFaultyDatabase, type FaultyDatabase } from '../testing/faulty-database.ts';
import { UNREAD_LIMIT_BYTES } from './guarded-socket.ts';

let built: TestDatabase;
let faulty: FaultyDatabase;
let server: TestServer;
let article: TestArticle;
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  built = await buildDatabase();
  faulty = buildFaultyDatabase(built.database);
  server = await buildServer(faulty.database, { settings: { COLLAB_UPDATES_PER_SECOND: '100' } });
});
afterEach(async () => {
  faulty.mend();
  for (const stop of stops.splice(0).reverse()) await stop();
});
afterAll(async () => {
  await server.stop();
  await built.drop();
});

async function peer(role: 'editor' | 'writer' | 'viewer', on = server): Promise<Peer> {
  const { documentId, people } = article;
  const made = buildPeer(on, documentId, () =>
    buildTicket(built.owner, { documentId, personId: people[role].id }),
  );
  stops.push(made.stop);
  await synced(made);
  return made;
}

async function raw(role: 'writer' | 'viewer', on = server): Promise<RawSocket> {
  const { documentId, people } = article;
  const socket = await buildRawSocket(on);
  stops.push(socket.stop);
  socket.authenticate(documentId, await buildTicket(built.owner, { documentId, personId: people[role].id }));
  await until('signed in', () => socket.received.some(({ type }) => type === FRAME.auth));
  return socket;
}

/** Updates that type a letter each, as one client after another would send them. */
async function letters(count: number): Promise<{ updates: Uint8Array[]; doc: Y.Doc }> {
  const doc = new Y.Doc();
  for (const { update } of await logRows(built.owner, article.documentId)) Y.applyUpdate(doc, update);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let letter = 0; letter < count; letter += 1) firstText(doc).insert(firstText(doc).length, 'ا', {});
  return { updates, doc };
}

test('a burst is slowed down and kept whole, and others save as fast as ever (A11)', async () => {
  article = await buildArticle(built.owner);
  const canary = await peer('editor');
  canary.type('.');
  await synced(canary);
  const { updates } = await letters(400);
  const socket = await raw('writer');
  const startedAt = performance.now();
  for (const update of updates) socket.send(article.documentId, FRAME.sync, SYNC.update, update);
  const slow: number[] = [];
  while (socket.acknowledgements().length < updates.length) {
    const typedAt = performance.now();
    canary.type('.');
    await synced(canary);
    slow.push(performance.now() - typedAt);
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (performance.now() - startedAt > 15_000)
      throw new Error(`${socket.acknowledgements().length} acknowledged`);
  }
  // 100 at once, the rest at 100 a second.
  expect(performance.now() - startedAt).toBeGreaterThan(2_500);
  expect(socket.acknowledgements().every(Boolean)).toBe(true);
  expect((await textOfLog(built.owner, article.documentId)).replaceAll('.', '').trim()).toBe('ا'.repeat(400));
  expect(slow.sort((a, b) => a - b)[Math.floor(slow.length * 0.9)]).toBeLessThan(250);
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in buffers that somebody still holds: what only waits for the collector is none of it. */
function bytesHeld(): number {
  // The first collection frees buffers beside the program; the second begins only once they are freed.
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

test('who asks and does not read is cut, and the memory with it (A10)', async () => {
  article = await buildArticle(built.owner);
  const own = await buildServer(built.database);
  stops.push(own.stop);
  const writer = await peer('writer', own);
  for (let part = 0; part < 10; part += 1) writer.type('متن بلند '.repeat(6_000));
  await synced(writer);
  const socket = await raw('viewer', own);
  socket.webSocket.pause();
  const before = bytesHeld();
  let most = 0;
  for (let ask = 0; ask < 400; ask += 1)
    socket.send(article.documentId, FRAME.sync, SYNC.step1, new Uint8Array([0]));
  await until(
    'cut',
    () => {
      most = Math.max(most, bytesHeld() - before);
      return own.collab.metrics().sockets === 1;
    },
    15_000,
  );
  // 400 answers of 0.9 MB would be 360 MB.
  expect(most).toBeLessThan(UNREAD_LIMIT_BYTES * 4);
  writer.type('.');
  await synced(writer);
});

test('while the database is away a fast writer is slowed, not dropped, and memory is bounded', async () => {
  article = await buildArticle(built.owner);
  const own = await buildServer(faulty.database);
  stops.push(own.stop);
  const socket = await raw('writer', own);
  const { updates, doc } = await letters(6_000);
  faulty.cut();
  for (const update of updates) socket.send(article.documentId, FRAME.sync, SYNC.update, update);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(own.collab.metrics().waitingBytes).toBeLessThan(1024 * 1024);
  expect(socket.webSocket.readyState).toBe(socket.webSocket.OPEN);
  faulty.mend();
  await until('all saved', () => socket.acknowledgements().length === updates.length, 20_000);
  expect(await textOfLog(built.owner, article.documentId)).toBe(textOf(doc));
});
