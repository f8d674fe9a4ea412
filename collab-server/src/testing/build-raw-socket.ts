import * as encoding from 'lib0/encoding';
import { type ClientOptions, WebSocket } from 'ws';
import { FRAME, readAddress, SYNC } from '../sockets/frames.ts';
import type { TestServer } from './build-server.ts';

/** A socket without any client behind it: frames as an attacker would write them. */
export interface RawSocket {
  webSocket: WebSocket;
  /** Frames that came, by type. */
  received: { type: number; body: Uint8Array }[];
  /** The close code, once it is closed. */
  closed: Promise<number>;
  send(address: string, type: number, ...parts: (number | string | Uint8Array)[]): void;
  authenticate(documentId: string, token: string): void;
  /** `saved` of each acknowledgement that came. */
  acknowledgements(): boolean[];
  stop(): void;
}

/** Resolves with the socket, or with the HTTP status that refused it. */
export function openRawSocket(
  server: Pick<TestServer, 'url'>,
  path = '/collab',
  options: ClientOptions = {},
): Promise<RawSocket | number> {
  const webSocket = new WebSocket(server.url + path, options);
  const received: RawSocket['received'] = [];
  webSocket.on('message', (data: Buffer) => {
    const frame = new Uint8Array(data);
    const head = readAddress(frame);
    if (head) received.push({ type: head.type, body: frame.subarray(head.body.pos) });
  });
  const closed = new Promise<number>((resolve) => webSocket.on('close', resolve));
  const raw: RawSocket = {
    webSocket,
    received,
    closed,
    send(address, type, ...parts) {
      webSocket.send(
        encoding.encode((encoder) => {
          encoding.writeVarString(encoder, address);
          encoding.writeVarUint(encoder, type);
          for (const part of parts) {
            if (typeof part === 'number') encoding.writeVarUint(encoder, part);
            else if (typeof part === 'string') encoding.writeVarString(encoder, part);
            else encoding.writeVarUint8Array(encoder, part);
          }
        }),
      );
    },
    authenticate: (documentId, token) => raw.send(documentId, FRAME.auth, 0, token),
    acknowledgements: () =>
      received.filter(({ type }) => type === FRAME.syncStatus).map(({ body }) => body[0] === 1),
    stop: () => webSocket.terminate(),
  };
  return new Promise((resolve, reject) => {
    webSocket.on('open', () => resolve(raw));
    webSocket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    webSocket.on('error', (error) => {
      if (webSocket.readyState === WebSocket.CONNECTING) reject(error);
    });
  });
}

/** As {@link openRawSocket}, for a socket that must open. */
export async function buildRawSocket(
  server: Pick<TestServer, 'url'>,
  path?: string,
  options?: ClientOptions,
): Promise<RawSocket> {
  const raw = await openRawSocket(server, path, options);
  if (typeof raw === 'number') throw new Error(`the socket was refused with ${raw}`);
  return raw;
}

export { FRAME, SYNC };
