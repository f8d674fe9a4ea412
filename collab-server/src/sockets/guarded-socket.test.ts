import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { until } from '../testing/build-peer.ts';
import { GuardedSocket } from './guarded-socket.ts';

let server: WebSocketServer;
const clients: WebSocket[] = [];

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
});
afterEach(() => {
  for (const client of clients.splice(0)) client.terminate();
  server.close();
});

interface Pair {
  socket: GuardedSocket;
  client: WebSocket;
  /** How often the client was told that the server lives. */
  signs(): number;
  bytesRead(): number;
}

/** Both ends of one socket; `answers`: whether the client's end answers pings, as one whose line is dead does not. */
async function pair(answers: boolean): Promise<Pair> {
  const coming = once(server, 'connection');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    autoPong: answers,
  });
  clients.push(client);
  const [[webSocket, request]] = await Promise.all([coming, once(client, 'open')]);
  const bytesRead = () => request.socket.bytesRead;
  const socket = new GuardedSocket(webSocket, request.socket);
  socket.openDocuments = 1;
  let signs = 0;
  socket.sayAlive = () => {
    signs += 1;
  };
  return { socket, client, signs: () => signs, bytesRead };
}

test('who did not answer since the last look is cut; who answered is not', async () => {
  const [live, dead] = [await pair(true), await pair(false)];
  // What it asked with to be let in counts as well.
  for (let look = 0; look < 3; look += 1) {
    for (const { socket } of [live, dead]) socket.checkAlive();
    await new Promise<void>((answered) => live.socket.onSeen(answered));
  }
  await until('cut', () => dead.client.readyState === WebSocket.CLOSED);
  expect(live.client.readyState).toBe(WebSocket.OPEN);
});

test('who sends one large frame over a slow line is not cut while it comes, though its answers wait behind it', async () => {
  const { socket, client, bytesRead } = await pair(false);
  socket.checkAlive();
  for (let part = 0; part < 5; part += 1) {
    const before = bytesRead();
    client.send(new Uint8Array(1_000), { fin: false });
    await until('it came', () => bytesRead() > before);
    socket.checkAlive();
    expect(socket.isOpen).toBe(true);
  }
  socket.checkAlive();
  await until('and is once it stops', () => client.readyState === WebSocket.CLOSED);
});

test('whoever was told nothing lately hears that the server lives', async () => {
  const { socket, client, signs } = await pair(true);
  socket.checkAlive();
  expect(signs()).toBe(1);
  socket.send(new Uint8Array([1]));
  await once(client, 'message');
  socket.checkAlive();
  expect(signs()).toBe(1);
});

test('who opens no document is told goodbye, however well it answers; who opens one in time is not', async () => {
  const [idle, late] = [await pair(true), await pair(true)];
  for (const { socket } of [idle, late]) socket.openDocuments = 0;
  const told = once(idle.client, 'close');
  for (let look = 0; look < 12; look += 1) {
    if (look === 5) late.socket.openDocuments = 1;
    const live = [idle, late].filter(({ socket }) => socket.isOpen);
    for (const { socket } of live) socket.checkAlive();
    const heard = live.map(
      ({ socket }) =>
        new Promise<void>((resolve) => {
          socket.onSeen(resolve);
          socket.onClosed(() => resolve());
        }),
    );
    await Promise.all(heard);
  }
  expect((await told)[0]).toBe(1001);
  expect(late.socket.isOpen).toBe(true);
});
