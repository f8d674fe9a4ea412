import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { KeyScope } from '@hamnevis/core/access/key-scopes';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import { createApiKey } from '@hamnevis/db/queries/api-keys';
import { createSession } from '@hamnevis/db/queries/sessions';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  buildArticle,
  buildPerson,
  buildTicket,
  logRows,
  type TestArticle,
  textOf,
} from '../testing/build-article.ts';
import { buildPeer, synced, until } from '../testing/build-peer.ts';
import { buildRawSocket, FRAME, openRawSocket, type RawSocket, SYNC } from '../testing/build-raw-socket.ts';
import { buildServer, type TestServer } from '../testing/build-server.ts';
import { buildFaultyDatabase } from '../testing/faulty-database.ts';
import { isAllowedOrigin } from './origin.ts';

let built: TestDatabase;
let server: TestServer;
let article: TestArticle;
const stops: (() => void)[] = [];

beforeAll(async () => {
  built = await buildDatabase();
  server = await buildServer(built.database, {
    settings: { PUBLIC_URL: 'https://hamnevis.example', CORS_ALLOWED_ORIGINS: 'https://partner.example' },
  });
  article = await buildArticle(built.owner);
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});
afterAll(async () => {
  await server.stop();
  await built.drop();
});

/** What a token for a document is answered: `readonly`, `read-write`, or the reason of its refusal. */
async function answerTo(documentId: string, token: string): Promise<string> {
  const socket = await buildRawSocket(server);
  stops.push(socket.stop);
  socket.authenticate(documentId, token);
  await until('answered', () => answerOn(socket) !== undefined);
  return answerOn(socket) as string;
}

/** The same, as it has come by now. */
function answerOn({ received }: RawSocket): string | undefined {
  const answer = received.find(({ type }) => type === FRAME.auth);
  return answer && Buffer.from(answer.body.subarray(2)).toString();
}

const ticketOf = (personId: string, more: Partial<Parameters<typeof buildTicket>[1]> = {}) =>
  buildTicket(built.owner, { documentId: article.documentId, personId, ...more });

describe('a ticket', () => {
  test('lets its person in, with the rights of this moment', async () => {
    const { people, documentId } = article;
    expect(await answerTo(documentId, await ticketOf(people.writer.id))).toBe('read-write');
    expect(await answerTo(documentId, await ticketOf(people.viewer.id))).toBe('readonly');
  });

  test('may be used again until it expires, and not after', async () => {
    const { people, documentId } = article;
    const ticket = await ticketOf(people.writer.id, { expiresInMs: 1_500 });
    expect(await answerTo(documentId, ticket)).toBe('read-write');
    expect(await answerTo(documentId, ticket)).toBe('read-write');
    await until('expired', async () => (await answerTo(documentId, ticket)) === 'unauthenticated');
  });

  test('many who come while a question is on its way are asked about in the next one, each for themselves', async () => {
    const faulty = buildFaultyDatabase(built.database);
    const own = await buildServer(faulty.database);
    const { people, documentId } = article;
    const other = await buildArticle(built.owner);
    const first = await buildRawSocket(own);
    faulty.hold('ticket_admissions');
    first.authenticate(documentId, await ticketOf(people.writer.id));
    await until('asked about', () => faulty.calls('ticket_admissions') === 1);
    const many: [token: string, documentId: string, answer: string][] = [
      [await ticketOf(people.editor.id), documentId, 'read-write'],
      [await ticketOf(people.viewer.id), documentId, 'readonly'],
      [await ticketOf(people.editor.id), other.documentId, 'unauthenticated'],
      [
        await ticketOf(other.people.viewer.id, { documentId: other.documentId }),
        other.documentId,
        'readonly',
      ],
      [
        await ticketOf(other.people.writer.id, { documentId: other.documentId }),
        other.documentId,
        'read-write',
      ],
      ['no-such-ticket', documentId, 'unauthenticated'],
      [await ticketOf(other.people.admin.id), documentId, 'not-found'],
    ];
    const sockets = await Promise.all(many.map(() => buildRawSocket(own)));
    for (const [index, [token, id]] of many.entries()) sockets[index]?.authenticate(id, token);
    // A ping comes after their frames: once it is answered those have been read.
    await Promise.all(
      sockets.map(({ webSocket }) => {
        webSocket.ping();
        return once(webSocket, 'pong');
      }),
    );
    faulty.letGo();
    await until('all are answered', () => [first, ...sockets].every((socket) => answerOn(socket)));
    expect(sockets.map(answerOn)).toEqual(many.map(([, , answer]) => answer));
    expect(faulty.calls('ticket_admissions')).toBe(2);
    for (const socket of [first, ...sockets]) socket.stop();
    await own.stop();
  });

  test('opens no other document, and nothing of another organization', async () => {
    const other = await buildArticle(built.owner);
    const { people } = article;
    expect(await answerTo(other.documentId, await ticketOf(people.writer.id))).toBe('unauthenticated');
    const strayed = await ticketOf(people.admin.id, { documentId: other.documentId });
    expect(await answerTo(other.documentId, strayed)).toBe('not-found');
    const nowhere = randomUUID();
    expect(await answerTo(nowhere, await ticketOf(people.admin.id, { documentId: nowhere }))).toBe(
      'not-found',
    );
  });

  test('of an older editor is told to reload', async () => {
    expect(
      await answerTo(
        article.documentId,
        await ticketOf(article.people.writer.id, { schemaVersion: SCHEMA_VERSION - 1 }),
      ),
    ).toBe('outdated');
  });

  test('of somebody suspended, or to a document in the trash, finds nothing', async () => {
    const mine = await buildArticle(built.owner);
    const { documentId, organizationId, people } = mine;
    await built.owner.sql(
      'update members set suspended_at = now() where organization_id = $1 and person_id = $2',
      [organizationId, people.editor.id],
    );
    expect(await answerTo(documentId, await ticketOf(people.editor.id, { documentId }))).toBe('not-found');
    await built.owner.sql('update document_heads set trashed = true where document_id = $1', [documentId]);
    expect(await answerTo(documentId, await ticketOf(people.writer.id, { documentId }))).toBe('not-found');
  });
});

test('a program may come with its session token', async () => {
  const { people, documentId } = article;
  const now = new Date();
  const { token } = await createSession(built.owner.queries, {
    personId: people.writer.id,
    device: null,
    ip: null,
    now,
  });
  expect(await answerTo(documentId, token)).toBe('read-write');
  expect(await answerTo(documentId, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toBe(
    'unauthenticated',
  );
  const stranger = await buildPerson(built.owner, 'بیگانه');
  const theirs = await createSession(built.owner.queries, {
    personId: stranger.id,
    device: null,
    ip: null,
    now,
  });
  expect(await answerTo(documentId, theirs.token)).toBe('not-found');
});

test('a program may come with an API key: a read key writes nothing, and no key opens another organization', async () => {
  const { people, documentId, organizationId } = article;
  const keyOf = async (scopes: KeyScope[]) =>
    (
      await createApiKey(built.owner.queries, {
        organizationId,
        personId: people.writer.id,
        name: 'program',
        scopes,
        expiresAt: null,
        now: new Date(),
      })
    ).key;
  const reading = await keyOf(['read']);
  const writing = await keyOf(['read', 'write']);
  expect(await answerTo(documentId, reading)).toBe('readonly');
  expect(await answerTo(documentId, writing)).toBe('read-write');
  expect(await answerTo(documentId, `${writing.slice(0, -1)}${writing.endsWith('A') ? 'B' : 'A'}`)).toBe(
    'unauthenticated',
  );

  const writer = buildPeer(server, documentId, writing);
  stops.push(writer.stop);
  await synced(writer);
  writer.type('از برنامه');
  await synced(writer);
  const rows = (await logRows(built.owner, documentId)).length;
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(writer.doc));
  const before = Y.encodeStateVector(copy);
  (copy.getXmlFragment('default').get(0) as Y.XmlElement).insert(0, [new Y.XmlText('پنهانی')]);
  const raw = await buildRawSocket(server);
  stops.push(raw.stop);
  raw.authenticate(documentId, reading);
  await until('signed in', () => raw.received.some(({ type }) => type === FRAME.auth));
  raw.send(documentId, FRAME.sync, SYNC.update, Y.encodeStateAsUpdate(copy, before));
  await until('answered', () => raw.acknowledgements().length > 0);
  expect(raw.acknowledgements()).toEqual([false]);
  expect(await logRows(built.owner, documentId)).toHaveLength(rows);
  expect(textOf(writer.doc)).not.toContain('پنهانی');

  const elsewhere = await buildArticle(built.owner);
  await built.owner.sql(`insert into members (organization_id, person_id, role) values ($1, $2, 'admin')`, [
    elsewhere.organizationId,
    people.writer.id,
  ]);
  expect(await answerTo(elsewhere.documentId, writing)).toBe('not-found');
});

test.each(['', 'x', '.', `${randomUUID()}.`, 'ا'.repeat(2_000), '\0'])(
  'the token %j opens nothing',
  async (token) => {
    expect(await answerTo(article.documentId, token)).toBe('unauthenticated');
  },
);

test('a socket on which many tokens were refused is closed', async () => {
  const socket = await buildRawSocket(server);
  for (let attempt = 0; attempt < 12; attempt += 1) socket.authenticate(randomUUID(), `guess ${attempt}`);
  expect(await socket.closed).toBe(4401);
});

test('at most 20 documents on one socket (A19)', async () => {
  const socket = await buildRawSocket(server);
  stops.push(socket.stop);
  const tickets: [string, string][] = [];
  for (let count = 0; count < 22; count += 1) {
    const { documentId, people } = await buildArticle(built.owner);
    tickets.push([documentId, await ticketOf(people.writer.id, { documentId })]);
  }
  // All at once, as nobody but an attacker would.
  for (const [documentId, ticket] of tickets.slice(0, 20)) socket.authenticate(documentId, ticket);
  const answered = () => socket.received.filter(({ type }) => type === FRAME.auth).length;
  await until('answered', () => answered() === 20);
  for (const [documentId, ticket] of tickets.slice(20)) socket.authenticate(documentId, ticket);
  await until('answered', () => answered() === 22);
  const answers = socket.received.filter(({ type }) => type === FRAME.auth).map(({ body }) => body[0]);
  // 2: authenticated, 1: denied.
  expect(answers).toEqual([...new Array(20).fill(2), 1, 1]);
});

describe('document names (A18)', () => {
  const names = [
    '',
    '../',
    '..%2f',
    '\0',
    '__proto__',
    'constructor',
    'a\r\nb',
    'x'.repeat(10_240),
    '0199F3C2-7A51-7C39-9D5E-2F6F0D1C8A11',
    '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11/../x',
    '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11\0a\0b',
  ];
  test.each(names)('%j is refused before anything looks at it', async (name) => {
    const faulty = buildFaultyDatabase(built.database);
    const own = await buildServer(faulty.database);
    const socket = await buildRawSocket(own);
    socket.authenticate(name, 'x');
    expect(await socket.closed).toBe(4400);
    expect(faulty.calls('')).toBe(0);
    await own.stop();
  });

  test('and so are other paths', async () => {
    expect(await openRawSocket(server, '/yjs/..%2f..%2f')).toBe(404);
    expect(await openRawSocket(server, '/yjs/')).toBe(404);
  });
});

describe('origins (A23)', () => {
  test.each([
    ['https://evil.example', 403],
    ['https://hamnevis.example.evil.example', 403],
    ['http://hamnevis.example', 403],
    ['null', 403],
    ['file://', 403],
    ['https://hamnevis.example', 'open'],
    ['https://partner.example', 'open'],
    [undefined, 'open'],
  ] as const)('from %s: %s', async (origin, expected) => {
    for (const path of ['/collab', `/yjs/${article.documentId}?ticket=x`]) {
      const socket = await openRawSocket(server, path, origin === undefined ? {} : { headers: { origin } });
      expect(typeof socket === 'number' ? socket : 'open').toBe(expected);
      if (typeof socket !== 'number') socket.stop();
    }
  });

  test('our own address counts, whatever it is called', () => {
    expect(isAllowedOrigin('http://localhost:3000', 'localhost:3000', [])).toBe(true);
    expect(isAllowedOrigin('http://localhost:3001', 'localhost:3000', [])).toBe(false);
    expect(isAllowedOrigin('http://localhost:3000', undefined, [])).toBe(false);
  });
});

describe('whatever a frame holds, the program lives (A22)', () => {
  const { documentId } = { documentId: '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11' };
  const frames: Record<string, (socket: RawSocket, id: string) => void> = {
    'bytes that are no frame': (socket) => socket.webSocket.send(new Uint8Array([255, 255, 255, 255])),
    'an empty frame': (socket) => socket.webSocket.send(new Uint8Array(0)),
    'a text frame': (socket) => socket.webSocket.send('{"type":"sync"}'),
    'a broadcast': (socket, id) => socket.send(id, FRAME.broadcastStateless, 'hello'),
    'an unknown sync message': (socket, id) => socket.send(id, FRAME.sync, 9, new Uint8Array(2)),
    'a sync message that ends early': (socket, id) => socket.send(id, FRAME.sync, SYNC.update, 200),
    'a state vector of rubbish': (socket, id) =>
      socket.send(id, FRAME.sync, SYNC.step1, new Uint8Array([9, 255, 255, 255, 255, 255, 255, 255])),
    'broken awareness': (socket, id) =>
      socket.send(id, FRAME.awareness, new Uint8Array([1, 5, 1, 3, 123, 123, 123])),
    'awareness that ends early': (socket, id) => socket.send(id, FRAME.awareness, 200),
    'a stateless message': (socket, id) => socket.send(id, FRAME.stateless, '{broken'),
    'an auth message again': (socket, id) => socket.send(id, FRAME.auth, 7),
    'types of tomorrow': (socket, id) => socket.send(id, 99, 'x'),
  };

  test.each(Object.entries(frames))('%s, before and after signing in', async (_name, send) => {
    const before = await buildRawSocket(server);
    stops.push(before.stop);
    send(before, documentId);
    const after = await buildRawSocket(server);
    stops.push(after.stop);
    const id = article.documentId;
    after.authenticate(id, await ticketOf(article.people.writer.id));
    await until('signed in', () => after.received.some(({ type }) => type === FRAME.auth));
    send(after, id);
    const peer = buildPeer(server, id, await ticketOf(article.people.editor.id));
    stops.push(peer.stop);
    await synced(peer);
  });

  test('a request for what is no URL is somebody else’s', async () => {
    const { port } = new URL(server.url);
    for (const target of ['//', 'http://[', '/yjs/%00', '/collab/../x']) {
      const socket = connect(Number(port), '127.0.0.1').resume();
      socket.write(
        `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
      await once(socket, 'close');
    }
    expect(await answerTo(article.documentId, await ticketOf(article.people.writer.id))).toBe('read-write');
  });

  test('faults of our own are logged and cost one connection', async () => {
    const faulty = buildFaultyDatabase(built.database);
    const logged: string[] = [];
    const own = await buildServer(faulty.database, {
      log: pino({ level: 'error' }, { write: (line) => void logged.push(line) }),
    });
    const { documentId: id, people } = await buildArticle(built.owner);
    const peer = buildPeer(own, id, () => ticketOf(people.writer.id, { documentId: id }));
    await synced(peer);
    faulty.breakCalls('_log(');
    const late = await buildRawSocket(own);
    late.authenticate(id, await ticketOf(people.editor.id, { documentId: id }));
    await until('signed in', () => late.received.some(({ type }) => type === FRAME.auth));
    // The first question needs no look at the log: where it stood was read when they signed in.
    for (let questions = 0; questions < 2; questions += 1)
      late.send(id, FRAME.sync, SYNC.step1, new Uint8Array([0]));
    expect(await late.closed).toBe(1013);
    expect(late.received.filter(({ type }) => type === FRAME.sync)).not.toEqual([]);
    expect(logged.join()).toContain('a frame could not be handled');
    const other = await buildArticle(built.owner);
    const unlucky = await buildRawSocket(own);
    unlucky.authenticate(
      other.documentId,
      await ticketOf(other.people.writer.id, { documentId: other.documentId }),
    );
    expect(await unlucky.closed).toBe(1013);
    faulty.breakCalls(null);
    peer.type('زنده');
    await synced(peer);
    expect(textOf(peer.doc)).toBe('زنده');
    peer.stop();
    await own.stop();
  });
});

test('frames larger than 4 MB are not read (A09)', async () => {
  const socket = await buildRawSocket(server);
  socket.webSocket.send(new Uint8Array(4 * 1024 * 1024 + 1));
  expect(await socket.closed).toBe(1009);
  const vector = await buildRawSocket(server);
  vector.authenticate(article.documentId, await ticketOf(article.people.writer.id));
  await until('signed in', () => vector.received.some(({ type }) => type === FRAME.auth));
  vector.send(article.documentId, FRAME.sync, SYNC.step1, new Uint8Array(1024 * 1024));
  expect(await vector.closed).toBe(1009);
});
