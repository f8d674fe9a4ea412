import { type SQL, sql } from 'drizzle-orm';
import type { Database, PlainSql, Transaction } from '../connect.ts';

/**
 * Runs `work` in one transaction and answers what it answers; a throw rolls everything back.
 * Inside, use `tx` alone: on PGlite one session serves everything, and awaiting the database or a queue in here
 * waits for ever.
 */
export function transact<Result>(
  database: Database,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return database.queries.transaction((tx) => work(tx as Transaction));
}

/** Plain SQL that runs inside a transaction: what the append and the loading of the log take. */
export function sqlWithin(database: Database, tx: Transaction): PlainSql {
  return {
    async sql<Row extends Record<string, unknown>>(text: string, parameters: unknown[] = []) {
      const result: unknown = await tx.execute(withParameters(text, parameters));
      // postgres.js answers the rows themselves, PGlite an object around them.
      return (Array.isArray(result) ? result : (result as { rows: Row[] }).rows) as Row[];
    },
    byteaArray: database.byteaArray,
  };
}

/** `$1` and its like become Drizzle parameters, each passed to the driver as it is. */
function withParameters(text: string, parameters: readonly unknown[]): SQL {
  const parts = text.split(/\$(\d+)/);
  return sql.join(
    parts.map((part, index) => (index % 2 === 0 ? sql.raw(part) : sql.param(parameters[Number(part) - 1]))),
  );
}
