// Past the wall: what a test puts into the database and looks up in it, whosever it is.
import type { PGlite, Results, Transaction } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { connectDatabase, type Database, type DatabasePlace, type Queries } from '../connect.ts';

/** The same database as its owner sees it. On Postgres it has connections of its own, which `close` ends. */
export async function ownerOf(database: Database, place: DatabasePlace): Promise<Database> {
  if ('url' in place) return connectDatabase({ url: place.url, poolSize: 4, as: 'owner' });
  const { pglite } = database;
  if (!pglite) throw new TypeError('a folder belongs to an embedded database');
  const owner = pgliteOwner(pglite);
  return {
    ...database,
    queries: drizzle(owner as unknown as PGlite) as unknown as Queries,
    sql: async <Row>(text: string, parameters: unknown[] = []) =>
      (await owner.query<Row>(text, parameters)).rows,
    close: async () => {},
  };
}

/** What Drizzle asks of PGlite, each time in a transaction that puts the programs' role off. */
function pgliteOwner(pglite: PGlite) {
  const transaction = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
    pglite.transaction(async (tx) => {
      await tx.exec('set local role none');
      return work(tx);
    }) as Promise<Result>;
  return {
    transaction,
    query: <Row>(...asked: Parameters<PGlite['query']>): Promise<Results<Row>> =>
      transaction((tx) => tx.query<Row>(...asked)),
    exec: (...asked: Parameters<PGlite['exec']>) => transaction((tx) => tx.exec(...asked)),
  };
}
