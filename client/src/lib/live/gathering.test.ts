import { describe, expect, it } from 'vitest';
import { type Clock, Gathering } from './gathering.ts';

/** A clock that is moved by hand; giving on takes `costMs`. */
function buildGathering(costMs: number, { isTyping = false } = {}) {
  let now = 1000;
  let timer: { at: number; run: () => void } | null = null;
  const clock: Clock = {
    now: () => now,
    isQuiet: () => !isTyping,
    after: (ms, run) => {
      timer = { at: now + ms, run };
      return () => {
        timer = null;
      };
    },
  };
  const given: { at: number; things: number[] }[] = [];
  const gathering = new Gathering<number>((things) => {
    given.push({ at: now, things: [...things] });
    now += costMs;
  }, clock);
  const pass = (ms: number) => {
    const until = now + ms;
    while (timer && timer.at <= until) {
      const { at, run } = timer;
      timer = null;
      now = Math.max(now, at);
      run();
    }
    now = Math.max(now, until);
  };
  return { gathering, given, pass };
}

describe('gathering', () => {
  it('gives the first on at once, and those that follow soon together, in their order', () => {
    const { gathering, given, pass } = buildGathering(1);
    gathering.add(1);
    expect(given.map(({ things }) => things)).toEqual([[1]]);
    for (const thing of [2, 3, 4]) {
      pass(10);
      gathering.add(thing);
    }
    expect(given).toHaveLength(1);
    pass(40);
    expect(given.map(({ things }) => things)).toEqual([[1], [2, 3, 4]]);
    pass(1000);
    gathering.add(5);
    expect(given.at(-1)?.things).toEqual([5]);
  });

  it('waits for a good moment also with the first, while somebody types', () => {
    const { gathering, given, pass } = buildGathering(1, { isTyping: true });
    gathering.add(1);
    gathering.add(2);
    expect(given).toEqual([]);
    pass(1);
    expect(given.map(({ things }) => things)).toEqual([[1, 2]]);
  });

  it('waits the longer the longer the last took, and never longer than a quarter of a second', () => {
    const waited = (costMs: number) => {
      const { gathering, given, pass } = buildGathering(costMs);
      gathering.add(1);
      gathering.add(2);
      pass(10_000);
      return (given[1]?.at ?? 0) - (given[0]?.at ?? 0) - costMs;
    };
    expect([waited(1), waited(20), waited(500)]).toEqual([40, 100, 250]);
  });

  it('gives nothing on while held, whatever comes, and everything after', () => {
    const { gathering, given, pass } = buildGathering(1);
    gathering.add(1);
    gathering.add(2);
    gathering.hold(true);
    pass(1000);
    gathering.add(3);
    gathering.giveOn();
    expect(given).toHaveLength(1);
    gathering.hold(false);
    expect(given.at(-1)?.things).toEqual([2, 3]);
  });

  it('gives on what waits when asked to, and forgets it at its end', () => {
    const { gathering, given, pass } = buildGathering(1);
    gathering.add(1);
    gathering.add(2);
    gathering.giveOn();
    expect(given.at(-1)?.things).toEqual([2]);
    gathering.add(3);
    gathering.end();
    pass(1000);
    expect(given).toHaveLength(2);
  });

  it('goes on after a taking in that failed', () => {
    let fails = true;
    const given: number[] = [];
    const gathering = new Gathering<number>((things) => {
      if (fails) throw new Error('no');
      given.push(...things);
    });
    expect(() => gathering.add(1)).toThrow('no');
    fails = false;
    gathering.add(2);
    gathering.giveOn();
    expect(given).toEqual([2]);
  });
});
