import { eq } from 'drizzle-orm';
import type { Queries, Transaction } from '../connect.ts';
import { files } from '../schema/tables.ts';

export type FileRow = typeof files.$inferSelect;

/** Writes a file down whose bytes are in the store already. */
export async function insertFile(tx: Transaction, row: typeof files.$inferInsert): Promise<FileRow> {
  const [made] = await tx.insert(files).values(row).returning();
  if (!made) throw new Error('the insert answered no row');
  return made;
}

/** A file of the transaction's organization; undefined for every other. */
export async function findFile(queries: Queries, id: string): Promise<FileRow | undefined> {
  const [row] = await queries.select().from(files).where(eq(files.id, id));
  return row;
}
