import { type Acknowledgement, readAcknowledgement } from '@hamnevis/core/sockets/acknowledgement';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import * as decoding from 'lib0/decoding';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { readAddress } from '../sockets/frames.ts';
import { buildArticle, buildTicket, logRows, type TestArticle, textOfLog } from '../testing/build-article.ts';
import { buildPeer, firstText, type Peer, synced, until } from '../testing/build-peer.ts';
import { buildRawSocket, FRAME, type RawSocket, SYNC } from '../testing/build-raw-socket.ts';
import { buildServer, type TestServer } from '../testing/build-server.ts';
import { buildFaultyDatabase, type FaultyDatabase } from '../testing/faulty-database.ts';

type Said = Acknowledgement | 'refused' | 'bare';

let built: TestDatabase;
let faulty: FaultyDatabase;
let server: TestServer;
let article: TestArticle;
const stops: (() => void)[] = [];

beforeAll(async () => {
  built = await buildDatabase();
  faulty = buildFaultyDatabase(built.database);
  server = await buildServer(faulty.database);
});
beforeEach(async () => {
  article = await buildArticle(built.owner);
});
afterEach(() => {
  faulty.mend();
  for (const stop of stops.splice(0)) stop();
});
afterAll(async () => {
  await server.stop();
  await built.drop();
});

const ticket = () =>
  buildTicket(built.owner, { documentId: article.documentId, personId: article.people.writer.id });

/** A writer, and what the server says to it from now on. */
async function writing(): Promise<{ writer: Peer; said: Said[] }> {
  const writer = buildPeer(server, article.documentId, ticket);
  stops.push(writer.stop);
  await synced(writer);
  const said: Said[] = [];
  writer.socket.on('message', ({ data }: { data: ArrayBuffer }) => {
    const head = readAddress(new Uint8Array(data));
    if (head?.type === FRAME.syncStatus) said.push(readAcknowledgement(head.body));
  });
  return { writer, said };
}

const clockOf = ({ doc }: Peer) => Y.getState(doc.store, doc.clientID);

async function fromLog(): Promise<Y.Doc> {
  const doc = new Y.Doc();
  for (const { update } of await logRows(built.owner, article.documentId)) Y.applyUpdate(doc, update);
  return doc;
}

describe('an acknowledgement', () => {
  test('names the frames, the row of the log and the clocks that are safe', async () => {
    const { writer, said } = await writing();
    writer.type('یک');
    await synced(writer);
    const before = said.length;
    writer.type('دو');
    await until('acknowledged', () => said.length > before);
    const rows = await logRows(built.owner, article.documentId);
    expect(said.at(-1)).toEqual({
      // The answer to the handshake was a frame as well.
      frames: said.length + 1,
      sequence: rows.at(-1)?.sequence,
      clocks: new Map([[writer.doc.clientID, clockOf(writer)]]),
    });
    expect(Y.getState((await fromLog()).store, writer.doc.clientID)).toBe(clockOf(writer));
  });

  test('counts from the beginning again on a new connection, and covers what the old one left open', async () => {
    const { writer, said } = await writing();
    writer.type('پیش');
    await synced(writer);
    faulty.cut();
    writer.type(' میان');
    writer.socket.disconnect();
    await until('cut', () => writer.socket.status === 'disconnected');
    writer.type(' بی‌خط');
    said.length = 0;
    faulty.mend();
    void writer.socket.connect();
    await until('all is safe', () =>
      said.some((one) => typeof one === 'object' && one.clocks.get(writer.doc.clientID) === clockOf(writer)),
    );
    expect(said[0]).toMatchObject({ frames: 1 });
    expect(await textOfLog(built.owner, article.documentId)).toBe('پیش میان بی‌خط');
  });

  test('never covers a frame that still waits for what it lacks, though a later one is saved', async () => {
    const socket = await buildRawSocket(server);
    stops.push(socket.stop);
    const { documentId } = article;
    socket.authenticate(documentId, await ticket());
    await until('signed in', () => socket.received.some(({ type }) => type === FRAME.auth));
    const [mine, other] = [await fromLog(), await fromLog()];
    const updates: Uint8Array[] = [];
    for (const doc of [mine, other]) doc.on('update', (update: Uint8Array) => void updates.push(update));
    mine.transact(() => firstText(mine).insert(0, 'گم', {}));
    firstText(mine).insert(0, 'ماند', {});
    other.transact(() => firstText(other).insert(0, 'جدا', {}));
    const [lost, lacking, whole] = updates as [Uint8Array, Uint8Array, Uint8Array];
    expect(lost.length).toBeGreaterThan(0);

    socket.send(documentId, FRAME.sync, SYNC.update, lacking);
    await until('asked for everything', () => countOf(socket, FRAME.sync) > 0);
    socket.send(documentId, FRAME.sync, SYNC.update, whole);
    await until('the later one is acknowledged', () => countOf(socket, FRAME.syncStatus) === 1);
    expect(saidOn(socket)[0]).toMatchObject({ frames: 0 });

    socket.send(documentId, FRAME.sync, SYNC.step2, Y.encodeStateAsUpdate(mine));
    await until('healed', () => countOf(socket, FRAME.syncStatus) === 3);
    expect(saidOn(socket)[2]).toMatchObject({
      frames: 3,
      clocks: new Map([[mine.clientID, Y.getState(mine.store, mine.clientID)]]),
    });
    expect(await textOfLog(built.owner, documentId)).toContain('ماندگم');
  }, 15_000);
});

function countOf(socket: RawSocket, type: number): number {
  return socket.received.filter((one) => one.type === type).length;
}

function saidOn(socket: RawSocket): Said[] {
  return socket.received
    .filter(({ type }) => type === FRAME.syncStatus)
    .map(({ body }) => readAcknowledgement(decoding.createDecoder(body)));
}
