// A URL becomes a database. The rest of the code does not know which of the two it has.
import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import type { PgDatabase, PgQueryResultHKT, PgTransaction } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { keyTitles } from './key-titles.ts';
import { openPglite } from './pglite/open-pglite.ts';
import { prepareStatements } from './prepare-statements.ts';
import { PROGRAM_ROLE } from './tenant-role.ts';

/** Queries: the database itself, or one transaction of it. */
export type Queries = PgDatabase<PgQueryResultHKT>;
export type Transaction = PgTransaction<PgQueryResultHKT, Record<string, never>, Record<string, never>> &
  Queries;

/**
 * Where the database is: a Postgres URL, or a folder (`memory://` for none) of the embedded PGlite, a fresh one with
 * `contents`. On Postgres everything runs as the programs' role, unless `as` asks for whom the URL names.
 */
export type DatabasePlace =
  | { url: string; poolSize?: number; as?: 'owner' }
  | { dataDir: string; contents?: Blob };

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

const LONGEST_BACKOFF_SECONDS = 1;
const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));

/** Hears each statement of {@link Queries} as it is sent; begin and commit are not among them. */
export type StatementListener = (text: string) => void;

/** Opens the database. Throws the driver's error when it cannot be reached or the folder cannot be used. */
export async function connectDatabase(
  place: DatabasePlace,
  onStatement?: StatementListener,
): Promise<Database> {
  // Without the schema, which only Drizzle's relational queries want: it would be gone through for each transaction.
  const options = onStatement ? { logger: { logQuery: onStatement } } : {};
  return 'url' in place ? connectPostgres(place, options) : connectPglite(place, options);
}

type DrizzleOptions = { logger?: { logQuery: StatementListener } };

/**
 * Brings the tables up to date, as their owner. On Postgres under an advisory lock on the same connection, so that
 * programs starting together do not race (`migrate()` itself takes no lock). The embedded database's one session is
 * a superuser until here, whom no row is hidden from; from here on it is the programs' role.
 */
export async function migrateDatabase(database: Database, place: DatabasePlace): Promise<void> {
  if ('url' in place) {
    const connection = postgres(place.url, { max: 1, onnotice: () => {} });
    try {
      await connection`select pg_advisory_lock(hashtextextended('hamnevis.migrate', 0))`;
      await migratePostgres(drizzlePostgres(connection), { migrationsFolder: MIGRATIONS });
      await keyTitles((text, parameters) => connection.unsafe(text, parameters as never[]));
    } finally {
      await connection.end();
    }
    return;
  }
  if (!database.pglite) throw new TypeError('a folder belongs to an embedded database');
  await asPgliteOwner(database.pglite, async (pglite) => {
    await migratePglite(drizzlePglite(pglite), { migrationsFolder: MIGRATIONS });
    await keyTitles(async (text, parameters) => (await pglite.query(text, parameters)).rows);
  });
}

/** Does the owner's work on the embedded database; afterwards its one session is the programs' role. */
export async function asPgliteOwner(pglite: PGlite, work: (pglite: PGlite) => Promise<void>): Promise<void> {
  await pglite.exec('set role none');
  await work(pglite);
  await pglite.exec(`set role ${PROGRAM_ROLE}`);
}

function connectPostgres(
  { url, poolSize, as }: Extract<DatabasePlace, { url: string }>,
  options: DrizzleOptions,
): Database {
  const pool = postgres(url, {
    max: poolSize ?? 10,
    onnotice: () => {},
    connect_timeout: 10,
    // Its own pause between attempts grows to 20 s: after a long outage people would wait as long for nothing.
    backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, LONGEST_BACKOFF_SECONDS),
    // From the start of the connection, so that a statement outside any transaction is held by the wall too.
    ...(as === 'owner' ? {} : { connection: { role: PROGRAM_ROLE } as Record<string, string> }),
  });
  return {
    kind: 'postgres',
    queries: drizzlePostgres(prepareStatements(pool), options) as unknown as Queries,
    sql: async <Row>(text: string, parameters: unknown[] = []) =>
      // Prepared once per connection: an append costs a fifth less.
      (await pool.unsafe(text, parameters as never[], { prepare: true })) as unknown as Row[],
    // 1001 is the type id of bytea[]; without it postgres.js sends text.
    byteaArray: (values) => pool.array(values.map((value) => Buffer.from(value)) as never[], 1001),
    pglite: null,
    close: () => pool.end({ timeout: 5 }),
  };
}

async function connectPglite(
  { dataDir, contents }: Extract<DatabasePlace, { dataDir: string }>,
  options: DrizzleOptions,
): Promise<Database> {
  const pglite = await openPglite(dataDir, contents);
  return {
    kind: 'pglite',
    queries: drizzlePglite(pglite, options) as unknown as Queries,
    sql: async <Row>(text: string, parameters: unknown[] = []) =>
      (await pglite.query<Row>(text, parameters)).rows,
    byteaArray: (values) => values.map((value) => new Uint8Array(value)),
    pglite,
    close: () => pglite.close(),
  };
}
