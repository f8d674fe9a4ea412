// Bad lines and nodes that vanish, at the pace at which they really happen.
import {
  buildArticle,
  buildTicket,
  type TestArticle,
  textOf,
  textOfLog,
} from '@hamnevis/collab-server/testing/build-article';
import { buildNodeHost } from '@hamnevis/collab-server/testing/build-node-host';
import {
  buildPeer,
  type buildSocket,
  type Peer,
  synced,
  until,
} from '@hamnevis/collab-server/testing/build-peer';
import { buildServer, type TestServer } from '@hamnevis/collab-server/testing/build-server';
import { buildLossySignals } from '@hamnevis/collab-server/testing/lossy-signals';
import { createLocalSignals } from '@hamnevis/db/signals/signals';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { startCutProxy } from '../../src/testing/cut-proxy.ts';

let built: TestDatabase;
let server: TestServer;
let article: TestArticle;
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  built = await buildDatabase();
  server = await buildServer(built.database);
});
beforeEach(async () => {
  article = await buildArticle(built.owner);
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});
afterAll(async () => {
  await server.stop();
  await built.drop();
});

async function peer(
  url: string,
  role: 'writer' | 'editor',
  options?: Parameters<typeof buildPeer>[3],
): Promise<Peer> {
  const { documentId, people } = article;
  const made = buildPeer(
    { url },
    documentId,
    () => buildTicket(built.owner, { documentId, personId: people[role].id }),
    options,
  );
  stops.push(made.stop);
  await synced(made);
  return made;
}

const http = (url: string) => url.replace('ws', 'http');
const ws = (url: string) => url.replace('http', 'ws');

test('F27: a half-open socket is noticed within 35 s, and nothing on it is ever said to be saved', async () => {
  const line = await startCutProxy(http(server.url));
  stops.push(() => line.close());
  const sleeper = await peer(ws(line.url), 'writer');
  sleeper.type('پیش از خواب');
  await synced(sleeper);
  line.freeze();
  const sockets = server.collab.metrics().sockets;
  const woke = performance.now();
  sleeper.type(' پس از خواب');
  let wasSaved = false;
  sleeper.provider.on('unsyncedChanges', ({ number }: { number: number }) => {
    if (number === 0 && !sleeper.provider.isSynced) wasSaved = true;
  });
  expect(sleeper.provider.unsyncedChanges).toBeGreaterThan(0);
  await until('the server lets the dead socket go', () => server.collab.metrics().sockets < sockets, 35_000);
  await until('it is back and saved', () => sleeper.provider.unsyncedChanges === 0, 40_000);
  console.info(`F27: back after ${Math.round((performance.now() - woke) / 100) / 10} s`);
  expect(wasSaved).toBe(false);
  expect(performance.now() - woke).toBeLessThan(45_000);
  expect(await textOfLog(built.owner, article.documentId)).toBe('پیش از خواب پس از خواب');
});

test('a stock client that never says a word and hears none keeps its line: the server lets it know that it lives', async () => {
  const quiet = await peer(server.url, 'writer');
  quiet.provider.awareness?.setLocalState(null);
  const { documentId, people } = article;
  const token = await buildTicket(built.owner, { documentId, personId: people.editor.id });
  const other = new WebsocketProvider(`${server.url}/yjs`, documentId, new Y.Doc(), {
    WebSocketPolyfill: WebSocket as never,
    params: { ticket: token },
    disableBc: true,
  });
  stops.push(() => other.destroy());
  other.awareness.setLocalState(null);
  await until('synced', () => other.synced);
  const lost: string[] = [];
  quiet.socket.on('disconnect', () => lost.push('hocuspocus'));
  other.on('connection-close', () => lost.push('y-websocket'));
  // Both would give the line up after 30 s of silence.
  await new Promise((later) => setTimeout(later, 50_000));
  expect(lost).toEqual([]);
});

test('F28: a line with 400 ms there and back and one packet in five lost converges, in time', async () => {
  const bad = { delayMs: 200, loss: 0.2, repeatMs: 450 };
  const lines = [
    await startCutProxy(http(server.url), bad),
    await startCutProxy(http(server.url), bad),
  ] as const;
  for (const line of lines) stops.push(() => line.close());
  const [writer, reader] = [await peer(ws(lines[0].url), 'writer'), await peer(ws(lines[1].url), 'editor')];
  writer.type('.');
  await synced(writer);
  const sentAt = new Map<string, number>();
  const took: number[] = [];
  reader.doc.on('update', () => {
    const text = textOf(reader.doc);
    for (const [word, at] of sentAt) {
      if (!text.includes(word)) continue;
      took.push(performance.now() - at);
      sentAt.delete(word);
    }
  });
  for (let word = 0; word < 150; word += 1) {
    sentAt.set(`<${word}>`, performance.now());
    writer.type(`<${word}>`);
    if (word % 3 === 0) reader.type('-', 0);
    await new Promise((later) => setTimeout(later, 120));
  }
  await Promise.all([synced(writer), synced(reader)]);
  await until('both agree', () => textOf(writer.doc) === textOf(reader.doc), 20_000);
  expect(await textOfLog(built.owner, article.documentId)).toBe(textOf(writer.doc));
  for (let word = 0; word < 150; word += 1) expect(textOf(reader.doc).split(`<${word}>`)).toHaveLength(2);
  const p95 = took.sort((a, b) => a - b)[Math.floor(took.length * 0.95)] as number;
  console.info(
    `F28: remote text after ${Math.round(took[took.length >> 1] as number)} ms, p95 ${Math.round(p95)} ms`,
  );
  expect(took).toHaveLength(150);
  expect(p95).toBeLessThan(1_500);
});

test('A17: ghosts of a node that was killed are gone within 35 s', async () => {
  const host = await buildNodeHost(built.database);
  const shared = createLocalSignals();
  const start = () => host.startNode({ signals: buildLossySignals(shared, () => false), snapshotEvery: 50 });
  const [dying, other] = [start(), start()];
  stops.push(async () => {
    other.kill();
    await host.stop();
  });
  const at = (node: typeof dying, role: 'writer' | 'editor') => {
    const socket = new HocuspocusProviderWebsocket({
      url: node.urlOf('/collab'),
      WebSocketPolyfill: WebSocket,
      delay: 100,
      minDelay: 100,
    });
    stops.push(() => socket.destroy());
    return peer(server.url, role, { socket: socket as ReturnType<typeof buildSocket> });
  };
  const [ghost, watcher] = [await at(dying, 'writer'), await at(other, 'editor')];
  ghost.provider.setAwarenessField('cursor', { anchor: null, head: null });
  const sees = () => watcher.provider.awareness?.getStates().has(ghost.doc.clientID) === true;
  await until('seen on the other node', sees);
  const from = performance.now();
  // Client and node go at once, so that nobody says goodbye.
  dying.kill();
  ghost.stop();
  await until('gone', () => !sees(), 35_000);
  console.info(`A17: gone after ${Math.round((performance.now() - from) / 100) / 10} s`);
});
