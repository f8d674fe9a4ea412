import { and, eq } from 'drizzle-orm';
import type { Transaction } from '../connect.ts';
import { members, organizations, projects, workspaces } from '../schema/tables.ts';

const TABLES = { organization: organizations, workspace: workspaces, project: projects } as const;

/** Locks a row until the transaction ends, so that what is read after it stays as read. */
export async function lockRow(tx: Transaction, kind: keyof typeof TABLES, id: string): Promise<void> {
  const table = TABLES[kind];
  await tx.select({ id: table.id }).from(table).where(eq(table.id, id)).for('update');
}

/** As {@link lockRow}, for a membership. Heads are locked before it. */
export async function lockMember(tx: Transaction, organizationId: string, personId: string): Promise<void> {
  await tx
    .select({ personId: members.personId })
    .from(members)
    .where(and(eq(members.organizationId, organizationId), eq(members.personId, personId)))
    .for('update');
}
