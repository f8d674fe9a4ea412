// From settings to the services that every program stands on: database, hints and queues. Real or embedded is
// decided here and nowhere else.
import path from 'node:path';
import type { Settings } from '@hamnevis/core/settings/settings';
import { connectDatabase, type Database, type DatabasePlace, migrateDatabase } from './connect.ts';
import { connectQueues, type Queues } from './queues/connect-queues.ts';
import { createLocalSignals, createRedisSignals, type Signals } from './signals/signals.ts';

export interface Services {
  database: Database;
  signals: Signals;
  queues: Queues;
  close(): Promise<void>;
}

/** Where the settings say that the database is. */
export function databasePlace(settings: Settings): DatabasePlace {
  return settings.DATABASE_URL
    ? { url: settings.DATABASE_URL }
    : { dataDir: path.join(settings.DATA_DIR, 'database') };
}

/**
 * Opens everything, migrated. `onError` hears of faults that mend themselves (a lost Redis connection); a service
 * that cannot be opened at all throws. The caller holds the lock of the data folder.
 */
export async function openServices(settings: Settings, onError: (error: Error) => void): Promise<Services> {
  const place = databasePlace(settings);
  const database = await connectDatabase(place);
  if (settings.MIGRATE || settings.embedded) await migrateDatabase(database, place);
  const signals = settings.REDIS_URL
    ? createRedisSignals(settings.REDIS_URL, settings.REDIS_PREFIX, onError)
    : createLocalSignals();
  const queues = await connectQueues(
    settings.REDIS_URL ? { redisUrl: settings.REDIS_URL, prefix: settings.REDIS_PREFIX } : { database },
    onError,
  );
  return {
    database,
    signals,
    queues,
    async close() {
      await queues.close();
      await signals.close();
      await database.close();
    },
  };
}
