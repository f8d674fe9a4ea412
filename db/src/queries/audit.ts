import type { Queries } from '../connect.ts';
import { auditEvents } from '../schema/tables.ts';
import { markActed } from './idempotency.ts';

export type AuditEntry = Omit<typeof auditEvents.$inferInsert, 'id' | 'createdAt'>;

/**
 * Writes down who did what; call it in the transaction of the act itself. Where the request came under an
 * Idempotency-Key, the key is marked with it.
 */
export async function recordAudit(queries: Queries, entry: AuditEntry): Promise<void> {
  await markActed(queries);
  await queries.insert(auditEvents).values(entry);
}
