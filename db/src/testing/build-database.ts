import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import {
  connectDatabase,
  type Database,
  type DatabasePlace,
  migrateDatabase,
  type StatementListener,
} from '../connect.ts';
import { ownerOf } from './owner.ts';

/** A fresh migrated database and its place; `drop` closes it and removes what was made. */
export interface TestDatabase {
  /** As the programs have it: behind the wall between organizations. */
  database: Database;
  /** As its owner sees it, for what a test puts in and looks up. */
  owner: Database;
  place: DatabasePlace;
  drop(): Promise<void>;
}

/** A fresh database: on the Postgres at `server`, by default that of `TEST_DATABASE_URL`, else PGlite in memory. `onStatement` hears what the programs ask it. */
export async function buildDatabase(
  server = process.env.TEST_DATABASE_URL,
  onStatement?: StatementListener,
): Promise<TestDatabase> {
  return server ? onPostgres(server, onStatement) : onPglite(onStatement);
}

async function onPglite(onStatement?: StatementListener): Promise<TestDatabase> {
  const place = { dataDir: 'memory://' };
  const database = await connectDatabase(place, onStatement);
  await migrateDatabase(database, place);
  return { database, owner: await ownerOf(database, place), place, drop: () => database.close() };
}

async function onPostgres(server: string, onStatement?: StatementListener): Promise<TestDatabase> {
  const name = `hamnevis_test_${randomBytes(6).toString('hex')}`;
  const admin = postgres(server, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const place = { url: url.href };
  const database = await connectDatabase(place, onStatement);
  await migrateDatabase(database, place);
  const owner = await ownerOf(database, place);
  return {
    database,
    owner,
    place,
    drop: async () => {
      await owner.close();
      await database.close();
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
