// The one port. It is bound before anything else is opened, so that a taken port is known at once; until the
// programs stand behind it, it answers 503.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { StartFault, systemErrorCode } from './start-fault.ts';

/** What stands behind the port once everything is open. */
export interface Behind {
  request(request: IncomingMessage, response: ServerResponse): unknown;
  /** True when it took the socket over. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

export interface HttpFront {
  port: number;
  open(behind: Behind): void;
  /** New connections are refused from now on; what is in flight goes on. */
  shut(): void;
  /** Resolves when the last request is answered; connections that still stand after `patienceMs` are cut. */
  emptied(patienceMs: number): Promise<void>;
}

/** @throws StartFault when the address cannot be had */
export async function bindHttpFront(host: string, port: number): Promise<HttpFront> {
  let behind: Behind | undefined;
  // Node forgets a connection once it is upgraded, and would wait for it for ever.
  const upgraded = new Set<Duplex>();
  const server = createServer((request, response) => {
    if (behind) behind.request(request, response);
    else answerStarting(response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket);
    socket.on('close', () => upgraded.delete(socket));
    socket.on('error', () => socket.destroy()); // A peer that goes away in the handshake is no event.
    if (behind?.upgrade(request, socket, head)) return;
    const status = behind ? '404 Not Found' : '503 Service Unavailable';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  await listen(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    open: (programs) => {
      behind = programs;
    },
    shut: () => {
      server.close();
      server.closeIdleConnections();
    },
    emptied: (patienceMs) => {
      if (server.listening) server.close();
      return new Promise((resolve) => {
        const cut = setTimeout(() => {
          server.closeAllConnections();
          for (const socket of upgraded) socket.destroy();
        }, patienceMs);
        const look = setInterval(() => {
          server.closeIdleConnections();
          server.getConnections((_, open) => {
            if (open > 0) return;
            clearTimeout(cut);
            clearInterval(look);
            resolve();
          });
        }, 20);
      });
    },
  };
}

function answerStarting(response: ServerResponse): void {
  response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '1' });
  response.end('Hamnevis is starting. · هم‌نویس دارد آغاز می‌شود.\n');
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new StartFault(bindFault(host, port, error))));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function bindFault(host: string, port: number, error: Error): string {
  const code = systemErrorCode(error);
  switch (code) {
    case 'EADDRINUSE':
      return `PORT ${port} on ${host} is taken by another program: stop it, or set PORT to another (0 takes a free one).`;
    case 'EACCES':
      return `PORT ${port} may not be opened by this user (ports below 1024 need rights): set PORT to a higher one.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST ${host} is no address of this machine: set HOST to one of its addresses, or to 0.0.0.0 for all.`;
    default:
      return `the address ${host}:${port} cannot be opened (${code ?? error.message}).`;
  }
}
