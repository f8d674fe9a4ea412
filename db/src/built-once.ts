import { type Placeholder, QueryPromise, sql } from 'drizzle-orm';
import type { Queries } from './connect.ts';

interface Prepared<Row> {
  execute(values?: Record<string, unknown>): Promise<Row[]>;
}

/** What Drizzle keeps of a statement that it has built, and what builds on it. */
interface Built {
  getQuery(): unknown;
  fields: unknown;
  joinsNotNullableMap: unknown;
}
interface Session<Row> {
  prepareQuery(query: unknown, fields: unknown, name: undefined, isArray: true): Prepared<Row> & Built;
}

/**
 * A select whose text is built when it is first asked, and kept: Drizzle builds it anew each time, which costs more than
 * anything else that we do in a short request. The values that differ are named; each comes as the driver takes it (a
 * moment as its ISO text).
 */
export function builtOnce<Name extends string, Row>(
  names: readonly Name[],
  build: (
    queries: Queries,
    values: Record<Name, Placeholder<Name>>,
  ) => { prepare(name: string): Prepared<Row> },
): (queries: Queries, values: Record<Name, string>) => QueryPromise<Row[]> {
  const places = Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as Record<
    Name,
    Placeholder<Name>
  >;
  let built: Built | undefined;
  return (queries, values) => {
    built ??= build(queries, places).prepare('built once') as unknown as Built;
    // The same text for the connection, or the transaction, that is asked now.
    const { session } = queries as unknown as { session: Session<Row> };
    const prepared = session.prepareQuery(built.getQuery(), built.fields, undefined, true);
    prepared.joinsNotNullableMap = built.joinsNotNullableMap;
    return new Asked(prepared, values);
  };
}

/** Sent when it is awaited, as every statement of Drizzle's: statements of one transaction keep the order of their asking. */
class Asked<Row> extends QueryPromise<Row[]> {
  readonly #prepared: Prepared<Row>;
  readonly #values: Record<string, string>;

  constructor(prepared: Prepared<Row>, values: Record<string, string>) {
    super();
    this.#prepared = prepared;
    this.#values = values;
  }

  execute(): Promise<Row[]> {
    return this.#prepared.execute(this.#values);
  }
}
