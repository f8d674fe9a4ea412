// A line on which nothing comes any more says nothing of its own end. The editor's connection finds that out by itself,
// at every stage at which it can happen. (At the pace of real life: `faults/lines.fault.ts`.)
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { LedgerSocket } from '@hamnevis/client/lib/live/ledger-socket';
import {
  buildArticle,
  buildTicket,
  type TestArticle,
  textOf,
  textOfLog,
} from '@hamnevis/collab-server/testing/build-article';
import { firstText, until } from '@hamnevis/collab-server/testing/build-peer';
import { buildServer, type TestServer } from '@hamnevis/collab-server/testing/build-server';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { HocuspocusProvider } from '@hocuspocus/provider';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { type CutProxy, startCutProxy } from '../src/testing/cut-proxy.ts';

const PATIENCE = { silenceMs: 1_500, dialMs: 700, lookEveryMs: 50 };

let built: TestDatabase;
let server: TestServer;
let article: TestArticle;
let line: CutProxy;
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  built = await buildDatabase();
  server = await buildServer(built.database);
});
beforeEach(async () => {
  article = await buildArticle(built.owner);
  line = await startCutProxy(server.url.replace('ws', 'http'));
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await line.close();
});
afterAll(async () => {
  await server?.stop();
  await built?.drop();
});

interface Client {
  doc: Y.Doc;
  socket: LedgerSocket;
  provider: HocuspocusProvider;
  /** How often a connection was dialled. */
  dialled(): number;
}

/** The editor's connection, with a provider on it. `getTicket` stands for the way to the api. */
function connect(url: string, getTicket?: () => Promise<string>): Client {
  const { documentId, people } = article;
  const doc = new Y.Doc();
  let dialled = 0;
  const socket = new LedgerSocket(
    `${url.replace('http', 'ws')}/collab`,
    {
      maySend: () => true,
      onSent: () => undefined,
      pasted: () => [],
      maxUpdateBytes: () => 1_000_000,
      onTooLarge: () => undefined,
      aheadOfHandshake: () => null,
      onReceived: () => undefined,
      takeIn: (each) => each(),
      beforeLarge: () => undefined,
    },
    PATIENCE,
  );
  socket.on('status', ({ status }: { status: string }) => {
    if (status === 'connecting') dialled += 1;
  });
  const provider = new HocuspocusProvider({
    name: documentId,
    document: doc,
    websocketProvider: socket,
    token: getTicket ?? (() => buildTicket(built.owner, { documentId, personId: people.writer.id })),
  });
  provider.attach();
  void socket.connect();
  stops.push(() => {
    provider.destroy();
    socket.destroy();
  });
  return { doc, socket, provider, dialled: () => dialled };
}

const isBack = ({ provider }: Client) => until('back', () => provider.isSynced, 20_000);
const type = ({ doc }: Client, words: string) => firstText(doc).insert(firstText(doc).length, words, {});
const isSaved = (words: string) =>
  until(`saved: ${words}`, async () => (await textOfLog(built.owner, article.documentId)) === words, 20_000);

test('a line that is half-open while one writes is given up; what was written comes over the next one', async () => {
  const client = connect(line.url);
  await isBack(client);
  type(client, 'پیش');
  await isSaved('پیش');
  line.freeze();
  type(client, ' پس');
  await until('noticed', () => !client.provider.isSynced, 20_000);
  await isBack(client);
  await isSaved('پیش پس');
  expect(textOf(client.doc)).toBe('پیش پس');
  expect(client.dialled()).toBe(2);
});

test('dialling a machine that never answers is given up too, and tried again until it is there', async () => {
  const client = connect(line.url);
  await isBack(client);
  line.silence();
  await until('dialled in vain, twice', () => client.dialled() >= 3, 20_000);
  expect(client.provider.isSynced).toBe(false);
  line.join();
  await isBack(client);
});

test('a line that stands and never says a word is given up', async () => {
  const sockets = new Set<net.Socket>();
  let mute = true;
  const upstream = new URL(server.url.replace('ws', 'http'));
  // Answers the upgrade with the server's own words, and loses everything after them.
  const gate = net.createServer((socket) => {
    sockets.add(socket);
    const target = net.connect(Number(upstream.port), upstream.hostname);
    const isMute = mute;
    let words = 0;
    socket.pipe(target);
    target.on('data', (bytes) => {
      words += 1;
      if (!isMute || words === 1) socket.write(bytes);
    });
    for (const end of [socket, target]) {
      end.on('error', () => end.destroy());
      end.on('close', () => {
        socket.destroy();
        target.destroy();
      });
    }
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    gate.close();
  });
  const client = connect(`http://127.0.0.1:${(gate.address() as AddressInfo).port}`);
  await until('stood, and was given up', () => client.dialled() === 2, 20_000);
  mute = false;
  await isBack(client);
});

test('while there are no tickets one connection follows the other, never two at a time', async () => {
  const { documentId, people } = article;
  let refusals = 0;
  const client: Client = connect(line.url, () => {
    refusals += 1;
    if (refusals > 4) return buildTicket(built.owner, { documentId, personId: people.writer.id });
    client.socket.reconnect();
    return Promise.reject(new Error('no ticket'));
  });
  await isBack(client);
  type(client, 'یک بار');
  await isSaved('یک بار');
  expect(client.dialled()).toBe(refusals);
  expect(server.collab.metrics().sockets).toBe(1);
});
