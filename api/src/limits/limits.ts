import type { Settings } from '@hamnevis/core/settings/settings';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

/** So many points in so many seconds, per key. */
export interface Limit {
  points: number;
  seconds: number;
  counter: RateLimiterMemory | RateLimiterRedis;
}

export interface Limits {
  /** Requests of one address. */
  requests: Limit;
  /** Requests of one person, from wherever. */
  requestsByPerson: Limit;
  /** Requests of one API key. */
  requestsByKey: Limit;
  /** One-time codes asked for by one address. */
  codesByAddress: Limit;
  /** One-time codes sent to one contact. */
  codesByContact: Limit;
  /** Codes by which one person confirms contacts. */
  codesByPerson: Limit;
  /** Wrong codes that were compared, of one contact. */
  wrongCodes: Limit;
  /** Codes really sent to numbers that begin alike. */
  sendsByPrefix: Limit;
  /** Codes really sent by one channel. */
  sendsByDay: Limit;
  /** Codes sent, and codes entered rightly, of one hour; counted only. */
  sentCodes: Limit;
  enteredCodes: Limit;
  /** Alarms of one kind. */
  codeAlarms: Limit;
  /** Invitations that one organization sends as messages. */
  invitations: Limit;
  /** Test messages that one organization sends. */
  testMessages: Limit;
  /** AI runs that one person starts. */
  aiRuns: Limit;
  /** Images of other sites that one person has fetched. */
  fetchedImages: Limit;
  /** Runs what asks for several points at once: over to Redis they go in one write. */
  inOneWrite<Result>(ask: () => Result): Result;
  /** Throws when the counters cannot be reached; null where they stand in this process. */
  ping: (() => Promise<unknown>) | null;
  close(): void;
}

/**
 * The counters: in this process when embedded, in Redis otherwise. While Redis is away each process counts for
 * itself, so that a limit never falls away.
 */
export function createLimits(settings: Settings, onError: (error: Error) => void): Limits {
  const redis = settings.REDIS_URL
    ? new Redis(settings.REDIS_URL, { maxRetriesPerRequest: 1, enableOfflineQueue: false })
    : null;
  redis?.on('error', onError);
  const limit = (name: string, points: number, seconds: number): Limit => {
    const memory = new RateLimiterMemory({ keyPrefix: name, points, duration: seconds });
    const counter = redis
      ? new RateLimiterRedis({
          storeClient: redis,
          keyPrefix: `${settings.REDIS_PREFIX}:limit:${name}`,
          points,
          duration: seconds,
          insuranceLimiter: memory,
        })
      : memory;
    return { points, seconds, counter };
  };
  return {
    requests: limit('requests', settings.RATE_LIMIT_PER_MINUTE, 60),
    requestsByPerson: limit('requests-person', settings.RATE_LIMIT_PERSON_PER_MINUTE, 60),
    requestsByKey: limit('requests-key', settings.RATE_LIMIT_KEY_PER_MINUTE, 60),
    codesByAddress: limit('codes-address', settings.OTP_REQUESTS_PER_MINUTE, 60),
    codesByContact: limit('codes-contact', settings.OTP_REQUESTS_PER_CONTACT, 600),
    codesByPerson: limit('codes-person', 2 * settings.OTP_REQUESTS_PER_CONTACT, 600),
    wrongCodes: limit('codes-wrong', settings.OTP_WRONG_CODES, 900),
    sendsByPrefix: limit('sends-prefix', settings.OTP_SENDS_PER_PREFIX, 3600),
    sendsByDay: limit('sends-day', settings.OTP_SENDS_PER_DAY, 24 * 3600),
    sentCodes: limit('codes-sent', Number.MAX_SAFE_INTEGER, 3600),
    enteredCodes: limit('codes-entered', Number.MAX_SAFE_INTEGER, 3600),
    codeAlarms: limit('codes-alarm', 1, 3600),
    invitations: limit('invitations', settings.INVITATIONS_PER_HOUR, 3600),
    testMessages: limit('test-messages', 5, 600),
    aiRuns: limit('ai-runs', settings.AI_RUNS_PER_MINUTE, 60),
    fetchedImages: limit('fetched-images', settings.FETCHED_IMAGES_PER_MINUTE, 60),
    inOneWrite(ask) {
      const stream = redis?.status === 'ready' ? redis.stream : undefined;
      stream?.cork();
      try {
        return ask();
      } finally {
        stream?.uncork();
      }
    },
    ping: redis && (() => redis.ping()),
    close: () => redis?.disconnect(),
  };
}
