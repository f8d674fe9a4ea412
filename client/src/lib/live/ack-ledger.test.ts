import { describe, expect, it } from 'vitest';
import {
  type AckLedger,
  changeMade,
  connectionChanged,
  emptyLedger,
  frameConfirmed,
  frameSent,
  handshakeSent,
  waiting,
} from './ack-ledger.ts';

const NO_CLOCKS = new Map<number, number>();
const typed = (ledger: AckLedger) => frameSent(changeMade(ledger), NO_CLOCKS);
const confirmed = (ledger: AckLedger) => frameConfirmed(ledger).ledger;

describe('the ledger of confirmations', () => {
  it('each confirmation covers its own frame and no later one', () => {
    let ledger = typed(typed(typed(handshakeSent(emptyLedger(), NO_CLOCKS))));
    ledger = confirmed(confirmed(ledger));
    expect(waiting(ledger)).toBe(2);
    expect(waiting(confirmed(confirmed(ledger)))).toBe(0);
  });

  it('after a reconnect the first confirmation does not count as all of them', () => {
    let ledger = connectionChanged(typed(typed(handshakeSent(emptyLedger(), NO_CLOCKS))));
    expect(waiting(ledger)).toBe(2);
    ledger = changeMade(ledger);
    ledger = handshakeSent(ledger, NO_CLOCKS);
    ledger = typed(typed(ledger));
    expect(waiting(ledger)).toBe(5);
    ledger = confirmed(ledger);
    expect(waiting(ledger)).toBe(2);
  });

  it('a confirmation from a connection that is gone is not counted on the next', () => {
    const ledger = connectionChanged(typed(emptyLedger()));
    expect(frameConfirmed(ledger)).toEqual({ ledger, frame: undefined });
  });

  it('changes of an earlier visit wait until a handshake is confirmed', () => {
    const ledger = emptyLedger(7);
    expect(waiting(ledger)).toBe(7);
    expect(ledger.verified).toBe(false);
    const after = confirmed(handshakeSent(ledger, NO_CLOCKS));
    expect(waiting(after)).toBe(0);
    expect(after.verified).toBe(true);
  });
});
