import { randomBytes } from 'node:crypto';
import { openAsBlob, readFileSync, writeFileSync } from 'node:fs';
import postgres from 'postgres';
import {
  connectDatabase,
  type Database,
  type DatabasePlace,
  migrateDatabase,
  type StatementListener,
} from '../connect.ts';
import { madeOnce } from './made-once.ts';
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

/** Puts a migrated embedded database into a folder: what a first start makes there costs ten seconds of a processor. */
export async function placeMigrated(dataDir: string): Promise<void> {
  const database = await connectDatabase({ dataDir, ...(await migratedContents()) });
  await database.close();
}

async function migratedContents(): Promise<{ contents?: Blob }> {
  const migrated = await madeOnce('pglite.tar', dumpMigrated);
  return migrated ? { contents: await openAsBlob(migrated) } : {};
}

async function onPglite(onStatement?: StatementListener): Promise<TestDatabase> {
  const place = { dataDir: 'memory://', ...(await migratedContents()) };
  const database = await connectDatabase(place, onStatement);
  // Finds nothing left to do in a copy, and puts the session behind the wall.
  await migrateDatabase(database, place);
  return { database, owner: await ownerOf(database, place), place, drop: () => database.close() };
}

async function dumpMigrated(path: string): Promise<void> {
  const place = { dataDir: 'memory://' };
  const database = await connectDatabase(place);
  await migrateDatabase(database, place);
  const dump = await database.pglite?.dumpDataDir('none');
  await database.close();
  if (!dump) throw new TypeError('a folder belongs to an embedded database');
  writeFileSync(path, await dump.bytes());
}

async function onPostgres(server: string, onStatement?: StatementListener): Promise<TestDatabase> {
  const admin = postgres(server, { max: 1, onnotice: () => {} });
  // A server of a test's own is gone soon, and so would its template be.
  const template =
    server === process.env.TEST_DATABASE_URL ? await migratedTemplate(server, admin) : undefined;
  const name = newName();
  await admin.unsafe(`create database ${name} ${template ? `template ${template}` : ''}`);
  const place = { url: inServer(server, name) };
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

/** The name of a migrated database on that server, to be copied. */
async function migratedTemplate(server: string, admin: postgres.Sql): Promise<string | undefined> {
  const named = await madeOnce('postgres-template', async (path) => {
    const name = newName();
    await admin.unsafe(`create database ${name}`);
    const place = { url: inServer(server, name) };
    const database = await connectDatabase(place);
    await migrateDatabase(database, place);
    await database.close();
    await admin.unsafe(`alter database ${name} with allow_connections false`);
    writeFileSync(path, name);
  });
  return named ? readFileSync(named, 'utf8') : undefined;
}

function newName(): string {
  return `hamnevis_test_${randomBytes(6).toString('hex')}`;
}

function inServer(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
