import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { buildArticle, buildTicket, type TestArticle, textOfLog } from '../testing/build-article.ts';
import { buildPeer, type Peer, synced, until } from '../testing/build-peer.ts';
import { buildServer, type TestServer } from '../testing/build-server.ts';

const MB = 1024 * 1024;

let built: TestDatabase;
let server: TestServer;
let article: TestArticle;
const stops: (() => void)[] = [];

beforeAll(async () => {
  built = await buildDatabase();
  server = await buildServer(built.database, { settings: { COLLAB_MAX_DOCUMENT_MB: '1' } });
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});
afterAll(async () => {
  await server.stop();
  await built.drop();
});

async function peer(): Promise<Peer> {
  const { documentId, people } = article;
  const made = buildPeer(server, documentId, () =>
    buildTicket(built.owner, { documentId, personId: people.writer.id }),
  );
  stops.push(made.stop);
  await synced(made);
  return made;
}

const rooms = ({ messages }: Peer) => messages.flatMap((message) => (message.type === 'room' ? message : []));
const percents = (of: Peer) => rooms(of).map(({ usedBytes }) => Math.floor((100 * usedBytes) / MB));
const words = (kilobytes: number) => 'w'.repeat(kilobytes * 1024);

test('writers are told at 80 % and on, a newcomer too; what goes beyond is refused, and deleting makes room at once', async () => {
  article = await buildArticle(built.owner, { status: 'draft' });
  const one = await peer();
  one.type(words(700));
  await synced(one);
  expect(rooms(one)).toEqual([]);
  one.type(words(150));
  await until('the warning', () => rooms(one).length > 0);
  expect(percents(one)[0]).toBeGreaterThanOrEqual(83);
  expect(rooms(one)[0]?.maxBytes).toBe(MB);

  const other = await peer();
  await until('the newcomer is warned', () => rooms(other).length > 0);
  // Everybody leaves and the document is let go: whoever comes then is told again, and hears of the room too.
  one.stop();
  other.stop();
  await until('nobody holds it', () => server.collab.metrics().documents === 0);
  const next = await peer();
  await until('told again', () => rooms(next).length > 0);
  const refused = await peer();
  refused.type(`${words(300)}beyond`);
  await until('the refusal', () =>
    refused.messages.some((message) => message.type === 'refused' && message.reason === 'too-large'),
  );
  expect(await textOfLog(built.owner, article.documentId)).not.toContain('beyond');

  // Only what is deleted makes room, and no snapshot need come first: the next words are taken.
  next.text().delete(0, 600 * 1024);
  await synced(next);
  await until('there is room again', () => (percents(next).at(-1) ?? 100) < 80);
  next.type(words(200));
  next.type('afterwards');
  await synced(next);
  expect(await textOfLog(built.owner, article.documentId)).toContain('afterwards');
  expect(next.messages.some((message) => message.type === 'refused')).toBe(false);
});
