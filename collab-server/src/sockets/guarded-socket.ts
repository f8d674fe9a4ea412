// A WebSocket with bounds: slow readers are cut, fast writers are slowed, silent ones are found out. What is said to it
// in one turn leaves in one write.

import type { Socket } from 'node:net';
import { CLOSE_CODES, type CloseReason } from '@hamnevis/core/sockets/close-codes';
import type { WebSocketLike } from '@hocuspocus/server';
import type { WebSocket } from 'ws';
import { leaveTogether } from './leave-together.ts';

/** What one reader may leave unread before it is cut. */
export const UNREAD_LIMIT_BYTES = 16 * 1024 * 1024;
/** What fills a socket's buffer by itself gains nothing by waiting for others. */
const LARGE_BYTES = 64 * 1024;
/** Looks in a row at a socket on which no document is open, until it is closed: it answers, and keeps a place. */
const MOST_IDLE_LOOKS = 6;
/** Whoever was sent something this short a time ago needs no sign of life besides. */
const RECENT_MS = 5_000;

export class GuardedSocket implements WebSocketLike {
  /** Documents that are open on it, or about to be. */
  openDocuments = 0;
  /** Tokens on it that were refused. */
  refusedTokens = 0;
  /** Tells the other end that we live, where there was nothing else to say: browsers hide pings from their pages. */
  sayAlive: () => void = () => undefined;
  #isAlive = true;
  #sentAt = Number.NEGATIVE_INFINITY;
  #bytesSeen = 0;
  #idleLooks = 0;
  readonly #socket: WebSocket;
  readonly #line: Pick<Socket, 'bytesRead' | 'cork' | 'uncork'>;
  readonly #holders = new Set<object>();
  readonly #seenListeners: (() => void)[] = [];

  /** `line`: what the WebSocket stands on. */
  constructor(socket: WebSocket, line: Pick<Socket, 'bytesRead' | 'cork' | 'uncork'>) {
    this.#socket = socket;
    this.#line = line;
    socket.on('pong', () => this.#seen());
  }

  get readyState(): number {
    return this.#socket.readyState;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount > UNREAD_LIMIT_BYTES) {
      // It does not read, so it would not read a close frame either.
      this.#socket.terminate();
      return;
    }
    this.#sentAt = performance.now();
    if ((data as Uint8Array).byteLength < LARGE_BYTES) leaveTogether(this.#line);
    this.#socket.send(data as Uint8Array);
  }

  close(code?: number, reason?: string): void {
    // What we still hold back from it must be read for the closing handshake to end.
    this.#holders.clear();
    this.#socket.resume();
    this.#socket.close(code, reason);
  }

  /** Closes with a code that the client knows. */
  closeFor(reason: CloseReason): void {
    this.close(CLOSE_CODES[reason].code, reason);
  }

  onClosed(listener: (code: number, reason: string) => void): void {
    this.#socket.on('close', (code, reason) => listener(code, reason.toString()));
  }

  /** Calls back whenever the other end is known to live, though it may say nothing. */
  onSeen(listener: () => void): void {
    this.#seenListeners.push(listener);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Stops reading from it until every holder has let go: the network slows the sender down, nothing is dropped. */
  hold(holder: object): void {
    if (this.#holders.size === 0) this.#socket.pause();
    this.#holders.add(holder);
  }

  letGo(holder: object): void {
    if (this.#holders.delete(holder) && this.#holders.size === 0) this.#socket.resume();
  }

  /**
   * Called at intervals: asks whether the other end still lives, cuts it if it did not answer the last time, and lets it
   * know that we do. Says goodbye to one that came for no document.
   */
  checkAlive(): void {
    // While we do not read from it, its answer cannot reach us; and behind a large frame on a slow line it comes late.
    if (this.#holders.size > 0 || this.#line.bytesRead > this.#bytesSeen) this.#seen();
    this.#bytesSeen = this.#line.bytesRead;
    if (!this.#isAlive) {
      this.terminate();
      return;
    }
    this.#isAlive = false;
    if (!this.isOpen) return;
    this.#idleLooks = this.openDocuments > 0 ? 0 : this.#idleLooks + 1;
    if (this.#idleLooks > MOST_IDLE_LOOKS) {
      this.closeFor('going-away');
      return;
    }
    this.#socket.ping();
    if (performance.now() - this.#sentAt > RECENT_MS) this.sayAlive();
  }

  #seen(): void {
    this.#isAlive = true;
    for (const listener of this.#seenListeners) listener();
  }
}
