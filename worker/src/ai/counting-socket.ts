// Counts, for one physical socket, what was sent and what was acknowledged. The provider keeps a count of its
// own, but starts it afresh at each connection while older frames still wait in its queue: it can reach zero
// before everything is in the log.

import { createDecoder, readVarString, readVarUint } from 'lib0/decoding';
import { WebSocket } from 'ws';

/** Kinds of Hocuspocus messages, and of sync messages inside them. */
const SYNC = 0;
const SYNC_STATUS = 8;
const STEP_TWO = 1;
const UPDATE = 2;

export class CountingSocket extends WebSocket {
  /** The server's whole state came over this socket. */
  stateCame = false;
  /** All that we have was sent over this socket. */
  stateSent = false;
  /** Frames with changes that the server has not answered yet. */
  unacknowledged = 0;
  /** The server refused a change. */
  refused = false;
  private readonly onProgress: () => void;

  constructor(url: string | URL, onProgress: () => void) {
    super(url);
    this.onProgress = onProgress;
    // A socket that is closed while it connects emits an error that the provider no longer listens to.
    this.on('error', () => {});
    this.on('message', (data) => this.received(data as ArrayBuffer));
  }

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of ws differ in their last arguments only
  override send(data: any, ...rest: any[]): void {
    const { kind, step } = frameKind(data as Uint8Array);
    if (kind === SYNC && (step === STEP_TWO || step === UPDATE)) {
      this.unacknowledged += 1;
      this.stateSent ||= step === STEP_TWO;
    }
    super.send(data, ...(rest as []));
  }

  private received(data: ArrayBuffer): void {
    const { kind, step } = frameKind(new Uint8Array(data));
    if (kind === SYNC && step === STEP_TWO) this.stateCame = true;
    else if (kind === SYNC_STATUS) {
      this.unacknowledged -= 1;
      this.refused ||= step !== 1;
    } else return;
    this.onProgress();
  }
}

/** A frame is the document's name, the kind of message, and for these kinds a number; a ping is one byte. */
function frameKind(frame: Uint8Array): { kind: number; step: number } {
  if (frame.length < 3) return { kind: -1, step: -1 };
  const decoder = createDecoder(frame);
  readVarString(decoder);
  const kind = readVarUint(decoder);
  return { kind, step: kind === SYNC || kind === SYNC_STATUS ? readVarUint(decoder) : -1 };
}
