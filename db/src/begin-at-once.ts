// postgres.js waits for the answer to `begin` before it sends anything else, which is a round of its own in every
// transaction. Here `begin` goes out together with what is asked first in it. Stands on three things of the driver that
// its types do not name: `onexecute` of a statement, `handler` of a query, and the connection that `onexecute` is given.
import type { PendingQuery, Row, Sql, TransactionSql } from 'postgres';
import { isConnectionLost } from './database-faults.ts';

type Query = PendingQuery<Row[]> & { handler: (query: Query) => void; reject: (error: unknown) => void };

/** A connection of the driver's pool. */
interface Connection {
  /** Sends a statement; false when nothing may be sent behind it before it is answered. */
  execute(query: Query): boolean;
  /** Set: the connection is somebody's until no transaction is open on it; called when all that was sent is answered. */
  reserved: (() => void) | null;
  onclose: ((error: Error) => void) | null;
  queue: { remove(connection: Connection): void };
}

/** A transaction's client, as Drizzle is given it. */
export interface TransactionClient {
  unsafe: TransactionSql['unsafe'];
  /**
   * Sends the commit behind what has been asked by the end of this turn, in the same write: for work that asks everything
   * before it is answered anything. What it asks later is refused.
   */
  commitBehind(): void;
}

/** In no queue of the pool, which would hand it out. */
const NO_QUEUE: Connection['queue'] = { remove: () => {} };

/**
 * Runs `work` in a transaction of its own and answers what it answers; a throw rolls it back, as does a statement that
 * failed although `work` went on. It fails at once when its connection is lost, and sends nothing more over that.
 */
export async function beginAtOnce<Result>(
  pool: Sql,
  work: (tx: TransactionClient) => Promise<Result>,
): Promise<Result> {
  const line = await takeLine(pool);
  let result: Result;
  try {
    result = await Promise.race([work(clientOf(line)), line.lost]);
    if (line.fault()) throw line.fault();
  } catch (error) {
    // Over a connection that is lost there is nothing to roll back: the server did so already.
    await line.end('rollback').catch(() => {});
    throw error;
  }
  await line.end('commit');
  return result;
}

function clientOf({ unsafe, end }: Line): TransactionClient {
  // After every promise that is settled by now, and before the driver writes what it has gathered.
  return { unsafe, commitBehind: () => process.nextTick(() => end('commit').catch(() => {})) };
}

/** A connection on which a transaction was begun, which is not answered yet. */
interface Line {
  unsafe: TransactionSql['unsafe'];
  /** Nothing is sent after it: the connection is somebody else's soon. Once; later it answers what came of that. */
  end(how: 'commit' | 'rollback'): Promise<unknown>;
  /** Rejects when the connection is lost. */
  lost: Promise<never>;
  /** What the first statement failed by that did. */
  fault(): unknown;
}

function takeLine(pool: Sql): Promise<Line> {
  let connection: Connection | undefined;
  /** Asked behind a statement that nothing may be sent behind. */
  const waiting: Query[] = [];
  let isFull = false;
  let fault: unknown;
  let loss: unknown;
  let isOver = false;
  let ended: Promise<unknown> | undefined;

  function ask(query: Query): void {
    query.catch(failed);
    if (loss || isOver) query.reject(loss ?? new Error('this transaction has ended'));
    else if (isFull) waiting.push(query);
    else send(query);
  }
  function send(query: Query): void {
    isFull = !connection?.execute(query);
  }
  function goOn(): void {
    isFull = false;
    for (let next = waiting.shift(); next; next = isFull ? undefined : waiting.shift()) send(next);
  }
  function failed(error: unknown): void {
    fault ??= error;
    if (isConnectionLost(error)) lose(error);
  }

  let loseLine: (error: unknown) => void = () => {};
  const lost = new Promise<never>((_, reject) => {
    loseLine = reject;
  });
  lost.catch(() => {});
  function lose(error: unknown): void {
    loss ??= error;
    loseLine(loss);
    for (const query of waiting.splice(0)) query.reject(loss);
  }

  return new Promise<Line>((resolve, reject) => {
    const onexecute = (given: Connection): boolean => {
      connection = given;
      given.queue.remove(given);
      given.queue = NO_QUEUE;
      given.reserved = goOn;
      given.onclose = lose;
      resolve({ unsafe, end, lost, fault: () => fault });
      return false;
    };
    const begun = pool.unsafe('begin', [], { onexecute } as object).execute();
    begun.catch((error: unknown) => {
      reject(error);
      // Whatever was sent behind it was sent outside of any transaction, where there is no tenant and so no row.
      lose(error);
    });
  });

  function unsafe(...asked: Parameters<TransactionSql['unsafe']>) {
    const query = pool.unsafe(...asked) as unknown as Query;
    query.handler = ask;
    return query as never;
  }

  function end(how: 'commit' | 'rollback'): Promise<unknown> {
    if (ended) return ended;
    const query = pool.unsafe(how) as unknown as Query;
    query.handler = (asked) => {
      ask(asked);
      isOver = true;
    };
    ended = query.execute();
    return ended;
  }
}
