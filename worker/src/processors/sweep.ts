import type { Settings } from '@hamnevis/core/settings/settings';
import type { Database } from '@hamnevis/db/connect';
import { listOpenRuns } from '@hamnevis/db/queries/ai-runs';
import { deleteLeftovers } from '@hamnevis/db/queries/documents';
import { deleteOldKeys } from '@hamnevis/db/queries/idempotency';
import { deleteExpiredCodes } from '@hamnevis/db/queries/one-time-codes';
import { deleteExpiredExports, listOpenExports } from '@hamnevis/db/queries/person-exports';
import { deleteExpiredSessions } from '@hamnevis/db/queries/sessions';
import { thinVersions } from '@hamnevis/db/queries/thin-versions';
import { deleteExpiredTickets } from '@hamnevis/db/queries/tickets';
import type { Queues } from '@hamnevis/db/queues/connect-queues';
import type { Signals } from '@hamnevis/db/signals/signals';
import type { Logger } from 'pino';

/** A request that has just written its row is about to add the job itself. */
const SETTLED_MS = 5000;

/** Adds a job for every open run and export: one whose job is known keeps it, one whose job was lost gets a new one. */
export async function sweepRuns(database: Database, queues: Queues): Promise<void> {
  const open = await listOpenRuns(database.queries, new Date(Date.now() - SETTLED_MS));
  for (const runId of open) await queues.add('ai-runs', runId, { runId });
  const exports = await listOpenExports(database.queries, new Date(Date.now() - SETTLED_MS));
  for (const exportId of exports) await queues.add('person-exports', exportId, { exportId });
}

/** A program that held a deleted document lets it go long before. */
const LEFTOVERS_MS = 3600_000;

/**
 * Deletes sessions, one-time codes, tickets and idempotency keys that can no longer be used, and what came late about
 * deleted documents.
 */
export async function deleteExpired(database: Database): Promise<void> {
  const now = new Date();
  await deleteExpiredSessions(database.queries, now);
  await deleteExpiredCodes(database.queries, now);
  await deleteOldKeys(database.queries, now);
  await deleteExpiredTickets(database.queries, now);
  await deleteExpiredExports(database.queries, now);
  await deleteLeftovers(database.queries, new Date(now.getTime() - LEFTOVERS_MS));
}

/** Thins old automatic versions where a setting asks for it, and tells whoever has such a list open. */
export async function thinOldVersions({
  database,
  signals,
  settings,
  log,
}: {
  database: Database;
  signals: Signals;
  settings: Pick<Settings, 'VERSIONS_THIN_AFTER_DAYS'>;
  log: Logger;
}): Promise<void> {
  const days = settings.VERSIONS_THIN_AFTER_DAYS;
  if (days === undefined) return;
  for (const [documentId, removed] of await thinVersions(database, { days })) {
    log.info({ documentId, removed, days }, 'automatic versions were thinned');
    signals.publish('document-changed', { documentId, what: 'versions' });
  }
}
