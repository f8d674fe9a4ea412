// What is safe, as the server said it. Every acknowledgement names how many frames of this connection are in the log
// and up to which clocks (core, sockets/acknowledgement); so "saved" is what the server has, compared with what is
// here, and no count of answers. The provider's own counter starts again at 1 with every connection and reaches 0
// before the queued changes are confirmed.
import type { Acknowledgement } from '@hamnevis/core/sockets/acknowledgement';

/** What one frame covers: the first `made` changes. */
interface SentFrame {
  /** Its number on this connection, from 1. */
  frame: number;
  made: number;
}

export interface AckLedger {
  /** Changes made here since the copy began. */
  made: number;
  /** How many of them are safe: always a prefix, since each frame covers all before it. */
  confirmed: number;
  /** Frames sent over this connection. */
  frames: number;
  /** Those that are not confirmed yet, oldest first. */
  inFlight: readonly SentFrame[];
  /** This connection's handshake has been sent: everything older is on its way. */
  handshaken: boolean;
  /** A handshake of this replica was confirmed: nothing from an earlier visit is unknown any more. */
  verified: boolean;
  /** Every row of the log up to this one was committed when the server last spoke. */
  sequence: number;
}

/** A fresh ledger; `restored` changes of an earlier visit are known to wait. */
export function emptyLedger(restored = 0): AckLedger {
  return {
    made: restored,
    confirmed: 0,
    frames: 0,
    inFlight: [],
    handshaken: false,
    verified: false,
    sequence: 0,
  };
}

/** A connection began or ended: whatever was in flight may or may not have arrived, the handshake will tell. */
export function connectionChanged(ledger: AckLedger): AckLedger {
  return { ...ledger, frames: 0, inFlight: [], handshaken: false };
}

export function changeMade(ledger: AckLedger): AckLedger {
  return { ...ledger, made: ledger.made + 1 };
}

/** The handshake's answer, which holds everything that the server lacks, was sent. */
export function handshakeSent(ledger: AckLedger): AckLedger {
  return { ...frameSent(ledger), handshaken: true };
}

/** The beginning of something larger went out: by itself it covers nothing. */
export function partSent(ledger: AckLedger): AckLedger {
  const frame = ledger.frames + 1;
  return { ...ledger, frames: frame, inFlight: [...ledger.inFlight, { frame, made: ledger.confirmed }] };
}

export function frameSent(ledger: AckLedger): AckLedger {
  const frame = ledger.frames + 1;
  return { ...ledger, frames: frame, inFlight: [...ledger.inFlight, { frame, made: ledger.made }] };
}

/** The server said what is safe. Frames that it does not cover go on waiting, however often it answers. */
export function acknowledged(
  ledger: AckLedger,
  said: Pick<Acknowledgement, 'frames' | 'sequence'>,
): AckLedger {
  const covered = ledger.inFlight.filter(({ frame }) => frame <= said.frames).at(-1);
  return {
    ...ledger,
    inFlight: ledger.inFlight.filter(({ frame }) => frame > said.frames),
    confirmed: Math.max(ledger.confirmed, covered?.made ?? 0),
    verified: ledger.verified || covered !== undefined,
    sequence: Math.max(ledger.sequence, said.sequence),
  };
}

/** Changes that are not known to be safe. */
export function waiting(ledger: AckLedger): number {
  return ledger.made - ledger.confirmed;
}
