import { Problem } from '@hamnevis/core/problems/catalogue';
import type { RunRow } from '@hamnevis/db/queries/ai-runs';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { requestStop } from '@hamnevis/db/queries/run-requests';
import { transact } from '@hamnevis/db/queries/transact';
import type { ApiServices } from '../services.ts';

/** Asks a run to stop; its worker does so within a moment. Stopping one that was stopped is no mistake. */
export async function stopRun(services: ApiServices, run: RunRow, personId: string): Promise<void> {
  const { database, signals } = services;
  const isAsked = await transact(database, { organizationId: run.organizationId }, async (tx) => {
    const asked = await requestStop(tx, run.id, services.now());
    if (asked) {
      await recordAudit(tx, {
        organizationId: run.organizationId,
        actorId: personId,
        action: 'ai-run.stop',
        subjectKind: 'ai-run',
        subjectId: run.id,
        detail: { documentId: run.documentId },
      });
    }
    return asked;
  });
  if (!isAsked) {
    if (run.status === 'stopped') return;
    throw new Problem('run-ended');
  }
  signals.publish('run-stop', { runId: run.id });
  signals.publish('document-changed', { documentId: run.documentId, what: 'ai-runs' });
}
