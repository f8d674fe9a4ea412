// Two replicas that each hold words of a third which only the other can complete, and the third is gone. Tabs of ours all
// hear each other and never come into this; programs and stock clients can.
import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { buildArticle, buildTicket, type TestArticle, textOfLog } from '../testing/build-article.ts';
import { buildPeer, firstText, type Peer, synced, until } from '../testing/build-peer.ts';
import { useServer } from '../testing/use-server.ts';

const { built, server, stops } = useServer();
let article: TestArticle;
beforeEach(async () => {
  article = await buildArticle(built.owner);
});

const ticket = () =>
  buildTicket(built.owner, { documentId: article.documentId, personId: article.people.writer.id });

/** Replicas that have what the server has, and nothing to do with it any more. */
async function replicas(count: number): Promise<Y.Doc[]> {
  const reader = buildPeer(server, article.documentId, ticket);
  await synced(reader);
  firstText(reader.doc).insert(0, '[]', {});
  await synced(reader);
  const state = Y.encodeStateAsUpdate(reader.doc);
  reader.stop();
  return Array.from({ length: count }, () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, state);
    return doc;
  });
}

const write = (doc: Y.Doc, words: string, behind: string) => {
  const at = firstText(doc).toString().indexOf(behind) + behind.length;
  const before = Y.encodeStateVector(doc);
  firstText(doc).insert(at, words, {});
  return Y.encodeStateAsUpdate(doc, before);
};

function join(doc: Y.Doc): Peer {
  const peer = buildPeer(server, article.documentId, ticket, { doc });
  stops.push(peer.stop);
  return peer;
}

const refusals = (peers: readonly Peer[]) =>
  peers.flatMap(({ messages, provider }) => [
    ...messages.filter(({ type }) => type === 'refused'),
    ...(provider.hasUnsyncedChanges ? ['unsynced'] : []),
  ]);

test('each brings what is whole, and together they complete the words of the third', async () => {
  const [one, third, other] = (await replicas(3)) as [Y.Doc, Y.Doc, Y.Doc];
  const [first, second] = [write(one, 'one ', '['), write(other, 'other ', '[')];
  for (const update of [first, second]) Y.applyUpdate(third, update);
  // Behind their words, and so not to be placed without them.
  const updates = [write(third, 'third A ', 'one '), write(third, 'third B ', 'other ')];
  for (const doc of [one, other]) for (const update of updates) Y.applyUpdate(doc, update);
  third.destroy();
  expect(one.store.pendingStructs).not.toBeNull();
  expect(other.store.pendingStructs).not.toBeNull();

  const peers = [join(one), join(other)];
  const whole = ['one ', 'other ', 'third A ', 'third B '];
  const all = (text: string) => whole.every((words) => text.split(words).length === 2);
  await until(
    'the log has everything once',
    async () => all(await textOfLog(built.owner, article.documentId)),
    20_000,
  );
  await until(
    'everybody has everything',
    () => peers.every(({ doc }) => all(firstText(doc).toString())),
    20_000,
  );
  await until('everybody is saved', () => refusals(peers).length === 0, 20_000);
  for (const { doc } of peers) expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null]);
});

test('words of a third that nobody can complete refuse nobody else’s; what they waited for may come late', async () => {
  const [one, third, other] = (await replicas(3)) as [Y.Doc, Y.Doc, Y.Doc];
  Y.applyUpdate(third, write(other, 'other ', '['));
  Y.applyUpdate(one, write(third, 'third ', 'other '));
  third.destroy();
  write(one, 'one ', '[');
  const writer = join(one);
  await until(
    'its own words are saved',
    async () => (await textOfLog(built.owner, article.documentId)).includes('one '),
    20_000,
  );
  write(one, 'and more ', 'one ');
  await until(
    'it writes on',
    async () => (await textOfLog(built.owner, article.documentId)).includes('one and more '),
    20_000,
  );
  expect(writer.messages.filter(({ type }) => type === 'refused')).toEqual([]);

  // Whatever becomes of the replicas: the words are kept for their author.
  const [kept] = await built.owner.sql<{ text: string; person_id: string }>(
    'select text, person_id from homeless_words where document_id = $1',
    [article.documentId],
  );
  expect(kept).toEqual({ text: 'third ', person_id: article.people.writer.id });

  const late = join(other);
  await until(
    'the words of the third are there',
    async () => /other third /.test(await textOfLog(built.owner, article.documentId)),
    20_000,
  );
  await until(
    'everybody has them',
    () => [writer, late].every(({ doc }) => firstText(doc).toString().includes('other third ')),
    20_000,
  );
});
