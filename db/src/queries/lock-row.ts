import { eq } from 'drizzle-orm';
import type { Transaction } from '../connect.ts';
import { organizations, projects, workspaces } from '../schema/tables.ts';

const TABLES = { organization: organizations, workspace: workspaces, project: projects } as const;

/** Locks a row until the transaction ends, so that what is read after it stays as read. */
export async function lockRow(tx: Transaction, kind: keyof typeof TABLES, id: string): Promise<void> {
  const table = TABLES[kind];
  await tx.select({ id: table.id }).from(table).where(eq(table.id, id)).for('update');
}
