import type { Channel, SignalMap, Signals } from '@hamnevis/db/signals/signals';

/** One node's ends of the hints that nodes share: `isLost` says of each hint whether it reaches nobody. */
export function buildLossySignals(shared: Signals, isLost: () => boolean): Signals {
  const ends = new Set<() => void>();
  let isClosed = false;
  return {
    publish(channel, payload) {
      if (!isClosed && !isLost()) shared.publish(channel, payload);
    },
    subscribe<C extends Channel>(channel: C, listener: (payload: SignalMap[C]) => void) {
      const end = shared.subscribe(channel, listener);
      ends.add(end);
      return end;
    },
    async close() {
      isClosed = true;
      for (const end of ends) end();
    },
  };
}
