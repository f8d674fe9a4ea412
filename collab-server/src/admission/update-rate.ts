// How fast one connection may write. Whoever is faster waits; no update out of a row is ever dropped.
import { setTimeout as pause } from 'node:timers/promises';

export interface UpdateRate {
  /** Resolves when `holder` may send `count` updates more. */
  take(holder: object, count: number): Promise<void>;
}

/** A bucket per holder, `perSecond` updates wide, filled evenly. */
export function createUpdateRate(perSecond: number): UpdateRate {
  const buckets = new WeakMap<object, { left: number; at: number }>();
  return {
    async take(holder, count) {
      const now = performance.now();
      const bucket = buckets.get(holder) ?? { left: perSecond, at: now };
      buckets.set(holder, bucket);
      bucket.left = Math.min(perSecond, bucket.left + ((now - bucket.at) * perSecond) / 1000) - count;
      bucket.at = now;
      // Debt is slept off before the next is handled, so that a burst does not pile up behind it.
      if (bucket.left < 0) await pause((-bucket.left * 1000) / perSecond);
    },
  };
}
