import { randomUUID } from 'node:crypto';
import { articleOf, plainText } from '@hamnevis/core/document/yjs';
import { ARTICLE_OF_SCHEMA_1 } from '@hamnevis/core/testing/article-of-schema-1';
import { appendUpdates } from '@hamnevis/db/log/append';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { buildArticle, buildTicket, logRows, textOf, textOfLog } from './testing/build-article.ts';
import { buildPeer, synced, until } from './testing/build-peer.ts';
import { buildServer, type TestServer } from './testing/build-server.ts';

let test_: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  test_ = await buildDatabase();
  server = await buildServer(test_.database);
});
afterAll(async () => {
  await server.stop();
  await test_.drop();
});

test('two people write one document, and a newcomer after a restart reads it from the log', async () => {
  const { database, owner } = test_;
  const { documentId, people } = await buildArticle(owner);
  const ticket = (personId: string) => buildTicket(owner, { documentId, personId });
  const a = buildPeer(server, documentId, await ticket(people.writer.id));
  const b = buildPeer(server, documentId, await ticket(people.editor.id));
  await Promise.all([synced(a), synced(b)]);
  a.type('سلام');
  await until('the other sees it', () => textOf(b.doc).includes('سلام'));
  b.type(' دنیا');
  await Promise.all([synced(a), synced(b)]);
  await until('both are equal', () => textOf(a.doc) === 'سلام دنیا' && textOf(b.doc) === 'سلام دنیا');
  expect(await textOfLog(owner, documentId)).toBe('سلام دنیا');
  expect((await logRows(owner, documentId)).map((row) => row.sequence)).toEqual([1, 2, 3, 4]);
  a.stop();
  b.stop();
  await server.stop();
  server = await buildServer(database);
  const c = buildPeer(server, documentId, await ticket(people.viewer.id));
  await synced(c);
  expect(textOf(c.doc)).toBe('سلام دنیا');
  c.stop();
});

test('an article that the first schema stored is opened with nothing lost, written in, and read again after a restart', async () => {
  const { database, owner } = test_;
  const { documentId, people } = await buildArticle(owner);
  const [stored] = await appendUpdates(owner, [
    {
      documentId,
      requestId: randomUUID(),
      update: ARTICLE_OF_SCHEMA_1.update,
      actorId: people.writer.id,
      run: null,
      epoch: 0,
      memberEpoch: 0,
      kind: 'seed',
      clientIds: [1001, 1002],
    },
  ]);
  expect(stored?.outcome).toBe('ok');
  const then = new Y.Doc();
  Y.applyUpdate(then, ARTICLE_OF_SCHEMA_1.update);
  const blocks = articleOf(then).content ?? [];
  const ticket = (personId: string) => buildTicket(owner, { documentId, personId });
  const writer = buildPeer(server, documentId, await ticket(people.writer.id));
  await synced(writer);
  expect(articleOf(writer.doc).content).toEqual(expect.arrayContaining(blocks));
  expect(plainText(articleOf(writer.doc))).toContain(ARTICLE_OF_SCHEMA_1.text.trim());
  writer.doc.getXmlFragment('default').push([new Y.XmlElement('couplet')]);
  await synced(writer);
  await until('it is in the log', async () => (await logRows(owner, documentId)).length === 3);
  writer.stop();
  await server.stop();
  server = await buildServer(database);
  const reader = buildPeer(server, documentId, await ticket(people.viewer.id));
  await synced(reader);
  expect(articleOf(reader.doc).content).toEqual(
    expect.arrayContaining([...blocks, expect.objectContaining({ type: 'couplet' })]),
  );
  reader.stop();
});
