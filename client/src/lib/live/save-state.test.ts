import { describe, expect, it } from 'vitest';
import { type Knowledge, saveStateOf } from './save-state.ts';

const calm: Knowledge = {
  connection: 'online',
  waiting: 0,
  confirmed: 0,
  verified: true,
  refused: null,
  ended: null,
};

describe('the save state', () => {
  it('says saved only when connected, compared with the server, and with nothing on its way', () => {
    expect(saveStateOf(calm)).toEqual({ kind: 'saved' });
    for (const doubt of [
      { connection: 'opening' },
      { verified: false },
      { waiting: 1 },
    ] as Partial<Knowledge>[]) {
      expect(saveStateOf({ ...calm, ...doubt }).kind).toBe('saving');
    }
  });

  it('says offline with the number that waits', () => {
    expect(saveStateOf({ ...calm, connection: 'offline', waiting: 3 })).toEqual({
      kind: 'offline',
      waiting: 3,
    });
  });

  it('says refused, with the reason, whatever else is true', () => {
    expect(saveStateOf({ ...calm, refused: 'gap' })).toEqual({ kind: 'refused', waiting: 0, reason: 'gap' });
    expect(saveStateOf({ ...calm, connection: 'offline', refused: 'gap', ended: 'not-found' })).toEqual({
      kind: 'refused',
      waiting: 0,
      reason: 'not-found',
    });
  });
});
