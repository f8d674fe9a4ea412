import type { ClockRange } from '@hamnevis/core/history/pasted';
import { HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { type Frame, readFrame, splitFrame, stepTwoLike, updateIn, withPasted } from './frames.ts';
import { Gathering } from './gathering.ts';

/** The close code of a connection that was given up (as the provider's own). */
const NO_ANSWER = 4408;
/** What stands before the update in a frame, at most. */
const FRAME_HEAD_BYTES = 512;
/** What comes in a smaller frame is soon taken in, in whatever order. */
const LARGE_BYTES = 16 * 1024;
/** How long a line may say nothing until it is given up. */
export interface Patience {
  silenceMs: number;
  /** While it does not even stand. */
  dialMs: number;
  lookEveryMs: number;
}

/** The server never says nothing for longer than 15 s, however quiet the document is. */
const PATIENCE: Patience = { silenceMs: 22_000, dialMs: 10_000, lookEveryMs: 1_000 };
/** After a lost connection, so long at least and at most; not everybody who lost a server comes back in one moment. */
const COME_BACK_MS = [500, 1500] as const;

interface LedgerSocketHooks {
  /** Asked before a sync frame goes out; false holds it back for good (the next handshake covers it). */
  maySend: (frame: Frame) => boolean;
  onSent: (frame: Frame) => void;
  /** Which letters that are not safe yet were pasted. */
  pasted: () => readonly ClockRange[];
  /** The most bytes that one update may have here. */
  maxUpdateBytes: () => number;
  /** An update cannot be made small enough: it was not sent, and never can be. */
  onTooLarge: () => void;
  /** Asked when a handshake begins: what goes ahead of it, if anything. */
  aheadOfHandshake: () => Uint8Array | null;
  onReceived: (frame: Frame) => void;
  /** Takes in what several others wrote as one change, by calling `each`. */
  takeIn: (each: () => void) => void;
  /** A large update has come, which the provider is about to take in. */
  beforeLarge: (update: Uint8Array) => void;
}

/**
 * The provider's socket, with every sync frame passing through our ledger. While there is no connection, or no
 * handshake on it yet, updates are not queued as the provider would: sent before the handshake they would lack
 * their predecessors, and the handshake carries them anyway.
 */
export class LedgerSocket extends HocuspocusProviderWebsocket {
  // Assigned after super(), which connects only when asked to (autoConnect is off).
  private hooks: LedgerSocketHooks;
  /** What others wrote and where they stand, on its way to the document. */
  private readonly others: Gathering<MessageEvent>;
  /** When this connection was dialled, stood, or last said something. */
  private heardAt = 0;

  private readonly patience: Patience;

  constructor(url: string, hooks: LedgerSocketHooks, patience = PATIENCE) {
    const [soonest, latest] = COME_BACK_MS;
    super({
      url,
      autoConnect: false,
      delay: Math.round(soonest + Math.random() * (latest - soonest)),
      minDelay: soonest,
      maxDelay: 5000,
      // It looks ten times as often as that.
      messageReconnectTimeout: patience.lookEveryMs * 10,
    });
    this.hooks = hooks;
    this.patience = patience;
    this.others = new Gathering((events) =>
      this.hooks.takeIn(() => {
        for (const event of events) this.give(event);
      }),
    );
    this.on('open', () => this.heard());
    this.on('message', (event: MessageEvent) => {
      this.heard();
      this.hooks.onReceived(readFrame(new Uint8Array(event.data as ArrayBuffer)));
    });
  }

  override createWebSocketConnection(): Promise<unknown> {
    this.heard();
    return super.createWebSocketConnection();
  }

  /**
   * Gives a line up on which nothing comes any more. The provider would ask it to close and wait for an answer first,
   * and would wait without end for a line that never came to stand, or stands and never says a word.
   */
  override checkConnection(): void {
    if (!this.webSocket) return;
    const isDialling = this.webSocket.readyState === WebSocket.CONNECTING;
    const { dialMs, silenceMs } = this.patience;
    if (Date.now() - this.heardAt > (isDialling ? dialMs : silenceMs)) this.giveUp();
  }

  /** Ends this connection without waiting for the other end; the provider opens the next one by itself. */
  giveUp(): void {
    if (this.webSocket) this.emit('close', { event: { code: NO_ANSWER, reason: '' } });
  }

  /**
   * An attempt to connect ends with the first word of the server. The provider would forget it at once when the line
   * stands; one that closes before that word would then be followed by two attempts, of which the later cuts the other.
   */
  override async onOpen(event: Event): Promise<void> {
    const attempt = this.cancelWebsocketRetry;
    await super.onOpen(event);
    if (this.connectionAttempt && attempt) this.cancelWebsocketRetry = attempt;
  }

  override resolveConnectionAttempt(): void {
    delete this.cancelWebsocketRetry;
    super.resolveConnectionAttempt();
  }

  private heard(): void {
    this.heardAt = Date.now();
  }

  /**
   * While held, what others write waits here and is given on in its order afterwards. Handshakes and acknowledgements
   * pass: they say nothing of the text.
   */
  hold(held: boolean): void {
    this.others.hold(held);
  }

  protected override emit(name: string, ...given: unknown[]): this {
    const [event] = given;
    if (name !== 'message' || !(event instanceof MessageEvent)) return super.emit(name, ...given);
    const { kind } = readFrame(new Uint8Array(event.data as ArrayBuffer));
    if (kind === 'update' || kind === 'awareness') {
      this.heard();
      // A caret stands behind letters that came before it.
      this.others.add(event);
      return this;
    }
    // What the server says of the text comes after the text.
    if (kind !== 'status') this.others.giveOn();
    return this.give(event);
  }

  /** Gives a frame to whoever listens, the provider among them. */
  private give(event: MessageEvent): this {
    const bytes = new Uint8Array(event.data as ArrayBuffer);
    if (bytes.length >= LARGE_BYTES) {
      const { kind } = readFrame(bytes);
      if (kind === 'update' || kind === 'step-two') this.hooks.beforeLarge(updateIn(bytes));
    }
    return super.emit('message', event);
  }

  override destroy(): void {
    this.others.end();
    super.destroy();
  }

  override send(message: Uint8Array): void {
    const frame = readFrame(message);
    if (frame.kind === 'other' || frame.kind === 'awareness') {
      super.send(message);
      return;
    }
    if (this.webSocket?.readyState !== WebSocket.OPEN || !this.hooks.maySend(frame)) return;
    const ahead = frame.kind === 'step-one' ? this.hooks.aheadOfHandshake() : null;
    if (ahead) {
      this.sendWhole(stepTwoLike(message, ahead), { kind: 'ahead' });
    }
    this.sendWhole(message, frame);
  }

  /** The server closes the socket for an update that is too large, and would again with the next one. */
  private sendWhole(message: Uint8Array, frame: Frame): void {
    const most = this.hooks.maxUpdateBytes();
    const parts = message.length <= most || frame.kind === 'step-one' ? [message] : splitFrame(message, most);
    if (frame.kind !== 'step-one' && parts.some((part) => part.length > most + FRAME_HEAD_BYTES)) {
      this.hooks.onTooLarge();
      return;
    }
    for (const [index, part] of parts.entries()) {
      super.send(frame.kind === 'step-one' ? part : withPasted(part, this.hooks.pasted()));
      this.hooks.onSent(index === parts.length - 1 ? frame : { kind: 'part' });
    }
  }

  /** Ends this connection; the provider opens the next one by itself. */
  reconnect(): void {
    this.webSocket?.close();
  }
}
