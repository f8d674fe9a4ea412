// What the server has confirmed, counted by us. The provider's own counter starts again at 1 with every
// connection, so after a reconnect it reaches 0 before the queued changes are confirmed; "saved" must not.
//
// Confirmations carry no identity, but they come in the order of the frames of one connection. So the ledger
// remembers, for each frame on the connection of now, what it covers.

/** What one frame covers: the first `made` changes, and the state of the replica when it was sent. */
export interface SentFrame {
  made: number;
  clocks: ReadonlyMap<number, number>;
}

export interface AckLedger {
  /** Changes made here since the copy began. */
  made: number;
  /** How many of them are confirmed: always a prefix, since each frame covers all before it. */
  confirmed: number;
  /** Frames of this connection that wait for their confirmation, oldest first. */
  inFlight: readonly SentFrame[];
  /** This connection's handshake has been sent: everything older is on its way. */
  handshaken: boolean;
  /** A handshake of this replica was confirmed: nothing from an earlier visit is unknown any more. */
  verified: boolean;
}

/** A fresh ledger; `restored` changes of an earlier visit are known to wait. */
export function emptyLedger(restored = 0): AckLedger {
  return { made: restored, confirmed: 0, inFlight: [], handshaken: false, verified: false };
}

/** A connection began or ended: whatever was in flight may or may not have arrived, the handshake will tell. */
export function connectionChanged(ledger: AckLedger): AckLedger {
  return { ...ledger, inFlight: [], handshaken: false };
}

export function changeMade(ledger: AckLedger): AckLedger {
  return { ...ledger, made: ledger.made + 1 };
}

/** The handshake's answer, which holds everything that the server lacks, was sent. */
export function handshakeSent(ledger: AckLedger, clocks: ReadonlyMap<number, number>): AckLedger {
  return { ...frameSent(ledger, clocks), handshaken: true };
}

export function frameSent(ledger: AckLedger, clocks: ReadonlyMap<number, number>): AckLedger {
  return { ...ledger, inFlight: [...ledger.inFlight, { made: ledger.made, clocks }] };
}

/** The server confirmed the oldest frame in flight; a confirmation that belongs to none is ignored. */
export function frameConfirmed(ledger: AckLedger): { ledger: AckLedger; frame: SentFrame | undefined } {
  const [frame, ...rest] = ledger.inFlight;
  if (!frame) return { ledger, frame: undefined };
  return {
    ledger: { ...ledger, inFlight: rest, confirmed: Math.max(ledger.confirmed, frame.made), verified: true },
    frame,
  };
}

/** Changes that the server has not confirmed. */
export function waiting(ledger: AckLedger): number {
  return ledger.made - ledger.confirmed;
}
