// Two nodes on one database, of which one may die, store slowly, or hear nothing of the other. What stock servers
// lose here stands in the log. Their hints go through Redis where there is one.
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { buildArticle, buildTicket, type TestArticle, textOf, textOfLog } from './testing/build-article.ts';
import { buildNodeHost, type KillableNode, type NodeHost } from './testing/build-node-host.ts';
import { firstText, until } from './testing/build-peer.ts';
import { buildWireClient, type WireClient } from './testing/build-wire-client.ts';
import { buildLossySignals } from './testing/lossy-signals.ts';
import { buildSharedSignals } from './testing/shared-signals.ts';

let built: TestDatabase;
let host: NodeHost;
let article: TestArticle;
let ticket: string;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  built = await buildDatabase();
  host = await buildNodeHost(built.database);
});
beforeEach(async () => {
  article = await buildArticle(built.owner);
  const { documentId, people } = article;
  ticket = await buildTicket(built.owner, { documentId, personId: people.writer.id, expiresInMs: 600_000 });
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(async () => {
  await host.stop();
  await built.drop();
});

function nodes({ hints }: { hints: boolean }): [KillableNode, KillableNode] {
  const shared = buildSharedSignals();
  stops.push(() => shared.close());
  const start = () =>
    host.startNode({ signals: buildLossySignals(shared.ofNode(), () => !hints), snapshotEvery: 5 });
  return [start(), start()];
}

async function at(
  node: KillableNode,
  client = buildWireClient(article.documentId, () => {}),
): Promise<WireClient> {
  client.connect(node.urlOf('/collab'), ticket);
  await until('synced', () => client.isSaved() && client.doc.getXmlFragment('default').length > 0);
  return client;
}

function type(client: WireClient, words: string): void {
  firstText(client.doc).insert(firstText(client.doc).length, words, {});
}

const saved = (...clients: WireClient[]) => until('saved', () => clients.every((client) => client.isSaved()));
const logText = () => textOfLog(built.owner, article.documentId);

test('F14: without hints both nodes are edited and left: the database holds both parts', async () => {
  const both = nodes({ hints: false });
  const first = await at(both[0]);
  type(first, '.');
  await saved(first);
  const second = await at(both[1]);
  type(first, 'یک');
  type(second, 'دو');
  await saved(first, second);
  first.cut();
  second.cut();
  for (const node of both) node.kill();
  const text = await logText();
  expect([...text].sort()).toEqual([...'.یکدو'].sort());
  const fresh = nodes({ hints: true });
  const reader = await at(fresh[0]);
  expect(textOf(reader.doc)).toBe(text);
  reader.cut();
  for (const node of fresh) node.kill();
});

test('F15: one node is storing, the last writer at the other types and leaves: stored', async () => {
  const [storing, other] = nodes({ hints: true });
  const first = await at(storing);
  storing.database.hold('fold_document');
  for (let word = 0; word < 12; word += 1) {
    type(first, 'الف');
    await saved(first);
  }
  await until('it is storing', () => storing.database.calls('fold_document') > 0);
  const last = await at(other);
  type(last, 'پایان');
  await saved(last);
  last.cut();
  first.cut();
  storing.database.letGo();
  expect(await logText()).toBe(`${'الف'.repeat(12)}پایان`);
  await until('the snapshot that was late did not hide it', async () => {
    const fresh = nodes({ hints: true });
    const reader = await at(fresh[0]);
    const text = textOf(reader.doc);
    reader.cut();
    for (const node of fresh) node.kill();
    return text === `${'الف'.repeat(12)}پایان`;
  });
  storing.kill();
  other.kill();
});

test('F17: the node that acknowledged is killed, the other had a copy and lets it go: stored', async () => {
  const [dying, other] = nodes({ hints: true });
  const writer = await at(dying);
  const reader = await at(other);
  type(writer, 'پذیرفته');
  await saved(writer);
  dying.kill();
  await until('the other had it', () => textOf(reader.doc) === 'پذیرفته');
  reader.cut();
  other.kill();
  expect(await logText()).toBe('پذیرفته');
});

test('a hint that was lost is healed within 5 s', async () => {
  const both = nodes({ hints: false });
  const [writer, reader] = [await at(both[0]), await at(both[1])];
  type(writer, 'بی‌خبر');
  await saved(writer);
  await until('seen', () => textOf(reader.doc) === 'بی‌خبر', 5_000);
  for (const client of [writer, reader]) client.cut();
  for (const node of both) node.kill();
});

test('a client that moves from a dying node to another loses nothing and keeps its undo stack', async () => {
  const [dying, other] = nodes({ hints: true });
  const writer = await at(dying);
  const reader = await at(other);
  type(writer, 'یک');
  await saved(writer);
  const undo = new Y.UndoManager(writer.doc.getXmlFragment('default'), { captureTimeout: 0 });
  type(writer, ' دو');
  await saved(writer);
  type(writer, ' سه');
  dying.kill();
  await until('it noticed', () => !writer.isConnected());
  type(writer, ' چهار');
  type(reader, '!');
  await at(other, writer);
  await saved(writer, reader);
  await until('both agree', () => textOf(writer.doc) === textOf(reader.doc));
  for (const word of ['یک', ' دو', ' سه', ' چهار', '!']) {
    expect(textOf(reader.doc).split(word), word).toHaveLength(2);
  }
  for (let steps = 0; steps < 3; steps += 1) undo.undo();
  await saved(writer);
  await until('the other sees it taken back', () => [...textOf(reader.doc)].sort().join('') === '!کی');
  undo.redo();
  await saved(writer);
  expect([...(await logText())].sort().join('')).toBe([...'یک دو!'].sort().join(''));
  for (const client of [writer, reader]) client.cut();
  other.kill();
});
