import { randomUUID } from 'node:crypto';
import { buildLogDocument } from '@hamnevis/core/document/formatting-cleanup';
import type { Database } from '@hamnevis/db/connect';
import { appendUpdates } from '@hamnevis/db/log/append';
import { type HistoryAlarm, onHistoryAlarm } from '@hamnevis/db/log/history-alarm';
import { loadLog } from '@hamnevis/db/log/load';
import { createLocalSignals, type Signals } from '@hamnevis/db/signals/signals';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import * as decoding from 'lib0/decoding';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
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
import { buildRawSocket, FRAME, SYNC } from '../testing/build-raw-socket.ts';
import { buildServer, type TestServer } from '../testing/build-server.ts';
import { buildFaultyDatabase } from '../testing/faulty-database.ts';
import { buildSharedSignals } from '../testing/shared-signals.ts';

let built: TestDatabase;
let database: Database;
let owner: Database;
let article: TestArticle;
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  built = await buildDatabase();
  ({ database, owner } = built);
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});
afterAll(() => built.drop());

async function node(options: Parameters<typeof buildServer>[1] = {}, on = database): Promise<TestServer> {
  const server = await buildServer(on, options);
  stops.push(server.stop);
  return server;
}

async function peer(server: TestServer, role: 'editor' | 'writer' | 'viewer' = 'writer'): Promise<Peer> {
  const { documentId, people } = article;
  const made = buildPeer(server, documentId, () =>
    buildTicket(owner, { documentId, personId: people[role].id }),
  );
  stops.push(made.stop);
  await synced(made);
  return made;
}

/** Types as a program does that appends to the log beside every node. */
async function appendBeside(words: string): Promise<void> {
  const doc = new Y.Doc();
  for (const { update } of await logRows(owner, article.documentId)) Y.applyUpdate(doc, update);
  const before = Y.encodeStateVector(doc);
  firstText(doc).insert(0, words);
  const [answer] = await appendUpdates(database, [
    {
      documentId: article.documentId,
      requestId: randomUUID(),
      update: Y.encodeStateAsUpdate(doc, before),
      actorId: article.people.writer.id,
      run: null,
      epoch: 0,
      memberEpoch: 0,
      kind: 'restore',
      clientIds: [doc.clientID],
    },
  ]);
  expect(answer?.outcome).toBe('ok');
}

describe('several nodes meet in the log', () => {
  function hints(): [Signals, Signals] {
    const shared = buildSharedSignals();
    stops.push(() => shared.close());
    return [shared.ofNode(), shared.ofNode()];
  }

  test('two people at two nodes type at once: both nodes, both people and the log agree', async () => {
    article = await buildArticle(owner);
    const [first, second] = hints();
    const nodes = [
      await node({ signals: first, nodeId: 'a' }),
      await node({ signals: second, nodeId: 'b' }),
    ] as const;
    const a = await peer(nodes[0], 'writer');
    a.type('.');
    await synced(a);
    const b = await peer(nodes[1], 'editor');
    for (let letter = 0; letter < 100; letter += 1) {
      a.type('الف', 0);
      b.type('ب');
      if (letter % 10 === 0) await new Promise(setImmediate);
    }
    await Promise.all([synced(a), synced(b)]);
    await until('equal', () => textOf(a.doc) === textOf(b.doc) && textOf(a.doc).length === 401);
    expect(await textOfLog(owner, article.documentId)).toBe(textOf(a.doc));
    const rows = await logRows(owner, article.documentId);
    expect(rows.map((row) => row.sequence)).toEqual(rows.map((_, index) => index + 1));
    const c = await peer(nodes[0], 'viewer');
    expect(textOf(c.doc)).toBe(textOf(a.doc));
  });

  test('a lost hint is healed', async () => {
    article = await buildArticle(owner);
    const reader = await peer(await node({ signals: createLocalSignals() }), 'viewer');
    const writer = await peer(await node({ signals: createLocalSignals() }));
    writer.type('بی‌خبر');
    await synced(writer);
    await until('seen', () => textOf(reader.doc) === 'بی‌خبر', 5_000);
  });

  test('a node catches up before it answers somebody who comes', async () => {
    article = await buildArticle(owner);
    const lagging = await node({ signals: createLocalSignals() });
    await peer(lagging, 'viewer');
    await appendBeside('در پشت سر');
    const socket = await buildRawSocket(lagging);
    stops.push(socket.stop);
    const { documentId, people } = article;
    socket.authenticate(documentId, await buildTicket(owner, { documentId, personId: people.editor.id }));
    socket.send(documentId, FRAME.sync, SYNC.step1, new Uint8Array([0]));
    const frames = () => socket.received.filter(({ type }) => type === FRAME.sync).map(({ body }) => body);
    const answeredAt = () => frames().findIndex((body) => body[0] === SYNC.step2);
    await until('answered', () => answeredAt() >= 0);
    // The answer is the last of what makes the document; what stands before it are changes.
    const doc = new Y.Doc();
    for (const body of frames().slice(0, answeredAt() + 1)) {
      const decoder = decoding.createDecoder(body);
      decoding.readVarUint(decoder);
      Y.applyUpdate(doc, decoding.readVarUint8Array(decoder));
    }
    expect(textOf(doc)).toBe('در پشت سر');
  });

  test('what the API appends reaches everybody, once, and is not logged again', async () => {
    article = await buildArticle(owner);
    const server = await node();
    const writer = await peer(server);
    await appendBeside('بازگردانده');
    const rows = await logRows(owner, article.documentId);
    server.signals.publish('log-grew', {
      documentId: article.documentId,
      sequence: rows.length,
      node: 'api',
    });
    await until('seen', () => textOf(writer.doc) === 'بازگردانده', 2_000);
    writer.text().insert(0, '>');
    await synced(writer);
    expect(await logRows(owner, article.documentId)).toHaveLength(rows.length + 1);
    expect(await textOfLog(owner, article.documentId)).toBe(textOf(writer.doc));
  });

  test('a client that moves to another node is not told that its words lack predecessors', async () => {
    article = await buildArticle(owner);
    const nodes = [
      await node({ signals: createLocalSignals() }),
      await node({ signals: createLocalSignals() }),
    ] as const;
    await peer(nodes[1], 'viewer');
    const writer = await peer(nodes[0]);
    writer.type('یک');
    await synced(writer);
    writer.provider.destroy();
    writer.type(' دو');
    const { documentId, people } = article;
    const moved = buildPeer(
      nodes[1],
      documentId,
      await buildTicket(owner, { documentId, personId: people.writer.id }),
      {
        doc: writer.doc,
      },
    );
    stops.push(moved.stop);
    await synced(moved);
    expect(moved.messages).toEqual([]);
    expect(await textOfLog(owner, documentId)).toBe('یک دو');
  });

  test('a tab that knows more than the node to which it comes is not taken for a forger', async () => {
    article = await buildArticle(owner);
    const { documentId, people } = article;
    const lagging = await node({ signals: createLocalSignals() });
    const socket = await buildRawSocket(lagging);
    stops.push(socket.stop);
    socket.authenticate(documentId, await buildTicket(owner, { documentId, personId: people.editor.id }));
    await until('signed in', () => socket.received.some(({ type }) => type === FRAME.auth));
    const doc = await documentOfLog();
    const before = Y.encodeStateVector(doc);
    // Another tab of the same browser is at another node, and has handed on what it heard there.
    await appendBeside('از دیگری ');
    for (const { update } of await logRows(owner, documentId)) Y.applyUpdate(doc, update);
    firstText(doc).insert(0, 'از خودم ');
    socket.send(documentId, FRAME.sync, SYNC.update, Y.encodeStateAsUpdate(doc, before));
    await until('answered', () => socket.acknowledgements().length > 0);
    expect(socket.acknowledgements()).toEqual([true]);
    expect(await textOfLog(owner, documentId)).toBe('از خودم از دیگری ');
    // Only its own words stand in its row.
    const row = (await logRows(owner, documentId)).at(-1) as { update: Uint8Array };
    expect([...Y.parseUpdateMeta(row.update).to.keys()]).toEqual([doc.clientID]);
  });

  test('marks that one replica tidies away are gone for everybody, and the log says so', async () => {
    article = await buildArticle(owner);
    const faulty = buildFaultyDatabase(database);
    const server = await node({}, faulty.database);
    const [a, b] = [await peer(server, 'writer'), await peer(server, 'editor')];
    a.type('پررنگ و پررنگ');
    await synced(a);
    await until('b has it', () => textOf(b.doc) === textOf(a.doc));
    faulty.hold('append_updates');
    a.text().format(0, 6, { bold: {} });
    b.text().format(0, 6, { bold: {} });
    await until(
      'neither knows of the other',
      () => a.provider.unsyncedChanges + b.provider.unsyncedChanges > 1,
    );
    faulty.letGo();
    const shown = (doc: Y.Doc) => JSON.stringify([firstText(doc).toDelta(), standingMarks(doc)]);
    await until('both show the same', async () => {
      await Promise.all([synced(a), synced(b)]);
      return shown(a.doc) === shown(b.doc);
    });
    expect(shown(await documentOfLog())).toBe(shown(a.doc));
    expect(shown((await peer(server, 'viewer')).doc)).toBe(shown(a.doc));
  });
});

/** How many marks of formatting stand in a document. */
function standingMarks(doc: Y.Doc): number {
  return [...doc.store.clients.values()]
    .flat()
    .filter((item) => item instanceof Y.Item && item.content instanceof Y.ContentFormat && !item.deleted)
    .length;
}

async function documentOfLog(): Promise<Y.Doc> {
  const doc = buildLogDocument();
  for (const { update } of await logRows(owner, article.documentId)) Y.applyUpdate(doc, update);
  return doc;
}

describe('snapshots', () => {
  const snapshots = () =>
    owner.sql<{ sequence: number }>(
      'select sequence::integer from document_snapshots where document_id = $1 order by sequence',
      [article.documentId],
    );

  test('a document is folded as it grows, and what is loaded from the fold equals the log', async () => {
    article = await buildArticle(owner);
    const server = await node({ settings: { COLLAB_SNAPSHOT_EVERY: '20' } });
    const writer = await peer(server);
    for (let word = 0; word < 70; word += 1) {
      writer.type(`واژه${word} `);
      await synced(writer);
    }
    await until('folded', async () => (await snapshots()).length > 0);
    writer.stop();
    await server.stop();
    const kept = await snapshots();
    expect(kept.length).toBeLessThanOrEqual(2);
    const rows = await logRows(owner, article.documentId);
    expect(kept.at(-1)?.sequence).toBe(rows.length);
    const loaded = await loadLog(database, article.documentId);
    expect(loaded).toMatchObject({
      snapshotSequence: rows.length,
      sequence: rows.length,
      corruptSnapshots: [],
    });
    expect(loaded.updates).toHaveLength(1);
    const reader = await peer(await node(), 'viewer');
    expect(textOf(reader.doc)).toBe(await textOfLog(owner, article.documentId));
    const [row] = await owner.sql<{ word_count: number }>('select word_count from documents where id = $1', [
      article.documentId,
    ]);
    expect(row?.word_count).toBe(70);
  });

  test('a corrupt snapshot raises an alarm, is passed over, and is written anew', async () => {
    article = await buildArticle(owner);
    const first = await node();
    const writer = await peer(first);
    writer.type('سالم مانده');
    await synced(writer);
    writer.stop();
    await first.stop();
    const kept = await snapshots();
    expect(kept).toHaveLength(1);
    await owner.sql(
      `update document_snapshots set state = set_byte(state, length(state) / 2, 255 - get_byte(state, length(state) / 2))
       where document_id = $1`,
      [article.documentId],
    );
    const alarms: HistoryAlarm[] = [];
    stops.push(onHistoryAlarm((alarm) => void alarms.push(alarm)));
    const second = await node();
    const reader = await peer(second, 'viewer');
    expect(textOf(reader.doc)).toBe('سالم مانده');
    expect(alarms).toContainEqual({
      kind: 'corrupt-snapshot',
      documentId: article.documentId,
      sequence: kept[0]?.sequence,
    });
    reader.stop();
    await second.stop();
    expect((await loadLog(database, article.documentId)).corruptSnapshots).toEqual([]);
  });

  test('folding that fails harms nobody', async () => {
    article = await buildArticle(owner);
    const faulty = buildFaultyDatabase(database);
    faulty.breakCalls('fold_document');
    const server = await node({ settings: { COLLAB_SNAPSHOT_EVERY: '5' } }, faulty.database);
    const writer = await peer(server);
    for (let word = 0; word < 20; word += 1) {
      writer.type('ا');
      // One row each: what waits while a commit is in flight would go as one.
      await synced(writer);
    }
    await until('tried', async () => faulty.calls('fold_document') > 0);
    expect(await textOfLog(owner, article.documentId)).toBe('ا'.repeat(20));
  });
});

test('people who come at the moment when the last one leaves lose nothing and see each other', async () => {
  article = await buildArticle(owner);
  const { documentId, people } = article;
  const server = await node();
  const ticket = await buildTicket(owner, { documentId, personId: people.writer.id });
  const words: string[] = [];
  for (let round = 0; round < 60; round += 1) {
    const made = buildPeer(server, documentId, ticket);
    await synced(made);
    words.push(`<${round}>`);
    made.type(`<${round}>`);
    // Leaves with its word on the way, and the next one is on the way in.
    if (round % 3 === 0) await synced(made);
    made.provider.destroy();
    setImmediate(() => made.socket.destroy());
  }
  const [reader, writer] = [await peer(server, 'viewer'), await peer(server)];
  await until('read', () => words.every((word) => textOf(reader.doc).split(word).length === 2));
  writer.type('!');
  await until('seen', () => textOf(reader.doc).includes('!'), 1_000);
  expect(await textOfLog(owner, documentId)).toBe(textOf(writer.doc));
});

describe('stopping', () => {
  test('what was received is committed, its authors know, and sockets hear a goodbye', async () => {
    article = await buildArticle(owner);
    const faulty = buildFaultyDatabase(database);
    const server = await buildServer(faulty.database);
    const writer = await peer(server);
    const socket = await buildRawSocket(server);
    faulty.hold('append_updates');
    for (let letter = 0; letter < 50; letter += 1) writer.type('ا');
    await until('received', () => server.collab.metrics().waitingBytes > 0);
    const stopped = server.stop();
    expect(await socket.closed).toBe(1001);
    faulty.letGo();
    await stopped;
    expect(await textOfLog(owner, article.documentId)).toBe('ا'.repeat(50));
    expect(server.collab.metrics()).toMatchObject({ sockets: 0, waitingBytes: 0 });
  });

  test('with the database away it ends within its time, and acknowledges nothing', async () => {
    article = await buildArticle(owner);
    const faulty = buildFaultyDatabase(database);
    const server = await buildServer(faulty.database);
    const writer = await peer(server);
    faulty.cut();
    writer.type('نرسید');
    await until('received', () => server.collab.metrics().waitingBytes > 0);
    const startedAt = performance.now();
    await server.stop();
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(writer.provider.unsyncedChanges).toBeGreaterThan(0);
    expect(await textOfLog(owner, article.documentId)).toBe('');
  });
});
