import type { Signals } from '@hamnevis/db/signals/signals';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { buildArticle, buildRun, buildTicket, type TestArticle, textOf } from '../testing/build-article.ts';
import { buildPeer, firstText, type Peer, synced, until } from '../testing/build-peer.ts';
import { buildServer, type TestServer } from '../testing/build-server.ts';
import { buildFaultyDatabase, type FaultyDatabase } from '../testing/faulty-database.ts';
import { buildSharedSignals } from '../testing/shared-signals.ts';

let built: TestDatabase;
let faulty: FaultyDatabase;
let article: TestArticle;
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  built = await buildDatabase();
  faulty = buildFaultyDatabase(built.database);
});
beforeEach(async () => {
  article = await buildArticle(built.owner);
});
afterEach(async () => {
  faulty.breakCalls(null);
  for (const stop of stops.splice(0).reverse()) await stop();
});
afterAll(() => built.drop());

async function node(signals?: Signals): Promise<TestServer> {
  const server = await buildServer(faulty.database, signals ? { signals } : {});
  let isRunning = true;
  const stop = server.stop.bind(server);
  server.stop = async () => {
    if (isRunning) await stop();
    isRunning = false;
  };
  stops.push(server.stop);
  return server;
}

async function peer(server: TestServer, role: 'editor' | 'writer', run?: { id: string; attempt: number }) {
  const { documentId, people } = article;
  const made = buildPeer(server, documentId, () =>
    buildTicket(built.owner, { documentId, personId: people[role].id, ...(run ? { run } : {}) }),
  );
  stops.push(made.stop);
  await synced(made);
  return made;
}

interface Filed extends Record<string, unknown> {
  text: string;
  person_id: string;
  run_id: string | null;
}

const filed = () =>
  built.owner.sql<Filed>(
    'select text, person_id, run_id from homeless_words where document_id = $1 order by client_id, clock',
    [article.documentId],
  );

const lettersFiled = async () => (await filed()).map(({ text }) => text).join('');

function removeFirst({ doc }: Peer): void {
  doc.getXmlFragment('default').delete(0, 1);
}

/** Two paragraphs, of which the writer types into the first while they are cut off. */
async function writeApart(server: TestServer): Promise<{ editor: Peer; writer: Peer }> {
  const editor = await peer(server, 'editor');
  editor.type('نخست');
  const second = new Y.XmlElement('paragraph');
  second.insert(0, [new Y.XmlText('دوم')]);
  editor.doc.getXmlFragment('default').insert(1, [second]);
  await synced(editor);
  const writer = await peer(server, 'writer');
  await until('the writer has it', () => textOf(writer.doc) === 'نخست\nدوم');
  writer.socket.disconnect();
  await until('cut', () => writer.socket.status === 'disconnected');
  writer.type(' و گم‌شده');
  return { editor, writer };
}

const mine = (text: string) => ({ text, person_id: article.people.writer.id, run_id: null });

describe('words that lose their place (homeless)', () => {
  test('their paragraph went while their author was cut off: filed for the author, who is told', async () => {
    const server = await node();
    const { editor, writer } = await writeApart(server);
    removeFirst(editor);
    await synced(editor);
    void writer.socket.connect();
    await until('filed', async () => (await filed()).length > 0);
    expect(await filed()).toEqual([mine(' و گم‌شده')]);
    expect(textOf(writer.doc)).toBe('دوم');
    await until('told', () =>
      writer.messages.some((one) => one.type === 'changed' && one.what === 'homeless'),
    );
  });

  test('their paragraph is taken away by somebody who had not seen them: filed too', async () => {
    const server = await node();
    const { editor, writer } = await writeApart(server);
    editor.socket.disconnect();
    await until('cut', () => editor.socket.status === 'disconnected');
    void writer.socket.connect();
    await synced(writer);
    removeFirst(editor);
    void editor.socket.connect();
    await until('filed', async () => (await filed()).length > 0);
    expect(await filed()).toEqual([mine(' و گم‌شده')]);
  });

  test('on two nodes that both notice it, it is filed once', async () => {
    const shared = buildSharedSignals();
    const [one, other] = [await node(shared.ofNode()), await node(shared.ofNode())];
    const { editor, writer } = await writeApart(one);
    const reader = await peer(other, 'editor');
    await until('the other node has it', () => textOf(reader.doc) === 'نخست\nدوم');
    removeFirst(editor);
    await synced(editor);
    for (const letter of ' بیش') writer.type(letter);
    void writer.socket.connect();
    await synced(writer);
    await until('both nodes have it', () => textOf(reader.doc) === 'دوم');
    for (const letter of ' از آن') firstText(writer.doc).insert(0, letter, {});
    await synced(writer);
    await until('filed', async () => (await lettersFiled()).includes('گم‌شده'));
    for (const server of [one, other]) await server.stop();
    await shared.close();
    expect(await lettersFiled()).toBe(' و گم‌شده بیش');
  });

  test('a node that dies before it filed them: whoever loads the document finds them in the log', async () => {
    const first = await node();
    const { editor, writer } = await writeApart(first);
    removeFirst(editor);
    await synced(editor);
    faulty.breakCalls('file_homeless');
    void writer.socket.connect();
    await synced(writer);
    for (const one of [editor, writer]) one.stop();
    await first.stop();
    expect(await filed()).toEqual([]);
    faulty.breakCalls(null);
    const second = await node();
    await peer(second, 'editor');
    await until('filed', async () => (await filed()).length > 0);
    expect(await filed()).toEqual([mine(' و گم‌شده')]);
    await second.stop();
    // Looked through once more, they are known.
    const third = await node();
    await peer(third, 'editor');
    await third.stop();
    expect(await filed()).toHaveLength(1);
  });

  test('of an AI run: filed for whoever asked for it', async () => {
    const server = await node();
    const editor = await peer(server, 'editor');
    editor.type('جای نوشتن');
    await synced(editor);
    const run = await buildRun(built.owner, article);
    const writing = await peer(server, 'writer', run);
    writing.socket.disconnect();
    await until('cut', () => writing.socket.status === 'disconnected');
    writing.type(' نوشتهٔ هم‌نویس');
    removeFirst(editor);
    await synced(editor);
    void writing.socket.connect();
    await until('filed', async () => (await filed()).length > 0);
    expect(await filed()).toEqual([{ ...mine(' نوشتهٔ هم‌نویس'), run_id: run.id }]);
  });
});
