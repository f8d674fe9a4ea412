import { describe, expect, it } from 'vitest';
import { QuietMoments } from './quiet-moments.ts';

/** A page whose keys, frames and time a test moves by hand. */
function buildPage() {
  let now = 0;
  let key: () => void = () => undefined;
  let frames: (() => void)[] = [];
  let timers: { at: number; run: () => void }[] = [];
  let isKeyPending = false;
  const moments = new QuietMoments({
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    onKey: (listener) => {
      key = listener;
    },
    afterPaint: (run) => frames.push(run),
    isKeyPending: () => isKeyPending,
  });
  return {
    moments,
    key: () => key(),
    paint: (pending = false) => {
      isKeyPending = pending;
      const drawn = frames;
      frames = [];
      for (const run of drawn) run();
      isKeyPending = false;
    },
    pass: (ms: number) => {
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { run } of due) run();
    },
  };
}

describe('quiet moments', () => {
  it('run at once while nobody types', () => {
    const { moments, key, paint, pass } = buildPage();
    const done: number[] = [];
    moments.run(() => done.push(1));
    expect(done).toEqual([1]);
    key();
    paint();
    pass(501);
    moments.run(() => done.push(2));
    expect(done).toEqual([1, 2]);
  });

  it('come after the next key is painted, in order and once', () => {
    const { moments, key, paint, pass } = buildPage();
    const done: number[] = [];
    key();
    moments.run(() => done.push(1));
    moments.run(() => done.push(2));
    paint();
    expect(done).toEqual([]);
    key();
    expect(done).toEqual([]);
    paint();
    expect(done).toEqual([1, 2]);
    key();
    paint();
    pass(1_000);
    expect(done).toEqual([1, 2]);
  });

  it('wait for a key that came before the last was painted, or that the page has not heard of', () => {
    const { moments, key, paint } = buildPage();
    const done: number[] = [];
    key();
    moments.run(() => done.push(1));
    key();
    paint(true);
    expect(done).toEqual([]);
    key();
    key();
    paint();
    expect(done).toEqual([1]);
  });

  it('are not waited for longer than a quarter of a second, and can be given up', () => {
    const { moments, key, pass } = buildPage();
    const done: number[] = [];
    key();
    moments.run(() => done.push(1));
    const giveUp = moments.run(() => done.push(2));
    giveUp();
    pass(249);
    expect(done).toEqual([]);
    pass(1);
    expect(done).toEqual([1]);
  });
});
