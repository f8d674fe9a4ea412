import { describe, expect, it } from 'vitest';
import {
  type AckLedger,
  acknowledged,
  changeMade,
  connectionChanged,
  emptyLedger,
  frameSent,
  handshakeSent,
  partSent,
  waiting,
} from './ack-ledger.ts';

const typed = (ledger: AckLedger) => frameSent(changeMade(ledger));
const safe = (ledger: AckLedger, frames: number, sequence = 0) => acknowledged(ledger, { frames, sequence });

describe('the ledger of what is safe', () => {
  it('an acknowledgement covers the frames that it names and no later one', () => {
    let ledger = typed(typed(typed(handshakeSent(emptyLedger()))));
    ledger = safe(ledger, 2);
    expect(waiting(ledger)).toBe(2);
    expect(waiting(safe(ledger, 4))).toBe(0);
  });

  it('many answers that name the same frames are not many frames', () => {
    let ledger = typed(typed(handshakeSent(emptyLedger())));
    for (let times = 0; times < 5; times += 1) ledger = safe(ledger, 1);
    expect(waiting(ledger)).toBe(2);
    expect(ledger.inFlight).toHaveLength(2);
  });

  it('the first part of something larger covers nothing of it', () => {
    let ledger = frameSent(partSent(partSent(changeMade(handshakeSent(emptyLedger())))));
    ledger = safe(ledger, 3);
    expect(waiting(ledger)).toBe(1);
    expect(waiting(safe(ledger, 4))).toBe(0);
  });

  it('after a reconnect frames are counted anew, and the handshake covers all before it', () => {
    let ledger = connectionChanged(typed(typed(handshakeSent(emptyLedger()))));
    expect(waiting(ledger)).toBe(2);
    ledger = typed(typed(handshakeSent(changeMade(ledger))));
    expect(waiting(ledger)).toBe(5);
    ledger = safe(ledger, 1);
    expect(waiting(ledger)).toBe(2);
  });

  it('an acknowledgement of a connection that is gone is not counted on the next', () => {
    const ledger = connectionChanged(typed(emptyLedger()));
    expect(safe(ledger, 1)).toMatchObject({ confirmed: 0, verified: false });
  });

  it('changes of an earlier visit wait until a handshake is confirmed', () => {
    const ledger = emptyLedger(7);
    expect(waiting(ledger)).toBe(7);
    const after = safe(handshakeSent(ledger), 1, 12);
    expect(after).toMatchObject({ verified: true, sequence: 12 });
    expect(waiting(after)).toBe(0);
  });
});
