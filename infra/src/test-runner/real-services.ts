import { type HadOrMissing, had, missing } from '../services/had-or-missing.ts';
import { startPostgresCluster } from '../services/postgres-cluster.ts';
import { startRedisServer } from '../services/redis-server.ts';

export interface RealServices {
  /** What the tests read. */
  environment: { TEST_DATABASE_URL: string; TEST_REDIS_URL: string };
  describe: string;
  /** Ends what was started here; services that were given are left as they are. */
  stop(): Promise<void>;
}

/** Postgres and Redis: both given by URL, or both started for this run. */
export async function realServices(): Promise<HadOrMissing<RealServices>> {
  const { TEST_DATABASE_URL, TEST_REDIS_URL } = process.env;
  if (TEST_DATABASE_URL && TEST_REDIS_URL) {
    return had({
      environment: { TEST_DATABASE_URL, TEST_REDIS_URL },
      describe: 'as given by TEST_DATABASE_URL and TEST_REDIS_URL',
      stop: async () => undefined,
    });
  }
  if (TEST_DATABASE_URL || TEST_REDIS_URL) {
    return missing('TEST_DATABASE_URL and TEST_REDIS_URL are only used together');
  }
  const postgres = await startPostgresCluster({ durable: false });
  if (!postgres.had) return postgres;
  const redis = await startRedisServer();
  if (!redis.had) {
    await postgres.value.stop();
    return redis;
  }
  return had({
    environment: { TEST_DATABASE_URL: postgres.value.url, TEST_REDIS_URL: redis.value.url },
    describe: `${postgres.value.version}; Redis at ${redis.value.url}`,
    stop: async () => {
      await Promise.all([postgres.value.stop(), redis.value.stop()]);
    },
  });
}
