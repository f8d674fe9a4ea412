import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { buildServer, type TestServer } from './build-server.ts';

export interface UsedServer {
  /** To be asked once a test runs. */
  readonly built: Pick<TestDatabase, 'owner' | 'database'>;
  readonly server: Pick<TestServer, 'collab' | 'signals' | 'url'>;
  /** What a test started goes after it, the last first. */
  readonly stops: (() => unknown)[];
}

/** One server on a database of its own, for all tests of the file that calls this. */
export function useServer(): UsedServer {
  let database: TestDatabase;
  let node: TestServer;
  const stops: (() => unknown)[] = [];
  beforeAll(async () => {
    database = await buildDatabase();
    node = await buildServer(database.database);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  afterAll(async () => {
    await node.stop();
    await database.drop();
  });
  return {
    built: {
      get owner() {
        return database.owner;
      },
      get database() {
        return database.database;
      },
    },
    server: {
      get collab() {
        return node.collab;
      },
      get signals() {
        return node.signals;
      },
      get url() {
        return node.url;
      },
    },
    stops,
  };
}
