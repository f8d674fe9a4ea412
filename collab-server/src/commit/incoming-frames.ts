// What one connection has sent and we have not yet handled, in order. When it grows too large the socket is read no
// further: the network slows the sender down, nothing is dropped.
import type { ClockRange } from '@hamnevis/core/history/pasted';
import { SYNC } from '../sockets/frames.ts';
import type { GuardedSocket } from '../sockets/guarded-socket.ts';

/** An update, and what of it its client says was pasted. */
export interface Change {
  bytes: Uint8Array;
  pasted: readonly ClockRange[];
}

export type IncomingFrame =
  | { kind: 'state-vector'; bytes: Uint8Array }
  /** One change. */
  | ({ kind: 'update' } & Change)
  /** Everything that the client has and we lacked when we asked. */
  | ({ kind: 'answer' } & Change)
  | { kind: 'close' };

/** Changes that go into one row together. */
const RUN_FRAMES = 64;
const RUN_BYTES = 256 * 1024;
/** Queued bytes at which the socket is no longer read, of one connection and of all together. */
const HOLD_BYTES = 256 * 1024;
const HOLD_BYTES_OF_ALL = 64 * 1024 * 1024;

export class IncomingFrames {
  readonly #socket: GuardedSocket;
  readonly #bytesOfAll: () => number;
  readonly #frames: IncomingFrame[] = [];
  #bytes = 0;

  /** `bytesOfAll`: what all connections together have waiting. */
  constructor(socket: GuardedSocket, bytesOfAll: () => number) {
    this.#socket = socket;
    this.#bytesOfAll = bytesOfAll;
  }

  get first(): IncomingFrame | undefined {
    return this.#frames[0];
  }

  push(frame: IncomingFrame): void {
    this.#frames.push(frame);
    this.#bytes += sizeOf(frame);
    const limit = this.#bytesOfAll() > HOLD_BYTES_OF_ALL ? 0 : HOLD_BYTES;
    if (this.#bytes > limit) this.#socket.hold(this);
  }

  takeOne(): void {
    this.#take(1);
  }

  /** The changes at the head of the queue that fit into one row. */
  takeRun(): Change[] {
    const run: Change[] = [];
    let bytes = 0;
    for (const frame of this.#frames) {
      if (frame.kind !== 'update' || run.length === RUN_FRAMES) break;
      bytes += frame.bytes.length;
      if (run.length > 0 && bytes > RUN_BYTES) break;
      run.push(frame);
    }
    this.#take(run.length);
    return run;
  }

  clear(): void {
    this.#take(this.#frames.length);
  }

  #take(count: number): void {
    for (const frame of this.#frames.splice(0, count)) this.#bytes -= sizeOf(frame);
    if (this.#bytes <= HOLD_BYTES / 2) this.#socket.letGo(this);
  }
}

/** Throws a RangeError on what is no message of y-protocols/sync. */
export function syncKind(kind: number): 'state-vector' | 'answer' | 'update' {
  if (kind === SYNC.step1) return 'state-vector';
  if (kind === SYNC.step2) return 'answer';
  if (kind === SYNC.update) return 'update';
  throw new RangeError(`no sync message ${kind}`);
}

function sizeOf(frame: IncomingFrame): number {
  // A frame costs memory of its own, however small it is.
  return frame.kind === 'close' ? 0 : frame.bytes.length + 100;
}
