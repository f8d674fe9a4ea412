// Every transaction of ours begins here: as the programs' role, inside one organization or in none.
import { type SQL, sql } from 'drizzle-orm';
import type { TransactionClient } from '../begin-at-once.ts';
import type { Database, PlainSql, Queries, Transaction } from '../connect.ts';
import { PROGRAM_ROLE } from '../tenant-role.ts';

/** Things with an id of their own, whose organization is looked up. */
export type TenantThing = 'document' | 'workspace' | 'project' | 'version' | 'ai-run' | 'file';

/**
 * The organization that a transaction works in; the rows of all others are hidden from it, whatever it asks:
 * - an organization by its id (the caller still has to ask whether the person is a member);
 * - one by its id or the one of a thing, for a person who is a member of it: for everybody else there are no rows at all;
 * - the one of a run, for its worker;
 * - `null`: none, for tables that stand before any organization (people, sessions, codes, tickets).
 */
export type Tenant =
  | { organizationId: string }
  | { of: 'organization'; id: string; personId: string }
  | { of: TenantThing; id: string; personId: string }
  | { ofRun: string }
  | null;

/**
 * Runs `work` in one transaction inside `tenant` and answers what it answers; a throw rolls everything back.
 * Inside, use `tx` alone: on PGlite one session serves everything, and awaiting the database or a queue in here
 * waits for ever.
 */
export function transact<Result>(
  database: Database,
  tenant: Tenant,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return database.queries.transaction((tx) =>
    inside(database, tx as Transaction, enterTenant(tx as Transaction, tenant), work),
  );
}

/**
 * As {@link transact}, for work that only reads: the database refuses every write in it. So nothing hangs on its end,
 * which is not waited for.
 */
export function readIn<Result>(
  database: Database,
  tenant: Tenant,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    database.queries
      .transaction(async (tx) => {
        const entering = enterTenant(tx as Transaction, tenant, { toRead: true });
        resolve(await inside(database, tx as Transaction, entering, work));
      })
      .catch(reject);
  });
}

/**
 * As {@link readIn}, for work that asks all its statements at once and awaits them {@link together}: what it asks after
 * the first answer is refused. On Postgres the whole transaction is one message to the database.
 */
export function readAtOnce<Result>(
  database: Database,
  tenant: Tenant,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return readIn(database, tenant, (tx) => {
    if (database.kind === 'postgres') clientOf(tx).commitBehind();
    return work(tx);
  });
}

/** What Drizzle asks for a transaction on Postgres. */
function clientOf(tx: Transaction): TransactionClient {
  return (tx as unknown as { session: { client: TransactionClient } }).session.client;
}

/**
 * On Postgres the tenant and the first statements of the work go out together: a connection answers in the order in
 * which it was asked, and where the first of them fails, all others of the transaction do.
 */
async function inside<Result>(
  database: Database,
  tx: Transaction,
  entering: Promise<void>,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  if (database.kind === 'pglite') await entering;
  const working = (async () => work(tx))();
  const [, result] = await together(entering, working);
  return result;
}

/**
 * Waits for statements of one transaction that do not wait for one another; on Postgres they take one round. Throws
 * the first fault, in their order, once all of them have been answered.
 */
export async function together<Statements extends readonly unknown[]>(
  ...statements: Statements
): Promise<{ -readonly [Index in keyof Statements]: Awaited<Statements[Index]> }> {
  const settled = await Promise.allSettled(statements);
  const fault = settled.find((one) => one.status === 'rejected');
  if (fault) throw fault.reason;
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as never;
}

/** Turns a transaction that has begun to an organization, for what is only known inside (an invitation's token). */
export async function enterTenant(
  tx: Transaction,
  tenant: Tenant,
  { toRead = false }: { toRead?: boolean } = {},
): Promise<void> {
  // All of them are local: they end with the transaction. Sent here and not when it is first awaited: what is asked next
  // must find them set.
  await tx
    .execute(
      sql`select set_config('role', ${PROGRAM_ROLE}, true), set_config('app.tenant', coalesce(${tenantIdOf(tenant)}::text, ''), true)${
        toRead ? sql`, set_config('transaction_read_only', 'on', true)` : sql``
      }`,
    )
    .execute();
}

/** The id of a tenant as an expression of SQL; null where the person has no way to it. */
export function tenantIdOf(tenant: Tenant): SQL {
  if (tenant === null) return sql`null`;
  if ('organizationId' in tenant) return sql`${tenant.organizationId}::uuid`;
  if ('ofRun' in tenant) return sql`tenant_of_run(${tenant.ofRun}::uuid)`;
  if (tenant.of === 'organization') {
    return sql`(select o.id from organizations_of(${tenant.personId}::uuid) o where o.id = ${tenant.id}::uuid)`;
  }
  if (tenant.of === 'file') return sql`tenant_of_file(${tenant.id}::uuid, ${tenant.personId}::uuid)`;
  return sql`tenant_of(${tenant.of}, ${tenant.id}::uuid, ${tenant.personId}::uuid)`;
}

/** Plain SQL that runs inside a transaction: what the append and the loading of the log take. */
export function sqlWithin(database: Database, tx: Transaction): PlainSql {
  return {
    sql: (text, parameters = []) => rowsOf(tx, withParameters(text, parameters)),
    byteaArray: database.byteaArray,
  };
}

/** The rows of a statement that Drizzle has no builder for, as the driver gives them. */
export async function rowsOf<Row extends Record<string, unknown>>(
  queries: Queries,
  statement: SQL,
): Promise<Row[]> {
  const result: unknown = await queries.execute(statement);
  // postgres.js answers the rows themselves, PGlite an object around them.
  return (Array.isArray(result) ? result : (result as { rows: Row[] }).rows) as Row[];
}

/** `$1` and its like become Drizzle parameters, each passed to the driver as it is. */
function withParameters(text: string, parameters: readonly unknown[]): SQL {
  const parts = text.split(/\$(\d+)/);
  return sql.join(
    parts.map((part, index) => (index % 2 === 0 ? sql.raw(part) : sql.param(parameters[Number(part) - 1]))),
  );
}
