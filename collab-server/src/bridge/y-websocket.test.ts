import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import {
  buildArticle,
  buildTicket,
  changeStatus,
  logRows,
  type TestArticle,
  textOf,
  textOfLog,
} from '../testing/build-article.ts';
import { buildPeer, firstText, synced, until } from '../testing/build-peer.ts';
import { useServer } from '../testing/use-server.ts';

const { built, server, stops } = useServer();
let article: TestArticle;

interface StockClient {
  doc: Y.Doc;
  provider: WebsocketProvider;
  closes: { code: number; reason: string }[];
}

async function stock(role: 'writer' | 'viewer', ticket?: string): Promise<StockClient> {
  const { documentId, people } = article;
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${server.url}/yjs`, documentId, doc, {
    params: {
      ticket: ticket ?? (await buildTicket(built.owner, { documentId, personId: people[role].id })),
    },
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  stops.push(() => {
    provider.destroy();
    doc.destroy();
  });
  const closes: StockClient['closes'] = [];
  provider.on('closed', (event) => void closes.push(event));
  return { doc, provider, closes };
}

test('a stock y-websocket client and a stock Hocuspocus client write one document', async () => {
  article = await buildArticle(built.owner);
  const { documentId, people } = article;
  const program = await stock('writer');
  const editor = buildPeer(
    server,
    documentId,
    await buildTicket(built.owner, { documentId, personId: people.editor.id }),
  );
  stops.push(editor.stop);
  await until('synced', () => program.provider.synced);
  await synced(editor);
  firstText(program.doc).insert(0, 'برنامه');
  await until('seen', () => textOf(editor.doc) === 'برنامه');
  editor.type(' و آدم');
  await until('seen', () => textOf(program.doc) === 'برنامه و آدم');
  expect(await textOfLog(built.owner, documentId)).toBe('برنامه و آدم');
  program.provider.awareness.setLocalState({ user: { name: 'somebody else' }, cursor: null });
  await until('its presence is seen under its true name', () =>
    [...(editor.provider.awareness?.getStates().values() ?? [])].some(
      ({ user }) => user?.id === people.writer.id && user.name === people.writer.name,
    ),
  );
});

test('what it wrote while cut off is saved when it comes back', async () => {
  article = await buildArticle(built.owner);
  const program = await stock('writer');
  await until('synced', () => program.provider.synced);
  program.provider.disconnect();
  firstText(program.doc).insert(0, 'در سفر');
  program.provider.connect();
  await until('saved', async () => (await textOfLog(built.owner, article.documentId)) === 'در سفر');
});

test.each([
  ['a refused ticket', 'no-such-ticket', 4401],
  ['no ticket', '', 4401],
])('%s closes it with a code after which it does not come again', async (_name, ticket, code) => {
  article = await buildArticle(built.owner);
  const program = await stock('writer', ticket);
  await until('closed', () => program.closes.length > 0);
  expect(program.closes).toEqual([{ code, reason: 'unauthenticated' }]);
  expect(program.provider.shouldConnect).toBe(false);
});

test('it is refused under the same gate: rights, status and content', async () => {
  article = await buildArticle(built.owner);
  const rows = (await logRows(built.owner, article.documentId)).length;
  const viewer = await stock('viewer');
  await until('synced', () => viewer.provider.synced);
  firstText(viewer.doc).insert(0, 'تماشاگر');
  await until('closed', () => viewer.closes.length > 0);
  expect(viewer.closes[0]).toEqual({ code: 4403, reason: 'role-changed' });

  const stray = await stock('writer');
  await until('synced', () => stray.provider.synced);
  stray.doc.getText('elsewhere').insert(0, 'x');
  await until('closed', () => stray.closes.length > 0);
  expect(stray.closes[0]).toEqual({ code: 4400, reason: 'malformed' });

  for (const href of ['javascript:alert(1)', ' data:text/html,x', 'vbscript:x', '/\\evil.example']) {
    const link = await stock('writer');
    await until('synced', () => link.provider.synced);
    // The place for letters alone is allowed, and comes first.
    const text = firstText(link.doc);
    await until('saved', async () => (await logRows(built.owner, article.documentId)).length === rows + 1);
    text.insert(0, 'x', { link: { href } });
    await until('closed', () => link.closes.length > 0);
    expect([href, link.closes[0]]).toEqual([href, { code: 4400, reason: 'malformed' }]);
  }

  const late = await stock('writer');
  await until('synced', () => late.provider.synced);
  await changeStatus(built.owner, article.documentId, 'approved');
  firstText(late.doc).insert(0, 'دیر');
  await until('closed', () => late.closes.length > 0);
  expect(late.closes[0]).toEqual({ code: 4409, reason: 'status-changed' });
  expect(await logRows(built.owner, article.documentId)).toHaveLength(rows + 1);
  expect(await textOfLog(built.owner, article.documentId)).toBe('');
});
