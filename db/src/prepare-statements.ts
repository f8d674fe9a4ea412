// Drizzle asks postgres.js for unnamed statements, each of which is sent twice (once to learn the types of its parameters)
// and planned anew. Named ones are sent once and planned a few times per connection: most requests take half as long.
import type { Sql, TransactionSql } from 'postgres';

/** Texts vary with the length of lists in them; beyond so many different ones the rest goes as before. */
const MOST_STATEMENTS = 500;

/** The same connections, on which statements are prepared once per connection, also inside transactions. */
export function prepareStatements(pool: Sql): Sql {
  const known = new Set<string>();
  const isPrepared = (text: string): boolean => {
    if (known.size < MOST_STATEMENTS) known.add(text);
    return known.has(text);
  };

  function wrap<Client extends Sql | TransactionSql>(client: Client): Client {
    return new Proxy(client, {
      get(target, name, receiver) {
        if (name === 'unsafe') {
          return (text: string, parameters: never[] = []) =>
            // Without parameters there is nothing to learn, and several statements may stand in one text. Executed here
            // and not when it is first awaited: statements are sent in the order in which they were asked.
            target.unsafe(text, parameters, { prepare: parameters.length > 0 && isPrepared(text) }).execute();
        }
        if (name === 'begin')
          return (work: (tx: TransactionSql) => unknown) => pool.begin((tx) => work(wrap(tx)));
        if (name === 'savepoint') {
          return (work: (tx: TransactionSql) => unknown) =>
            (target as TransactionSql).savepoint((tx) => work(wrap(tx)));
        }
        return Reflect.get(target, name, receiver);
      },
    });
  }
  return wrap(pool);
}
