import type { Database } from '@hamnevis/db/connect';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
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
import { HeldArticle } from './held-article.ts';

describe('an article as bytes', () => {
  /** The rows that a few edits of two people leave. */
  function buildRows(): { rows: Uint8Array[]; document: Y.Doc } {
    const document = new Y.Doc();
    const rows: Uint8Array[] = [];
    document.on('update', (update: Uint8Array) => rows.push(update));
    const text = document.getText('t');
    for (let edit = 0; edit < 30; edit += 1) {
      document.clientID = edit < 15 ? 11 : 22;
      text.insert(edit >> 1, 'نویسه');
      if (edit % 3 === 0) text.delete(0, 2);
    }
    return { rows, document };
  }

  function build(rows: readonly Uint8Array[]): { article: HeldArticle; changes: Uint8Array[] } {
    const changes: Uint8Array[] = [];
    const article = new HeldArticle({
      onChange: (update) => changes.push(update),
      onFault: (error) => {
        throw error;
      },
      onHomeless: () => {},
    });
    article.load(rows);
    return { article, changes };
  }

  test('gives a newcomer everything without being woken', () => {
    const { rows, document } = buildRows();
    const { article } = build(rows);
    const { ahead, answer } = article.missing(new Uint8Array([0]));
    const newcomer = new Y.Doc();
    Y.applyUpdate(newcomer, ahead as Uint8Array);
    Y.applyUpdate(newcomer, answer);
    expect(newcomer.getText('t').toString()).toBe(document.getText('t').toString());
    expect(Y.decodeStateVector(article.stateVector())).toEqual(
      Y.decodeStateVector(Y.encodeStateVector(document)),
    );
    expect(article.isAwake).toBe(false);
  });

  test('is the same after it slept, and tells of changes once', () => {
    const { rows, document } = buildRows();
    const { article, changes } = build(rows.slice(0, 20));
    article.apply(rows.slice(20, 25));
    article.sleep();
    expect(article.isAwake).toBe(false);
    const slept = Y.decodeStateVector(article.stateVector());
    expect(slept).toEqual(Y.decodeStateVector(Y.encodeStateVector(article.document)));
    article.sleep();
    article.apply(rows.slice(25));
    expect(changes).toHaveLength(2);
    expect(article.document.getText('t').toString()).toBe(document.getText('t').toString());
  });

  describe('a large one that sleeps is packed', () => {
    /** Its words, the article, and its rows, one of them for later. */
    function buildLarge() {
      const document = new Y.Doc();
      const rows: Uint8Array[] = [];
      document.on('update', (update: Uint8Array) => rows.push(update));
      const text = document.getText('t');
      for (let edit = 0; edit < 300; edit += 1) text.insert(0, `نویسهٔ ${edit} `.repeat(40));
      const { article, changes } = build(rows.slice(0, -1));
      return { document, text, article, changes, last: rows.at(-1) as Uint8Array };
    }
    /** What is packed is unpacked afresh for whoever asks. */
    function isPacked(article: HeldArticle): boolean {
      const state = article.fullState();
      return article.fullState() !== state;
    }

    test('newcomers get all of it without waking it, and so does whoever writes on', async () => {
      const { document, text, article, changes, last } = buildLarge();
      expect(article.document.getText('t').length).toBeGreaterThan(0);
      article.sleep();
      expect(isPacked(article)).toBe(false);
      await until('it is packed', () => isPacked(article));
      const { ahead, answer } = article.missing(new Uint8Array([0]));
      const newcomer = new Y.Doc();
      Y.applyUpdate(newcomer, answer);
      expect(ahead).toBeNull();
      expect(article.isAwake).toBe(false);
      Y.applyUpdate(newcomer, last);
      expect(newcomer.getText('t').toString()).toBe(text.toString());
      article.sleep();
      expect(isPacked(article)).toBe(true);
      article.apply([last]);
      expect(changes).toHaveLength(1);
      expect(article.document.getText('t').toString()).toBe(text.toString());
      expect(Y.decodeStateVector(article.stateVector())).toEqual(
        Y.decodeStateVector(Y.encodeStateVector(document)),
      );
      article.sleep();
      await until('it is packed again', () => isPacked(article));
      expect(article.document.getText('t').toString()).toBe(text.toString());
    });

    test('what is written while it is being packed is not lost', async () => {
      const { text, article, last } = buildLarge();
      expect(article.document.getText('t').length).toBeGreaterThan(0);
      article.sleep();
      article.apply([last]);
      for (let turn = 0; turn < 20; turn += 1) await new Promise((later) => setTimeout(later, 5));
      expect(isPacked(article)).toBe(false);
      expect(article.document.getText('t').toString()).toBe(text.toString());
      article.sleep();
      await until('it is packed', () => isPacked(article));
      expect(article.document.getText('t').toString()).toBe(text.toString());
    });
  });

  test('newcomers to an article that is being written get all of it, however long its tail', () => {
    const document = new Y.Doc();
    const { article } = build([]);
    document.on('update', (update: Uint8Array) => article.apply([update]));
    const text = document.getText('t');
    for (let edit = 0; edit < 1_300; edit += 1) {
      text.insert(text.length, 'آب');
      if (edit % 4 === 0) text.delete(0, 1);
      if (edit % 97 !== 0) continue;
      const { ahead, answer } = article.missing(new Uint8Array([0]));
      const newcomer = new Y.Doc();
      if (ahead) Y.applyUpdate(newcomer, ahead);
      Y.applyUpdate(newcomer, answer);
      expect(newcomer.store.pendingStructs).toBeNull();
      expect(newcomer.getText('t').toString()).toBe(text.toString());
    }
    article.sleep();
    expect(article.document.getText('t').toString()).toBe(text.toString());
  });

  test('encodes an answer once for all who lack the same, and anew after a change', () => {
    const { rows } = buildRows();
    const { article } = build(rows.slice(0, 20));
    const had = Y.encodeStateVectorFromUpdate(Y.mergeUpdates(rows.slice(0, 5)));
    const first = article.missing(had);
    expect(article.missing(had.slice())).toBe(first);
    article.apply(rows.slice(20));
    expect(article.missing(had)).not.toBe(first);
  });
});

describe('a document that nobody changes', () => {
  let built: TestDatabase;
  let owner: Database;
  let article: TestArticle;
  let server: TestServer;
  const stops: (() => unknown)[] = [];

  beforeAll(async () => {
    built = await buildDatabase();
    owner = built.owner;
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  afterAll(() => built.drop());

  async function begin(): Promise<Peer> {
    article = await buildArticle(owner);
    server = await buildServer(built.database, { settings: { COLLAB_IDLE_SECONDS: '1' } });
    stops.push(server.stop);
    return join('writer');
  }

  function ticketOf(role: 'editor' | 'writer'): Promise<string> {
    return buildTicket(owner, { documentId: article.documentId, personId: article.people[role].id });
  }

  async function join(role: 'editor' | 'writer'): Promise<Peer> {
    const peer = buildPeer(server, article.documentId, () => ticketOf(role));
    stops.push(peer.stop);
    await synced(peer);
    return peer;
  }

  const asleep = () => until('asleep', () => server.collab.metrics().documentsAsleep === 1);

  test('sleeps while people look on, wakes by an edit, and goes on with the next sequence', async () => {
    const writer = await begin();
    writer.type('پیش از خواب');
    await synced(writer);
    await asleep();
    const before = await logRows(owner, article.documentId);

    // Neither presence nor a newcomer wakes it.
    writer.provider.awareness?.setLocalStateField('cursor', { at: 1 });
    const newcomer = await join('editor');
    await until('seen', () => (newcomer.provider.awareness?.getStates().size ?? 0) > 1);
    expect(textOf(newcomer.doc)).toBe('پیش از خواب');
    expect(server.collab.metrics().documentsAsleep).toBe(1);

    newcomer.type(' و پس از آن');
    await until('read', () => textOf(writer.doc) === 'پیش از خواب و پس از آن');
    await synced(newcomer);
    const rows = await logRows(owner, article.documentId);
    expect(rows.map((row) => row.sequence)).toEqual(rows.map((_, index) => index + 1));
    expect(rows).toHaveLength(before.length + 1);
    expect(await textOfLog(owner, article.documentId)).toBe('پیش از خواب و پس از آن');
  });

  test('hears in its sleep what another node wrote; whoever opens it there finds everything', async () => {
    const writer = await begin();
    writer.type('اینجا');
    await synced(writer);
    await asleep();
    // It knows nothing of the first but the log, as after a kill -9 of the first.
    const other = await buildServer(built.database);
    stops.push(other.stop);
    const there = buildPeer(other, article.documentId, () => ticketOf('editor'));
    stops.push(there.stop);
    await synced(there);
    expect(textOf(there.doc)).toBe('اینجا');
    there.type(' و آنجا');
    await synced(there);
    await until('heard', () => textOf(writer.doc) === 'اینجا و آنجا');
    writer.type(' و باز اینجا');
    await until('heard there', () => textOf(there.doc) === 'اینجا و آنجا و باز اینجا');
    await synced(writer);
    expect(await textOfLog(owner, article.documentId)).toBe('اینجا و آنجا و باز اینجا');
  });

  test('knows after waking whose each client id is, and what was deleted', async () => {
    const writer = await begin();
    writer.type('یک دو سه');
    writer.text().delete(0, 3);
    await synced(writer);
    await asleep();
    const rowsBefore = (await logRows(owner, article.documentId)).length;

    // A known deletion is nothing new; somebody else's client id is still somebody else's.
    const intruder = await buildRawSocket(server);
    stops.push(intruder.stop);
    intruder.authenticate(article.documentId, await ticketOf('editor'));
    const send = async (update: Uint8Array) => {
      const { length } = intruder.acknowledgements();
      intruder.send(article.documentId, FRAME.sync, SYNC.update, update);
      await until('answered', () => intruder.acknowledgements().length > length);
      return intruder.acknowledgements().at(-1);
    };
    const stolen = new Y.Doc();
    Y.applyUpdate(stolen, Y.encodeStateAsUpdate(writer.doc));
    expect(await send(Y.encodeStateAsUpdate(stolen))).toBe(true);
    expect(await logRows(owner, article.documentId)).toHaveLength(rowsBefore);
    await asleep();
    stolen.clientID = writer.doc.clientID;
    const had = Y.encodeStateVector(stolen);
    firstText(stolen).insert(0, 'دزدیده');
    expect(await send(Y.encodeStateAsUpdate(stolen, had))).toBe(false);
    expect(await textOfLog(owner, article.documentId)).toBe('دو سه');
  });
});
