// Connections that die in the middle of transactions: each of those fails, nothing hangs, and the program lives. (An
// exception that nobody catches fails the run by itself.)
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isDatabaseAway } from './database-faults.ts';
import { readAtOnce, readIn, together, transact } from './queries/transact.ts';
import { buildDatabase, type TestDatabase } from './testing/build-database.ts';

const { TEST_DATABASE_URL } = process.env;
let home: TestDatabase;
beforeAll(async () => {
  if (TEST_DATABASE_URL) home = await buildDatabase();
});
afterAll(() => home?.drop());

test.runIf(TEST_DATABASE_URL)(
  'a transaction whose connection is lost fails as an outage, and the next goes on',
  async () => {
    const fates = { done: 0, away: 0 };
    let goesOn = true;
    const ways = [transact, readIn, readAtOnce] as const;
    const writer = async (run: typeof transact) => {
      while (goesOn) {
        try {
          await run(home.database, null, (tx) =>
            together(tx.execute(sql`select pg_sleep(0.005)`), tx.execute(sql`select ${1}::int`)),
          );
          fates.done += 1;
        } catch (error) {
          if (!isDatabaseAway(error)) throw error;
          fates.away += 1;
        }
      }
    };
    const writers = Array.from({ length: 20 }, (_, index) => writer(ways[index % 3] ?? transact));
    for (let cuts = 0; cuts < 5; cuts += 1) {
      const { done } = fates;
      await expect.poll(() => fates.done).toBeGreaterThan(done);
      await home.owner.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
      );
    }
    const { done } = fates;
    await expect.poll(() => fates.done).toBeGreaterThan(done);
    goesOn = false;
    await Promise.all(writers);
    expect(fates.away).toBeGreaterThan(0);
  },
);
