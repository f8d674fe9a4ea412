// Words that were pasted, as a client of ours says of its frames: through a real socket into the log, folded, and out
// again as authorship.
import { Authorship } from '@hamnevis/core/history/authorship';
import { type ClockRange, encodePasted } from '@hamnevis/core/history/pasted';
import { foldLog } from '@hamnevis/db/log/fold-log';
import { readRows } from '@hamnevis/db/log/read-rows';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { buildArticle, buildTicket, logRows, type TestArticle } from '../testing/build-article.ts';
import { firstText, until } from '../testing/build-peer.ts';
import { buildRawSocket, FRAME, type RawSocket, SYNC } from '../testing/build-raw-socket.ts';
import { buildServer, type TestServer } from '../testing/build-server.ts';

let built: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  built = await buildDatabase();
  server = await buildServer(built.database);
});
afterAll(async () => {
  await server.stop();
  await built.drop();
});

/** A writer whose every frame is put together here. */
async function join(article: TestArticle) {
  const { documentId, people } = article;
  const socket: RawSocket = await buildRawSocket(server);
  socket.authenticate(documentId, await buildTicket(built.owner, { documentId, personId: people.writer.id }));
  const doc = new Y.Doc();
  socket.send(documentId, FRAME.sync, SYNC.step1, Y.encodeStateVector(doc));
  await until('the article came', () => {
    for (const { type, body } of socket.received.splice(0)) {
      if (type !== FRAME.sync && type !== FRAME.syncReply) continue;
      const decoder = decoding.createDecoder(body);
      if (decoding.readVarUint(decoder) !== SYNC.step1)
        Y.applyUpdate(doc, decoding.readVarUint8Array(decoder), 'server');
    }
    return doc.getXmlFragment('default').length > 0;
  });
  /** Writes at the end of the article, and answers what it wrote. */
  const write = (words: string): { update: Uint8Array; range: ClockRange } => {
    const [before, clock] = [Y.encodeStateVector(doc), Y.getState(doc.store, doc.clientID)];
    firstText(doc).insert(firstText(doc).length, words, {});
    const length = Y.getState(doc.store, doc.clientID) - clock;
    return { update: Y.encodeStateAsUpdate(doc, before), range: { client: doc.clientID, clock, length } };
  };
  const send = (update: Uint8Array, pasted: readonly ClockRange[] | null, kind: number = SYNC.update) =>
    socket.webSocket.send(
      encoding.encode((encoder) => {
        encoding.writeVarString(encoder, documentId);
        encoding.writeVarUint(encoder, FRAME.sync);
        encoding.writeVarUint(encoder, kind);
        encoding.writeVarUint8Array(encoder, update);
        if (pasted) encoding.writeUint8Array(encoder, encodePasted(pasted));
      }),
    );
  const saved = (count: number) =>
    until(`${count} frames are saved`, () => {
      expect(socket.acknowledgements()).not.toContain(false);
      return socket.acknowledgements().length >= count;
    });
  return { doc, socket, write, send, saved };
}

/** What was pasted of what the log has, and what was not. */
async function read({ documentId }: TestArticle): Promise<Record<string, string>> {
  const authorship = Authorship.start();
  for await (const rows of readRows(built.owner, documentId, { after: 0 }))
    for (const row of rows) authorship.advance(row);
  const text = firstText(authorship.document).toString();
  const { runs, labels } = authorship.attribution();
  const found: Record<string, string> = {};
  for (const { from, to, label } of runs)
    found[labels[label]?.how ?? ''] = `${found[labels[label]?.how ?? ''] ?? ''}${text.slice(from, to)}|`;
  return found;
}

test('three pasted words are pasted, whatever they were sent and committed together with', async () => {
  const article = await buildArticle(built.owner);
  const writer = await join(article);
  const frames = [
    writer.write('typed '),
    writer.write('three pasted words '),
    writer.write('typed again '),
    writer.write('pasted too '),
  ];
  // In one turn, so that they come into few rows, or one.
  for (const [index, { update, range }] of frames.entries())
    writer.send(update, index % 2 === 1 ? [range] : null);
  await writer.saved(4);
  const expected = { typed: 'typed |typed again |', pasted: 'three pasted words |pasted too |' };
  expect(await read(article)).toEqual(expected);

  // Hours offline: everything in one answer, of which two parts were pasted; known ranges are said once more.
  const late = [writer.write('offline '), writer.write('cut in '), writer.write('offline too')];
  writer.send(
    Y.mergeUpdates(late.map(({ update }) => update)),
    [frames[1], late[1]].flatMap((frame) => (frame ? [frame.range] : [])),
    SYNC.step2,
  );
  await writer.saved(5);
  const all = {
    typed: `${expected.typed}offline |offline too|`,
    pasted: `${expected.pasted}cut in |`,
  };
  expect(await read(article)).toEqual(all);
  const marks = await built.owner.sql<{ pasted: Uint8Array | null }>(
    'select pasted from document_updates where document_id = $1 order by sequence',
    [article.documentId],
  );
  // A row without a paste has no byte for it, and one with a paste names that and nothing older.
  expect(marks[0]?.pasted).toBeNull();
  expect(Buffer.from(marks.at(-1)?.pasted ?? []).equals(encodePasted([late[1]?.range as ClockRange]))).toBe(
    true,
  );

  // Folded, the log says the same.
  const upTo = (await logRows(built.owner, article.documentId)).length;
  const last = writer.write('.');
  writer.send(last.update, null);
  await writer.saved(6);
  expect(await foldLog(built.database, article.documentId, { after: 0, upTo })).toBe('folded');
  expect(await read(article)).toEqual({ ...all, typed: `${all.typed.slice(0, -1)}.|` });
  writer.socket.stop();
});

test('a client that says nothing is judged by the length alone', async () => {
  const article = await buildArticle(built.owner);
  const writer = await join(article);
  writer.send(writer.write('three more words ').update, null);
  await writer.saved(1);
  writer.send(writer.write('a long stretch of text that nobody types within one update').update, null);
  await writer.saved(2);
  expect(await read(article)).toEqual({
    typed: 'three more words |',
    pasted: 'a long stretch of text that nobody types within one update|',
  });
  writer.socket.stop();
});

test('a claim beyond what its frame brings says nothing of anybody else’s words', async () => {
  const article = await buildArticle(built.owner);
  const [one, other] = [await join(article), await join(article)];
  one.send(one.write('theirs ').update, null);
  await one.saved(1);
  const own = other.write('own ');
  other.send(own.update, [
    { client: one.doc.clientID, clock: 0, length: 1_000 },
    { client: other.doc.clientID, clock: 10_000, length: 5 },
  ]);
  await other.saved(1);
  expect(Object.keys(await read(article))).toEqual(['typed']);
  const [row] = await built.owner.sql<{ count: number }>(
    'select count(pasted)::integer as count from document_updates where document_id = $1',
    [article.documentId],
  );
  expect(row?.count).toBe(0);
  for (const { socket } of [one, other]) socket.stop();
});
