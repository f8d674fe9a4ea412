/** One page out of `limit + 1` rows: the row too many only says that there are more. */
export function presentPage<Row extends object, Item extends { id: string }>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const items = rows.slice(0, limit).map(present);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
