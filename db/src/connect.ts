// A URL becomes a database. The rest of the code does not know which of the two it has.
import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import type { PgDatabase, PgQueryResultHKT, PgTransaction } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { openPglite } from './pglite/open-pglite.ts';
import * as schema from './schema/tables.ts';

type Schema = typeof schema;

/** Queries: the database itself, or one transaction of it. */
export type Queries = PgDatabase<PgQueryResultHKT, Schema>;
export type Transaction = PgTransaction<PgQueryResultHKT, Schema, never> & Queries;

/** Where the database is: a Postgres URL, or a folder (`memory://` for none) of the embedded PGlite. */
export type DatabasePlace = { url: string; poolSize?: number } | { dataDir: string };

/** Plain SQL, for what Drizzle cannot say. */
export interface PlainSql {
  /** With `$1` parameters. */
  sql<Row extends Record<string, unknown>>(text: string, parameters?: unknown[]): Promise<Row[]>;
  /** A bytea[] parameter for {@link sql}, in the form that this driver takes. */
  byteaArray(values: readonly Uint8Array[]): unknown;
}

export interface Database extends PlainSql {
  kind: 'postgres' | 'pglite';
  /** Drizzle. On PGlite never await it (or a queue) inside another transaction: one session serves everything. */
  queries: Queries;
  /** The embedded database itself, for the queue on top of it. */
  pglite: PGlite | null;
  close(): Promise<void>;
}

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));

/** Opens the database. Throws the driver's error when it cannot be reached or the folder cannot be used. */
export async function connectDatabase(place: DatabasePlace): Promise<Database> {
  return 'url' in place ? connectPostgres(place.url, place.poolSize ?? 10) : connectPglite(place.dataDir);
}

/**
 * Brings the tables up to date. On Postgres under an advisory lock on the same connection, so that programs
 * starting together do not race (`migrate()` itself takes no lock).
 */
export async function migrateDatabase(database: Database, place: DatabasePlace): Promise<void> {
  if ('url' in place) {
    const connection = postgres(place.url, { max: 1, onnotice: () => {} });
    try {
      await connection`select pg_advisory_lock(hashtextextended('hamnevis.migrate', 0))`;
      await migratePostgres(drizzlePostgres(connection), { migrationsFolder: MIGRATIONS });
    } finally {
      await connection.end();
    }
    return;
  }
  if (!database.pglite) throw new TypeError('a folder belongs to an embedded database');
  await migratePglite(drizzlePglite(database.pglite), { migrationsFolder: MIGRATIONS });
}

function connectPostgres(url: string, poolSize: number): Database {
  const pool = postgres(url, { max: poolSize, onnotice: () => {}, connect_timeout: 10 });
  return {
    kind: 'postgres',
    queries: drizzlePostgres(pool, { schema }) as unknown as Queries,
    sql: async <Row>(text: string, parameters: unknown[] = []) =>
      // Prepared once per connection: an append costs a fifth less.
      (await pool.unsafe(text, parameters as never[], { prepare: true })) as unknown as Row[],
    // 1001 is the type id of bytea[]; without it postgres.js sends text.
    byteaArray: (values) => pool.array(values.map((value) => Buffer.from(value)) as never[], 1001),
    pglite: null,
    close: () => pool.end({ timeout: 5 }),
  };
}

async function connectPglite(dataDir: string): Promise<Database> {
  const pglite = await openPglite(dataDir);
  return {
    kind: 'pglite',
    queries: drizzlePglite(pglite, { schema }) as unknown as Queries,
    sql: async <Row>(text: string, parameters: unknown[] = []) =>
      (await pglite.query<Row>(text, parameters)).rows,
    byteaArray: (values) => values.map((value) => new Uint8Array(value)),
    pglite,
    close: () => pglite.close(),
  };
}
