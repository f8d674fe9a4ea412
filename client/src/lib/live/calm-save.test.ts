import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CalmSave, TOLD_AFTER_MS } from './calm-save.ts';
import type { SaveState } from './save-state.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const SAVED: SaveState = { kind: 'saved' };
const saving = (waiting: number, confirmed: number): SaveState => ({ kind: 'saving', waiting, confirmed });

/** A session that says what it is told to, and everything that was told of it. */
function build(first: SaveState) {
  let save = first;
  const listeners = new Set<() => void>();
  const calm = new CalmSave({
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSave: () => save,
  });
  const told: string[] = [];
  const note = () => {
    const now = calm.getTold();
    told.push(now.kind === 'saved' ? 'saved' : `${now.kind} ${now.waiting}`);
  };
  const end = calm.subscribe(note);
  return {
    calm,
    told,
    end,
    say: (next: SaveState) => {
      save = next;
      for (const listener of listeners) listener();
    },
    hearers: () => listeners.size,
  };
}

describe('what is told of saving', () => {
  it('is nothing new while each letter is acknowledged soon, however many are typed', () => {
    const { say, told, calm } = build(SAVED);
    for (let letter = 0; letter < 200; letter += 1) {
      say(saving(1, letter));
      vi.advanceTimersByTime(20);
      say(SAVED);
      vi.advanceTimersByTime(60);
    }
    // On a slow line there is always one on its way, and still they arrive.
    for (let letter = 0; letter < 200; letter += 1) {
      say(saving(3, letter));
      vi.advanceTimersByTime(400);
    }
    expect([told, calm.getTold()]).toEqual([[], SAVED]);
  });

  it('says after a second without an acknowledgement that changes are on their way, with their true number, and then saved', () => {
    const { say, told } = build(SAVED);
    say(saving(1, 5));
    vi.advanceTimersByTime(TOLD_AFTER_MS - 1);
    say(saving(4, 5));
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['saving 4']);
    say(saving(6, 5));
    say(saving(2, 9));
    say(SAVED);
    expect(told).toEqual(['saving 4', 'saving 6', 'saving 2', 'saved']);
  });

  it('says offline and refused at once', () => {
    const { say, told } = build(SAVED);
    say(saving(1, 0));
    say({ kind: 'offline', waiting: 1 });
    say({ kind: 'offline', waiting: 2 });
    say({ kind: 'refused', waiting: 2, reason: 'gap' });
    vi.advanceTimersByTime(2 * TOLD_AFTER_MS);
    expect(told).toEqual(['offline 1', 'offline 2', 'refused 2']);
  });

  it('begins with what is, and never says saved of what is not', () => {
    const { say, told, calm } = build(saving(0, 0));
    expect(calm.getTold()).toEqual(saving(0, 0));
    say(saving(2, 0));
    expect(told).toEqual(['saving 2']);
  });

  it('hears nothing and waits for nothing once nobody listens', () => {
    const { say, told, end, hearers } = build(SAVED);
    say(saving(1, 0));
    end();
    vi.advanceTimersByTime(2 * TOLD_AFTER_MS);
    expect([told, hearers()]).toEqual([[], 0]);
  });
});
