import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { connectDatabase, type Database, type DatabasePlace, migrateDatabase } from '../connect.ts';

/** A fresh migrated database and its place; `drop` closes it and removes what was made. */
export interface TestDatabase {
  database: Database;
  place: DatabasePlace;
  drop(): Promise<void>;
}

/** A fresh database: on the Postgres of `TEST_DATABASE_URL` where it is set, else PGlite in memory. */
export async function buildDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  return server ? onPostgres(server) : onPglite();
}

async function onPglite(): Promise<TestDatabase> {
  const place = { dataDir: 'memory://' };
  const database = await connectDatabase(place);
  await migrateDatabase(database, place);
  return { database, place, drop: () => database.close() };
}

async function onPostgres(server: string): Promise<TestDatabase> {
  const name = `hamnevis_test_${randomBytes(6).toString('hex')}`;
  const admin = postgres(server, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const place = { url: url.href };
  const database = await connectDatabase(place);
  await migrateDatabase(database, place);
  return {
    database,
    place,
    drop: async () => {
      await database.close();
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
