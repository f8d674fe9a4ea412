// Drizzle asks postgres.js for unnamed statements, each of which is sent twice (once to learn the types of its parameters)
// and planned anew. Named ones are sent once and planned a few times per connection: most requests take half as long.
import type { Sql, TransactionSql } from 'postgres';
import { isConnectionLost } from './database-faults.ts';

/** Texts vary with the length of lists in them; beyond so many different ones the rest goes as before. */
const MOST_STATEMENTS = 500;
/** A connection that the server has given up is closed within this. */
const CLOSED_WITHIN_MS = 5000;

/** The same connections, on which statements are prepared once per connection, also inside transactions. */
export function prepareStatements(pool: Sql): Sql {
  const known = new Set<string>();
  const isPrepared = (text: string): boolean => {
    if (known.size < MOST_STATEMENTS) known.add(text);
    return known.has(text);
  };

  /** Where `isLost` says so nothing more is sent: the driver would write into a socket that is gone, which no one catches. */
  function wrap<Client extends Sql | TransactionSql>(client: Client, isLost = () => false): Client {
    return new Proxy(client, {
      get(target, name, receiver) {
        if (name === 'unsafe') {
          return (text: string, parameters: never[] = []) => {
            if (isLost()) throw connectionLost();
            // Without parameters there is nothing to learn, and several statements may stand in one text. Executed here
            // and not when it is first awaited: statements are sent in the order in which they were asked.
            return target
              .unsafe(text, parameters, { prepare: parameters.length > 0 && isPrepared(text) })
              .execute();
          };
        }
        if (name === 'begin') return begin;
        if (name === 'savepoint') {
          return (work: (tx: TransactionSql) => unknown) =>
            (target as TransactionSql).savepoint((tx) => work(wrap(tx, isLost)));
        }
        return Reflect.get(target, name, receiver);
      },
    });
  }

  /** A transaction whose connection is lost ends with that, and is not rolled back over it: the server did so already. */
  function begin(work: (tx: TransactionSql) => Promise<unknown>): Promise<unknown> {
    let lost = false;
    const running = pool.begin(async (tx) => {
      try {
        return await work(wrap(tx, () => lost));
      } catch (error) {
        if (!isConnectionLost(error)) throw error;
        lost = true;
        // The driver ends the transaction as soon as it hears that the connection is closed, and soon it does.
        await new Promise((resolve) => setTimeout(resolve, CLOSED_WITHIN_MS).unref());
        throw error;
      }
    });
    running.catch(() => {
      lost = true;
    });
    return running;
  }
  return wrap(pool);
}

function connectionLost(): Error {
  return Object.assign(new Error('the connection of this transaction is lost'), {
    code: 'CONNECTION_CLOSED',
  });
}
