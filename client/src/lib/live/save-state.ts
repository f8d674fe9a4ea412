// What the save state says, from what is known. It never says "saved" on a guess.
import type { CloseReason } from '@hamnevis/core/sockets/close-codes';

/** Why a document cannot be opened or go on here. */
export type EndReason = CloseReason | 'signed-out' | 'refused-again';

export type SaveState =
  | { kind: 'saved' }
  /** `confirmed`: changes that are safe by now; while it grows, acknowledgements arrive. */
  | { kind: 'saving'; waiting: number; confirmed: number }
  | { kind: 'offline'; waiting: number }
  | { kind: 'refused'; waiting: number; reason: EndReason };

/** Where the state of the moment is asked for; it changes with every letter. */
export interface SaveSource {
  /** Answers how to stop. */
  subscribe: (listener: () => void) => () => void;
  getSave: () => SaveState;
}

export interface Knowledge {
  /** `opening` until the first connection stands or fails. */
  connection: 'opening' | 'online' | 'offline';
  /** Unconfirmed changes. */
  waiting: number;
  /** Changes that were confirmed since the copy was opened. */
  confirmed: number;
  /** The replica's state was compared with the server's at least once. */
  verified: boolean;
  /** Words were refused and their author has not yet dealt with them. */
  refused: EndReason | null;
  ended: EndReason | null;
}

export function saveStateOf(known: Knowledge): SaveState {
  const reason = known.ended ?? known.refused;
  if (reason) return { kind: 'refused', waiting: known.waiting, reason };
  if (known.connection === 'offline') return { kind: 'offline', waiting: known.waiting };
  if (known.connection === 'opening' || known.waiting > 0 || !known.verified) {
    return { kind: 'saving', waiting: known.waiting, confirmed: known.confirmed };
  }
  return { kind: 'saved' };
}
