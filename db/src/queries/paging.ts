// Pages by key: the cursor is the id of the last row that was given. Ids are UUIDv7, so their order is the order
// in which the rows were made, and a row that comes in between is neither skipped nor given twice.
import { gt, lt, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

export interface PageRequest {
  /** Id of the last row of the page before. */
  cursor?: string | undefined;
  limit: number;
}

/** The condition for rows after the cursor; undefined on the first page. */
export function afterCursor(
  column: PgColumn,
  cursor: string | undefined,
  order: 'ascending' | 'descending',
): SQL | undefined {
  if (cursor === undefined) return undefined;
  return order === 'ascending' ? gt(column, cursor) : lt(column, cursor);
}
