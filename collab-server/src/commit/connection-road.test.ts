import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  buildArticle,
  buildRun,
  buildTicket,
  logRows,
  type TestArticle,
  textOf,
  textOfLog,
} from '../testing/build-article.ts';
import { buildPeer, buildSocket, type Peer, synced, until } from '../testing/build-peer.ts';
import { buildRawSocket, FRAME, type RawSocket, SYNC } from '../testing/build-raw-socket.ts';
import { buildServer, type TestServer } from '../testing/build-server.ts';
import { buildFaultyDatabase, type FaultyDatabase } from '../testing/faulty-database.ts';

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
afterEach(() => {
  faulty.mend();
  faulty.letGo();
  faulty.refuseRowsWith(null);
  for (const stop of stops.splice(0)) stop();
});
afterAll(async () => {
  await server.stop();
  await built.drop();
});

async function peer(
  role: 'editor' | 'writer' | 'viewer',
  more: Parameters<typeof buildPeer>[3] = {},
): Promise<Peer> {
  const { documentId, people } = article;
  const made = buildPeer(
    server,
    documentId,
    () => buildTicket(built.owner, { documentId, personId: people[role].id }),
    more,
  );
  stops.push(made.stop);
  await synced(made);
  return made;
}

async function raw(role: 'writer' | 'viewer'): Promise<RawSocket> {
  const { documentId, people } = article;
  const socket = await buildRawSocket(server);
  stops.push(socket.stop);
  socket.authenticate(documentId, await buildTicket(built.owner, { documentId, personId: people[role].id }));
  await until('signed in', () => socket.received.some(({ type }) => type === FRAME.auth));
  return socket;
}

/** An update that types `words` into a copy of what the log has. */
async function updateTyping(words: string, clientId?: number): Promise<Uint8Array> {
  const doc = new Y.Doc();
  for (const { update } of await logRows(built.owner, article.documentId)) Y.applyUpdate(doc, update);
  if (clientId !== undefined) doc.clientID = clientId;
  const before = Y.encodeStateVector(doc);
  const text = new Y.XmlText(words);
  (doc.getXmlFragment('default').get(0) as Y.XmlElement).insert(0, [text]);
  return Y.encodeStateAsUpdate(doc, before);
}

describe('acknowledgement', () => {
  test('an update is in the log before it is acknowledged, and before anybody sees it', async () => {
    article = await buildArticle(built.owner);
    const [writer, reader] = [await peer('writer'), await peer('viewer')];
    faulty.hold('append_updates');
    writer.type('پیش از ثبت');
    await until(
      'the append waits',
      () => writer.provider.unsyncedChanges > 0 && server.collab.metrics().waitingBytes > 0,
    );
    // Longer than everything else on this road takes.
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(writer.provider.unsyncedChanges).toBeGreaterThan(0);
    expect(textOf(reader.doc)).toBe('');
    expect(await textOfLog(built.owner, article.documentId)).toBe('');
    faulty.letGo();
    await synced(writer);
    expect(await textOfLog(built.owner, article.documentId)).toBe('پیش از ثبت');
    await until('the reader sees it', () => textOf(reader.doc) === 'پیش از ثبت');
  });

  test('what came while a commit was in flight goes in one row, in order, each frame acknowledged', async () => {
    article = await buildArticle(built.owner);
    const writer = await peer('writer');
    writer.type('.');
    await synced(writer);
    const rows = (await logRows(built.owner, article.documentId)).length;
    faulty.hold('append_updates');
    for (const letter of 'هم‌نویسان می‌نویسند') writer.type(letter);
    await until('all were sent', () => writer.provider.unsyncedChanges === 19);
    await new Promise((resolve) => setTimeout(resolve, 50));
    faulty.letGo();
    await synced(writer);
    expect(await textOfLog(built.owner, article.documentId)).toBe('.هم‌نویسان می‌نویسند');
    expect((await logRows(built.owner, article.documentId)).length - rows).toBeLessThanOrEqual(3);
  });

  test('an update that brings nothing new is acknowledged and not logged', async () => {
    article = await buildArticle(built.owner);
    const writer = await peer('writer');
    writer.type('سلام');
    await synced(writer);
    const rows = (await logRows(built.owner, article.documentId)).length;
    const again = await peer('writer', { doc: writer.doc });
    expect(textOf(again.doc)).toBe('سلام');
    const socket = await raw('writer');
    socket.send(article.documentId, FRAME.sync, SYNC.update, Y.encodeStateAsUpdate(writer.doc));
    await until('acknowledged', () => socket.acknowledgements().length === 1);
    expect(socket.acknowledgements()).toEqual([true]);
    expect(await logRows(built.owner, article.documentId)).toHaveLength(rows);
  });
});

describe('who may not write (A13)', () => {
  const ways: Record<string, (socket: RawSocket, id: string, update: Uint8Array) => void> = {
    Update: (socket, id, update) => socket.send(id, FRAME.sync, SYNC.update, update),
    SyncStep2: (socket, id, update) => socket.send(id, FRAME.sync, SYNC.step2, update),
    SyncReply: (socket, id, update) => socket.send(id, FRAME.syncReply, SYNC.step2, update),
    'a session address': (socket, id, update) =>
      socket.send(`${id}\0abc123`, FRAME.sync, SYNC.update, update),
  };

  test.each(Object.entries(ways))(
    'a viewer by %s: not acknowledged, not logged, not shown',
    async (_name, send) => {
      article = await buildArticle(built.owner);
      const witness = await peer('editor');
      const socket = await raw('viewer');
      const rows = (await logRows(built.owner, article.documentId)).length;
      send(socket, article.documentId, await updateTyping('از تماشاگر'));
      await until('refused', () => socket.acknowledgements().length > 0);
      expect(socket.acknowledgements()).toEqual([false]);
      expect(refusalsOf(socket)).toEqual(['role-changed']);
      expect(await logRows(built.owner, article.documentId)).toHaveLength(rows);
      expect(textOf(witness.doc)).toBe('');
    },
  );

  test('nobody before they signed in', async () => {
    article = await buildArticle(built.owner);
    const update = await updateTyping('بی‌نام');
    const socket = await buildRawSocket(server);
    stops.push(socket.stop);
    const { documentId, people } = article;
    socket.send(documentId, FRAME.sync, SYNC.update, update);
    socket.send(documentId, FRAME.auth, 0, 'no-such-ticket');
    await until('denied', () => socket.received.some(({ type }) => type === FRAME.auth));
    // What was sent before signing in is dropped, also when somebody signs in afterwards.
    socket.authenticate(
      documentId,
      await buildTicket(built.owner, { documentId, personId: people.viewer.id }),
    );
    await until('signed in', () => socket.received.filter(({ type }) => type === FRAME.auth).length === 2);
    const witness = await peer('viewer');
    expect(textOf(witness.doc)).toBe('');
    expect(socket.acknowledgements()).toEqual([]);
  });

  test.each(['approved', 'review'] as const)('a writer in a document that is %s', async (status) => {
    article = await buildArticle(built.owner, { status });
    const update = await updateTyping('دیر');
    const socket = await raw('writer');
    socket.send(article.documentId, FRAME.sync, SYNC.update, update);
    await until('refused', () => socket.acknowledgements().length > 0);
    expect(socket.acknowledgements()).toEqual([false]);
    expect(refusalsOf(socket)).toEqual(['status-changed']);
  });

  test('a viewer whose editor tidies formatting is acknowledged, and nothing is logged', async () => {
    article = await buildArticle(built.owner);
    const writer = await peer('writer');
    writer.type('پررنگ');
    writer.text().format(0, 3, { bold: {} });
    await synced(writer);
    const rows = (await logRows(built.owner, article.documentId)).length;
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(writer.doc));
    const sent: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => sent.push(update));
    const formats = [...(doc.store.clients.get(writer.doc.clientID) ?? [])].filter(
      (item) => item instanceof Y.Item && item.content instanceof Y.ContentFormat,
    );
    doc.transact((transaction) => (formats.at(-1) as Y.Item).delete(transaction));
    const socket = await raw('viewer');
    socket.send(article.documentId, FRAME.sync, SYNC.update, sent[0] as Uint8Array);
    await until('acknowledged', () => socket.acknowledgements().length > 0);
    expect(socket.acknowledgements()).toEqual([true]);
    expect(await logRows(built.owner, article.documentId)).toHaveLength(rows);
  });
});

describe('what cannot be taken', () => {
  test('letters under another’s client id are refused; everybody else writes on', async () => {
    article = await buildArticle(built.owner);
    const editor = await peer('editor');
    editor.type('مالِ من');
    await synced(editor);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(editor.doc));
    doc.clientID = editor.doc.clientID;
    const before = Y.encodeStateVector(doc);
    (doc.getXmlFragment('default').get(0) as Y.XmlElement).insert(0, [new Y.XmlText('جعلی')]);
    const forged = Y.encodeStateAsUpdate(doc, before);
    const socket = await raw('writer');
    socket.send(article.documentId, FRAME.sync, SYNC.update, forged);
    await until('refused', () => refusalsOf(socket).length > 0);
    expect(refusalsOf(socket)).toEqual(['foreign-client']);
    expect(socket.acknowledgements()).toEqual([false]);
    editor.type('!');
    await synced(editor);
    expect(await textOfLog(built.owner, article.documentId)).toBe('مالِ من!');
  });

  test('a refused replica is read on and not taken from any more, and others on its socket are not touched', async () => {
    article = await buildArticle(built.owner);
    const other = await buildArticle(built.owner);
    const shared = buildSocket(server);
    stops.push(() => shared.destroy());
    const bad = await peer('writer', { socket: shared });
    const good = buildPeer(
      server,
      other.documentId,
      await buildTicket(built.owner, { documentId: other.documentId, personId: other.people.writer.id }),
      { socket: shared },
    );
    stops.push(good.stop);
    await synced(good);
    let disconnects = 0;
    shared.on('disconnect', () => {
      disconnects += 1;
    });
    bad.doc.getMap('elsewhere').set('a', 1);
    await until('told', () => bad.messages.length > 0);
    expect(bad.messages).toEqual([{ type: 'refused', reason: 'malformed' }]);
    bad.type('after');
    good.type('سالم');
    await synced(good);
    expect(await textOfLog(built.owner, other.documentId)).toBe('سالم');
    expect(bad.provider.unsyncedChanges).toBeGreaterThan(0);
    const witness = await peer('editor');
    witness.type('دیگران');
    await until('it reads on', () => textOf(bad.doc).includes('دیگران'));
    expect(await textOfLog(built.owner, article.documentId)).toBe('دیگران');
    expect(disconnects).toBe(0);
  });

  test('a frame that was cut on its way is asked for again, and nothing is lost (A01)', async () => {
    article = await buildArticle(built.owner);
    const doc = new Y.Doc();
    let cuts = 0;
    const writer = await peer('writer', { doc });
    const webSocket = writer.socket.webSocket as unknown as { send(data: Uint8Array): void };
    const send = webSocket.send.bind(webSocket);
    webSocket.send = (data) => {
      // Every third change loses its last bytes.
      const isChange = data[37] === FRAME.sync && data[38] === SYNC.update;
      if (!isChange) return send(data);
      cuts += 1;
      const cut = data.slice();
      if (cuts % 3 === 0) cut.fill(255, data.length - 2);
      send(cut);
    };
    for (const letter of 'نامه‌ای که در راه پاره شد') writer.type(letter);
    await until('saved', async () => (await textOfLog(built.owner, article.documentId)) === textOf(doc));
    expect(cuts).toBeGreaterThan(3);
    await synced(writer);
    expect(writer.messages).toEqual([]);
  });

  test('an update whose predecessor comes by another tab waits for it', async () => {
    article = await buildArticle(built.owner);
    const doc = new Y.Doc();
    for (const { update } of await logRows(built.owner, article.documentId)) Y.applyUpdate(doc, update);
    const sent: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => sent.push(update));
    const text = new Y.XmlText();
    (doc.getXmlFragment('default').get(0) as Y.XmlElement).insert(0, [text]);
    text.insert(0, 'یک');
    const [first, second] = [await raw('writer'), await raw('writer')];
    second.send(article.documentId, FRAME.sync, SYNC.update, sent[1] as Uint8Array);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(second.acknowledgements()).toEqual([]);
    first.send(article.documentId, FRAME.sync, SYNC.update, sent[0] as Uint8Array);
    await until('both', () => first.acknowledgements().length + second.acknowledgements().length === 2);
    expect([first.acknowledgements(), second.acknowledgements()]).toEqual([[true], [true]]);
    expect(await textOfLog(built.owner, article.documentId)).toBe('یک');
  });

  test('a row that the database refuses fails alone', async () => {
    article = await buildArticle(built.owner);
    const [a, b] = [await peer('writer'), await peer('editor')];
    a.type('الف');
    b.type('ب');
    await Promise.all([synced(a), synced(b)]);
    faulty.refuseRowsWith('زهر');
    faulty.hold('append_updates');
    a.type('زهر');
    b.type('شهد');
    await new Promise((resolve) => setTimeout(resolve, 50));
    faulty.letGo();
    await until('the other is saved', async () =>
      (await textOfLog(built.owner, article.documentId)).includes('شهد'),
    );
    await until('its author is told', () => a.messages.some((message) => message.type === 'refused'));
    expect(await textOfLog(built.owner, article.documentId)).not.toContain('زهر');
  });
});

describe('a database that goes away', () => {
  test('nobody is dropped, nothing is lost, nothing is written twice', async () => {
    article = await buildArticle(built.owner);
    const writers = [await peer('writer'), await peer('editor')];
    let disconnects = 0;
    for (const { socket } of writers) {
      socket.on('disconnect', () => {
        disconnects += 1;
      });
    }
    for (const how of ['before', 'afterwards'] as const) {
      faulty.cut(how);
      for (let letter = 0; letter < 200; letter += 1) writers[letter % 2]?.type('ا');
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(writers.every((writer) => writer.provider.unsyncedChanges > 0)).toBe(true);
      faulty.mend();
      await Promise.all(writers.map(synced));
    }
    expect((await textOfLog(built.owner, article.documentId)).replaceAll('\n', '')).toBe('ا'.repeat(400));
    expect(disconnects).toBe(0);
  });

  test('somebody who comes meanwhile waits, and is not turned away', async () => {
    article = await buildArticle(built.owner);
    const { documentId, people } = article;
    const ticket = await buildTicket(built.owner, { documentId, personId: people.writer.id });
    faulty.cut();
    const late = buildPeer(server, documentId, ticket);
    stops.push(late.stop);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(late.provider.isSynced).toBe(false);
    expect(late.denials).toEqual([]);
    faulty.mend();
    await synced(late);
    late.type('رسید');
    await synced(late);
    expect(await textOfLog(built.owner, documentId)).toBe('رسید');
  });

  test.runIf(process.env.TEST_DATABASE_URL)('all its connections killed under typing', async () => {
    article = await buildArticle(built.owner);
    const writer = await peer('writer');
    for (let round = 0; round < 5; round += 1) {
      for (let letter = 0; letter < 40; letter += 1) writer.type('ب');
      await built.owner
        .sql(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        )
        .catch(() => {});
    }
    await synced(writer);
    expect(await textOfLog(built.owner, article.documentId)).toBe('ب'.repeat(200));
  });
});

test.runIf(process.env.TEST_DATABASE_URL)(
  'a document whose head is held holds up no other document',
  async () => {
    article = await buildArticle(built.owner);
    const held = { article, writer: await peer('writer') };
    article = await buildArticle(built.owner);
    const free = await peer('writer');
    let letGo = () => {};
    const holding = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let isHeld = () => {};
    const taken = new Promise<void>((resolve) => {
      isHeld = resolve;
    });
    const transaction = built.owner.queries.transaction(async (tx) => {
      await tx.execute(
        `select from document_heads where document_id = '${held.article.documentId}' for update`,
      );
      isHeld();
      await holding;
    });
    await taken;
    held.writer.type('در صف');
    for (let letter = 0; letter < 20; letter += 1) {
      free.type('ا');
      held.writer.type('.');
      await synced(free);
    }
    expect(held.writer.provider.unsyncedChanges).toBeGreaterThan(0);
    letGo();
    await transaction;
    await synced(held.writer);
    expect(await textOfLog(built.owner, held.article.documentId)).toBe(`در صف${'.'.repeat(20)}`);
  },
);

describe('an AI run', () => {
  test('writes with its cursor; an older attempt and an ended run are fenced', async () => {
    article = await buildArticle(built.owner);
    const { documentId, people } = article;
    const run = await buildRun(built.owner, article);
    const ticket = () => buildTicket(built.owner, { documentId, personId: people.writer.id, run });
    const worker = buildPeer(server, documentId, await ticket());
    stops.push(worker.stop);
    await synced(worker);
    worker.doc.transact(() => {
      worker.type('از هم‌نویس');
      worker.doc.getMap('ai').set(run.id, { consumed: 10, cursor: '' });
    });
    await synced(worker);
    expect((await logRows(built.owner, documentId)).at(-1)?.run_id).toBe(run.id);
    await built.owner.sql('update ai_runs set attempt = 2 where id = $1', [run.id]);
    worker.type(' دیر');
    await until('fenced', () => worker.messages.length > 0);
    expect(worker.messages[0]).toEqual({ type: 'refused', reason: 'fenced' });
    expect(await textOfLog(built.owner, documentId)).toBe('از هم‌نویس');
  });
});

function refusalsOf(socket: RawSocket): string[] {
  return socket.received
    .filter(({ type }) => type === FRAME.stateless)
    .map(({ body }) => JSON.parse(Buffer.from(body.subarray(1)).toString()).reason);
}
