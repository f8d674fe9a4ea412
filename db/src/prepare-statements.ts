// Drizzle asks postgres.js for unnamed statements, each of which is sent twice (once to learn the types of its parameters)
// and planned anew. Named ones are sent once and planned a few times per connection: most requests take half as long.
import type { Sql, TransactionSql } from 'postgres';
import { beginAtOnce } from './begin-at-once.ts';

/** Texts vary with the length of lists in them; beyond so many different ones the rest goes as before. */
const MOST_STATEMENTS = 500;

/**
 * The same connections, on which statements are prepared once per connection, also inside transactions. Those are not
 * nested: there are no savepoints.
 */
export function prepareStatements(pool: Sql): Sql {
  const known = new Set<string>();
  const isPrepared = (text: string): boolean => {
    if (known.size < MOST_STATEMENTS) known.add(text);
    return known.has(text);
  };
  // Without parameters there is nothing to learn, and several statements may stand in one text. Executed here and not when
  // it is first awaited: statements are sent in the order in which they were asked.
  const preparing =
    ({ unsafe }: Pick<Sql, 'unsafe'>) =>
    (text: string, parameters: never[] = []) =>
      unsafe(text, parameters, { prepare: parameters.length > 0 && isPrepared(text) }).execute();

  const own: Partial<Record<string | symbol, unknown>> = {
    unsafe: preparing(pool),
    begin: (work: (tx: TransactionSql) => Promise<unknown>) =>
      beginAtOnce(pool, (tx) => work({ ...tx, unsafe: preparing(tx) } as unknown as TransactionSql)),
  };
  return new Proxy(pool, {
    get: (target, name, receiver) => own[name] ?? Reflect.get(target, name, receiver),
  });
}
