import type { Queries } from '../connect.ts';
import { auditEvents } from '../schema/tables.ts';

export type AuditEntry = Omit<typeof auditEvents.$inferInsert, 'id' | 'createdAt'>;

/** Writes down who did what; call it in the transaction of the act itself. */
export async function recordAudit(queries: Queries, entry: AuditEntry): Promise<void> {
  await queries.insert(auditEvents).values(entry);
}
