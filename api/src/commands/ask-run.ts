import type { AiRunCreate } from '@hamnevis/core/contract/ai-runs';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { insertVersionOfChange } from '@hamnevis/db/queries/automatic-versions';
import { findDocument, lockDocument, lockHead } from '@hamnevis/db/queries/documents';
import { markActed } from '@hamnevis/db/queries/idempotency';
import { newId } from '@hamnevis/db/queries/new-id';
import { insertRun } from '@hamnevis/db/queries/run-requests';
import { transact } from '@hamnevis/db/queries/transact';
import { spend } from '../limits/spend.ts';
import type { ApiServices } from '../services.ts';
import { addJob } from './add-job.ts';
import { allowDocumentAction } from './allow.ts';

export interface RunWish {
  documentId: string;
  personId: string;
  request: AiRunCreate;
  retryOf: string | null;
  /** The answer for whoever asks again under the same key: it is committed with the run. */
  answerAs: ((id: string) => Uint8Array) | undefined;
}

/**
 * Asks the co-writer for a run: the row is committed first, the job that wakes a worker comes after it. Answers the
 * run's id.
 */
export async function askRun(services: ApiServices, wish: RunWish): Promise<string> {
  const { database, signals, limits, metrics } = services;
  const { documentId, personId, request, retryOf } = wish;
  refuseUnknown(request);
  await spend(limits.aiRuns, personId);
  const id = newId();
  const version = await transact(database, { of: 'document', id: documentId, personId }, async (tx) => {
    const head = await lockHead(tx, documentId);
    // An approval holds this row too: either it sees the run, or the run sees the approved status.
    await lockDocument(tx, documentId);
    const found = await findDocument(tx, documentId, personId);
    if (!head || !found) throw new Problem('not-found');
    allowDocumentAction(found, personId, 'run-ai');
    const { document } = found;
    const { organizationId } = document;
    // What stood before the co-writer came can be had back, whatever is decided of its text.
    const { sequence } = head;
    const before = await insertVersionOfChange(tx, { document, sequence, kind: 'before-run', personId });
    await insertRun(tx, { id, organizationId, documentId, askedBy: personId, request, retryOf });
    await recordAudit(tx, {
      organizationId,
      actorId: personId,
      action: retryOf ? 'ai-run.retry' : 'ai-run.create',
      subjectKind: 'ai-run',
      subjectId: id,
      detail: { documentId, kind: request.kind },
    });
    await markActed(tx, wish.answerAs?.(id));
    return before;
  });
  await addJob(services, 'ai-runs', id, { runId: id });
  metrics.aiRuns.inc({ kind: request.kind });
  signals.publish('document-changed', { documentId, what: 'ai-runs' });
  if (version) signals.publish('document-changed', { documentId, what: 'versions' });
  return id;
}

/** Prompts and sources come with a later release; until there are any, every id of one is unknown. */
function refuseUnknown(request: AiRunCreate): void {
  const issues = [];
  if (request.promptId !== undefined) issues.push({ path: 'promptId', message: 'no such prompt' });
  for (const index of (request.sourceIds ?? []).keys()) {
    issues.push({ path: `sourceIds.${index}`, message: 'no such source' });
  }
  if (issues.length > 0) throw new Problem('invalid', { issues });
}
