// From an HTTP upgrade to a socket that Hocuspocus serves: path, origin, sizes, names, pings.
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Settings } from '@hamnevis/core/settings/settings';
import type { Hocuspocus, WebSocketLike } from '@hocuspocus/server';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { isAllowedOrigin } from '../admission/origin.ts';
import { authFrame, inbound, outbound } from '../bridge/y-websocket.ts';
import { readAddress, signOfLifeFrame } from './frames.ts';
import { GuardedSocket } from './guarded-socket.ts';

/** Paths are read against it; nobody connects to it. */
const BASE = 'http://collab.invalid';
const YJS_PATH = /^\/yjs\/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;
/** No frame is larger, whatever the settings say. */
const LARGEST_FRAME_BYTES = 4 * 1024 * 1024;
/** A half-open socket is found out after at most two of these, and no client goes without a word for longer. */
const PING_EVERY_MS = 10_000;
const CLOSING_HANDSHAKE_MS = 1_000;
/** A node that ends says goodbye to one socket after the other, so that not all of them come back in one moment. */
const GOODBYE_EVERY_MS = 5;
const LONGEST_GOODBYE_MS = 2_000;

/** Hocuspocus wants one; nothing is read from it. Making one costs as much as a query. */
const NO_REQUEST = new Request(BASE);

type ClientConnection = ReturnType<Hocuspocus['handleConnection']>;

interface Options {
  settings: Settings;
  log: Logger;
  open: (socket: GuardedSocket, transport: WebSocketLike, noRequest: Request) => ClientConnection;
}

interface YjsPath {
  documentId: string;
  ticket: string;
}

export interface Upgrades {
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  count(): number;
  /** Takes no more sockets and says goodbye to those that are open; resolves when all are gone, answering or cut. */
  close(): Promise<void>;
}

export function createUpgrades({ settings, log, open }: Options): Upgrades {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: Math.min(settings.COLLAB_MAX_UPDATE_KB * 1024 + 1024, LARGEST_FRAME_BYTES),
    perMessageDeflate: false,
    clientTracking: false,
  });
  const allowedOrigins = [settings.PUBLIC_URL ?? [], settings.CORS_ALLOWED_ORIGINS].flat();
  const sockets = new Set<GuardedSocket>();
  let isClosing = false;

  const pings = setInterval(() => {
    for (const socket of sockets) socket.checkAlive();
  }, PING_EVERY_MS);

  /** The Hocuspocus protocol: each frame names its document. */
  function serveHocuspocus(socket: GuardedSocket): (frame: Uint8Array) => void {
    const client = open(socket, socket, NO_REQUEST);
    attach(socket, client);
    let address: string | null = null;
    socket.sayAlive = () => {
      if (address !== null && socket.openDocuments > 0) socket.send(signOfLifeFrame(address));
    };
    return (frame) => {
      const head = readAddress(frame);
      // Only UUIDs reach any hook.
      if (!head) return socket.closeFor('malformed');
      address = head.address;
      client.handleMessage(frame);
    };
  }

  /** The y-websocket protocol: one document per socket, named by the path. */
  function serveYjs(documentId: string, socket: GuardedSocket, ticket: string): (frame: Uint8Array) => void {
    const transport = outbound(socket);
    const client = open(socket, transport, NO_REQUEST);
    attach(socket, client);
    socket.sayAlive = () => {
      if (socket.openDocuments > 0) transport.send(signOfLifeFrame(documentId));
    };
    client.handleMessage(authFrame(documentId, ticket));
    return (frame) => client.handleMessage(inbound(documentId, frame));
  }

  function attach(socket: GuardedSocket, client: ClientConnection): void {
    socket.onClosed((code, reason) => client.handleClose({ code, reason }));
    // An answered ping is a sign of life like any frame.
    socket.onSeen(() => {
      client.lastMessageReceivedAt = Date.now();
    });
  }

  /** `yjs`: what the path and its ticket name, where it is not the Hocuspocus protocol. */
  function serve(webSocket: WebSocket, request: IncomingMessage, yjs: YjsPath | null): void {
    const socket = new GuardedSocket(webSocket, request.socket);
    sockets.add(socket);
    socket.onClosed(() => sockets.delete(socket));
    webSocket.on('error', (error) => log.debug({ err: error }, 'socket error'));
    const receive = yjs ? serveYjs(yjs.documentId, socket, yjs.ticket) : serveHocuspocus(socket);
    webSocket.on('message', (data: Buffer, isBinary: boolean) => {
      try {
        if (isBinary) receive(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
        else socket.closeFor('malformed');
      } catch (error) {
        log.error({ err: error }, 'a frame could not be handled');
        socket.closeFor('try-again');
      }
    });
  }

  return {
    handle(request, rawSocket, head) {
      // Clients write anything there, also what is no URL.
      const address = URL.parse(request.url ?? '/', BASE);
      const pathname = address?.pathname ?? '';
      const isYjs = pathname.startsWith('/yjs/');
      if (pathname !== '/collab' && !isYjs) return false;
      rawSocket.on('error', () => rawSocket.destroy());
      if (isClosing) return refuse(rawSocket, 503);
      const documentId = YJS_PATH.exec(pathname)?.[1];
      if (isYjs && documentId === undefined) return refuse(rawSocket, 404);
      const { origin, host } = request.headers;
      if (!isAllowedOrigin(origin, host, allowedOrigins)) return refuse(rawSocket, 403);
      const yjs = documentId ? { documentId, ticket: address?.searchParams.get('ticket') ?? '' } : null;
      server.handleUpgrade(request, rawSocket, head, (webSocket) => serve(webSocket, request, yjs));
      return true;
    },
    count: () => sockets.size,
    async close() {
      isClosing = true;
      clearInterval(pings);
      const open = [...sockets];
      const pauseMs = Math.min(GOODBYE_EVERY_MS, LONGEST_GOODBYE_MS / open.length);
      await Promise.all(open.map((socket, place) => sayGoodbye(socket, place * pauseMs)));
    },
  };
}

/** Resolves when it is gone. */
async function sayGoodbye(socket: GuardedSocket, afterMs: number): Promise<void> {
  const gone = new Promise<void>((done) => socket.onClosed(() => done()));
  const goodbye = setTimeout(() => socket.closeFor('going-away'), afterMs);
  const cut = setTimeout(() => socket.terminate(), afterMs + CLOSING_HANDSHAKE_MS);
  await gone;
  clearTimeout(goodbye);
  clearTimeout(cut);
}

function refuse(socket: Duplex, status: number): true {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  return true;
}
