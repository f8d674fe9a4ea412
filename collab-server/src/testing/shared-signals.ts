import { randomUUID } from 'node:crypto';
import { createLocalSignals, createRedisSignals, type Signals } from '@hamnevis/db/signals/signals';

/** Hints that the nodes of one test share. */
export interface SharedSignals {
  /** One more node's own end. */
  ofNode(): Signals;
  close(): Promise<void>;
}

/** Hints as they travel in production, through Redis; without `TEST_REDIS_URL`, within the process. */
export function buildSharedSignals(): SharedSignals {
  const url = process.env.TEST_REDIS_URL;
  if (!url) {
    const shared = createLocalSignals();
    return { ofNode: () => shared, close: () => shared.close() };
  }
  const prefix = `test-${randomUUID()}`;
  const made: Signals[] = [];
  return {
    ofNode() {
      const signals = createRedisSignals(url, prefix, () => {});
      made.push(signals);
      return signals;
    },
    close: async () => void (await Promise.all(made.map((signals) => signals.close()))),
  };
}
