import { HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { type Frame, readFrame, splitFrame, stepTwoLike } from './frames.ts';

/** What stands before the update in a frame, at most. */
const FRAME_HEAD_BYTES = 512;

interface LedgerSocketHooks {
  /** Asked before a sync frame goes out; false holds it back for good (the next handshake covers it). */
  maySend: (frame: Frame) => boolean;
  onSent: (frame: Frame) => void;
  /** The most bytes that one update may have here. */
  maxUpdateBytes: () => number;
  /** An update cannot be made small enough: it was not sent, and never can be. */
  onTooLarge: () => void;
  /** Asked when a handshake begins: what goes ahead of it, if anything. */
  aheadOfHandshake: () => Uint8Array | null;
  onReceived: (frame: Frame) => void;
}

/**
 * The provider's socket, with every sync frame passing through our ledger. While there is no connection, or no
 * handshake on it yet, updates are not queued as the provider would: sent before the handshake they would lack
 * their predecessors, and the handshake carries them anyway.
 */
export class LedgerSocket extends HocuspocusProviderWebsocket {
  // Assigned after super(), which connects only when asked to (autoConnect is off).
  private hooks: LedgerSocketHooks;
  /** What others wrote while it has to wait, in order; null while nothing waits. */
  private waiting: MessageEvent[] | null = null;

  constructor(url: string, hooks: LedgerSocketHooks) {
    super({ url, autoConnect: false, delay: 1000, minDelay: 1000, maxDelay: 5000 });
    this.hooks = hooks;
    this.on('message', (event: MessageEvent) => {
      this.hooks.onReceived(readFrame(new Uint8Array(event.data as ArrayBuffer)));
    });
  }

  /**
   * While held, updates of others wait here and are given on in their order afterwards. Handshakes and
   * acknowledgements pass: they say nothing of the text.
   */
  hold(held: boolean): void {
    const { waiting } = this;
    this.waiting = held ? (waiting ?? []) : null;
    if (!held) for (const event of waiting ?? []) super.emit('message', event);
  }

  protected override emit(name: string, ...given: unknown[]): this {
    const [event] = given;
    if (name === 'message' && this.waiting && event instanceof MessageEvent) {
      if (readFrame(new Uint8Array(event.data as ArrayBuffer)).kind === 'update') {
        this.waiting.push(event);
        return this;
      }
    }
    return super.emit(name, ...given);
  }

  override send(message: Uint8Array): void {
    const frame = readFrame(message);
    if (frame.kind === 'other') {
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
      super.send(part);
      this.hooks.onSent(index === parts.length - 1 ? frame : { kind: 'part' });
    }
  }

  /** Ends this connection; the provider opens the next one by itself. */
  reconnect(): void {
    this.webSocket?.close();
  }
}
