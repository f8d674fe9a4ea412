// A bare relay: every frame goes to everybody else in the room that the path names. Nothing is read or kept.
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { answerQuestions, processAnswers } from './questions.ts';

const rooms = new Map<string, Set<WebSocket>>();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
await new Promise((listening) => server.once('listening', listening));
server.on('connection', (socket, request) => {
  const name = request.url ?? '';
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room.add(socket));
  socket.on('message', (frame) => {
    for (const other of room) if (other !== socket) other.send(frame);
  });
  socket.on('close', () => room.delete(socket));
});

answerQuestions(
  {
    ...processAnswers,
    documents: async ({ count }) =>
      Array.from({ length: count }, () => ({ name: randomUUID(), token: 'relay' })),
    heldDocuments: () => rooms.size,
    isAtRest: () => true,
  },
  `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
);
