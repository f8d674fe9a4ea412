// The worker's seat at the document's table: one more Yjs peer, with its own client id and awareness, admitted
// by a ticket that stands for one attempt of one run.

import { createHash } from 'node:crypto';
import type { AwarenessState } from '@hamnevis/core/sockets/awareness';
import { CLOSE_CODES, type CloseReason, closeReasonOf } from '@hamnevis/core/sockets/close-codes';
import { serverMessage } from '@hamnevis/core/sockets/messages';
import { HocuspocusProvider } from '@hocuspocus/provider';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { CountingSocket } from './counting-socket.ts';

/** How long the socket waits before it tries again after a break. */
const RECONNECT_DELAY_MS = 1000;
const RECONNECT_MOST_MS = 3000;
const REASON_WITHIN_MS = 200;

/** Why the document cannot be written to under this attempt any more. */
export type LostReason = CloseReason | 'denied';

/** The seat is lost for good; another attempt may take a new one. */
export class ConnectionLost extends Error {
  readonly reason: LostReason;

  constructor(reason: LostReason) {
    super(`the document's connection is lost: ${reason}`);
    this.reason = reason;
  }
}

export type JoinOptions = {
  /** Where the collab-server listens, for example `ws://127.0.0.1:3000/collab`. */
  readonly url: string;
  readonly documentId: string;
  readonly clientId: number;
  /** A fresh ticket for each connection. */
  readonly ticket: () => Promise<string>;
  readonly user: AwarenessState['user'];
};

/** The client id of one attempt: the same after a reconnect, another after a resume. */
export function clientIdOf(run: { runId: string; attempt: number }): number {
  const hash = createHash('sha256').update(`${run.runId}/${run.attempt}`).digest();
  return hash.readUInt32BE(0) || 1;
}

export class RunConnection {
  readonly document: Y.Doc;
  private readonly provider: HocuspocusProvider;
  private readonly listeners = new Set<() => void>();
  private lostReason: LostReason | null = null;
  private socket: CountingSocket | null = null;

  constructor(options: JoinOptions) {
    this.document = new Y.Doc();
    this.document.clientID = options.clientId;
    const opened = (socket: CountingSocket) => {
      this.socket = socket;
    };
    const onProgress = () => this.readProgress();
    const socketOptions = {
      WebSocketPolyfill: class extends CountingSocket {
        constructor(url: string | URL) {
          super(url, onProgress);
          opened(this);
        }
      },
      delay: RECONNECT_DELAY_MS,
      maxDelay: RECONNECT_MOST_MS,
    };
    this.provider = new HocuspocusProvider({
      url: options.url,
      name: options.documentId,
      document: this.document,
      token: options.ticket,
      ...socketOptions,
      onStateless: ({ payload }) => this.readStateless(payload),
      onClose: ({ event }) => this.readClose(event.code, event.reason),
      onAuthenticationFailed: ({ reason }) => this.lose(isCloseReason(reason) ? reason : 'denied'),
    });
    this.provider.setAwarenessField('user', options.user);
  }

  /** Shows everybody where the co-writer is; null hides the caret. */
  showCursor(position: Y.RelativePosition | null): void {
    const json = position === null ? null : Y.relativePositionToJSON(position);
    this.provider.setAwarenessField('cursor', json === null ? null : { anchor: json, head: json });
  }

  /**
   * Resolves once the document is here and at most `most` updates wait for their acknowledgement. Rejects with
   * {@link ConnectionLost}, or with the signal's reason. A server that is merely away is waited for.
   */
  async settled(most: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      if (this.lostReason !== null) throw new ConnectionLost(this.lostReason);
      signal.throwIfAborted();
      if (this.isHere && (this.socket?.unacknowledged ?? 0) <= most) return;
      await this.change(signal);
    }
  }

  leave(): void {
    this.provider.destroy();
    this.document.destroy();
    this.wake();
  }

  /** The document is here as the server has it, and what an earlier socket may have lost was sent again. */
  private get isHere(): boolean {
    const { socket } = this;
    if (socket?.readyState !== WebSocket.OPEN) return false;
    return this.provider.isAuthenticated && socket.stateCame && socket.stateSent;
  }

  private readProgress(): void {
    // The server says why in its next frame; without that the refusal itself must do.
    if (this.socket?.refused) setTimeout(() => this.lose('denied'), REASON_WITHIN_MS);
    else this.wake();
  }

  private change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.listeners.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.listeners.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  private wake(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private readStateless(payload: string): void {
    const message = serverMessage.safeParse(parseJson(payload));
    if (message.success && message.data.type === 'refused') this.lose(message.data.reason);
  }

  private readClose(code: number, words: string): void {
    const reason = closeReasonOf(code) ?? (isCloseReason(words) ? words : undefined);
    // 1000 with the socket still open is the server closing this one document: nothing would reopen it.
    if (reason === undefined && code === 1000) this.lose('denied');
    else if (reason !== undefined && !TRANSIENT.includes(reason)) this.lose(reason);
    else this.wake();
  }

  private lose(reason: LostReason): void {
    this.lostReason ??= reason;
    this.wake();
  }
}

/** Closings after which the provider comes back by itself with a new ticket. */
const TRANSIENT: readonly CloseReason[] = ['going-away', 'try-again', 'too-fast', 'unauthenticated'];

function isCloseReason(words: string): words is CloseReason {
  return Object.hasOwn(CLOSE_CODES, words);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
