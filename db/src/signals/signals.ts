// Hints between programs: "look again". A lost hint delays and never loses, so nothing may depend on one arriving.
import { EventEmitter } from 'node:events';
import { Redis } from 'ioredis';

/** What may be hinted at, by channel. */
export interface SignalMap {
  /** The log of a document grew to `sequence`. */
  'log-grew': { documentId: string; sequence: number; node: string };
  /** The status changed; nodes re-judge their connections. */
  'status-changed': { documentId: string };
  /** Rights of a person changed: role, suspension, removal. */
  'member-changed': { organizationId: string; personId: string };
  /** A session ended; its sockets are cut. */
  'session-ended': { sessionId: string };
  /** Something beside the text changed; clients fetch it again. */
  'document-changed': { documentId: string; what: 'document' | 'versions' | 'ai-runs' | 'homeless' };
  /** Somebody asked an AI run to stop. */
  'run-stop': { runId: string };
  /** One awareness frame of a document, base64, from another node. */
  awareness: { documentId: string; node: string; frame: string };
}
export type Channel = keyof SignalMap;

export interface Signals {
  publish<C extends Channel>(channel: C, payload: SignalMap[C]): void;
  /** Returns a function that ends the subscription. */
  subscribe<C extends Channel>(channel: C, listener: (payload: SignalMap[C]) => void): () => void;
  close(): Promise<void>;
}

/** Signals within one process: the embedded default. */
export function createLocalSignals(): Signals {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    // Deferred, as a network would: a publisher never runs its listeners inside its own transaction.
    publish: (channel, payload) => void setImmediate(() => emitter.emit(channel, payload)),
    subscribe(channel, listener) {
      emitter.on(channel, listener);
      return () => void emitter.off(channel, listener);
    },
    close: async () => void emitter.removeAllListeners(),
  };
}

/**
 * Signals through Redis publish/subscribe. While Redis is away hints are dropped with a warning: everybody who
 * listens also looks by itself from time to time.
 */
export function createRedisSignals(url: string, prefix: string, onError: (error: Error) => void): Signals {
  const named = (channel: string) => `${prefix}:signal:${channel}`;
  const publisher = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    lazyConnect: false,
  });
  const subscriber = new Redis(url, { maxRetriesPerRequest: null });
  const emitter = new EventEmitter().setMaxListeners(0);
  publisher.on('error', onError);
  subscriber.on('error', onError);
  subscriber.on('message', (channel: string, message: string) => {
    try {
      emitter.emit(channel.slice(named('').length), JSON.parse(message));
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  });
  return {
    publish(channel, payload) {
      publisher.publish(named(channel), JSON.stringify(payload)).catch(onError);
    },
    subscribe(channel, listener) {
      if (emitter.listenerCount(channel) === 0) subscriber.subscribe(named(channel)).catch(onError);
      emitter.on(channel, listener);
      return () => void emitter.off(channel, listener);
    },
    async close() {
      emitter.removeAllListeners();
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}
