import type { AiRunCreate } from '@hamnevis/core/contract/ai-runs';
import { Problem } from '@hamnevis/core/problems/catalogue';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { insertVersionOfChange } from '@hamnevis/db/queries/automatic-versions';
import { findDocument, lockDocument, lockHead } from '@hamnevis/db/queries/documents';
import { claimKey, type KeyedAnswer, type KeyedRequest } from '@hamnevis/db/queries/idempotency';
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
  /** With it the same request asks once, however often it comes. */
  keyed: KeyedRequest | null;
}

/**
 * Asks the co-writer for a run: the row is committed first, the job that wakes a worker comes after it. Answers the
 * run's id; for a request that came before under its key, the id of then.
 */
export async function askRun(services: ApiServices, wish: RunWish): Promise<string> {
  const { database, signals, limits, metrics } = services;
  const { documentId, personId, request, retryOf } = wish;
  refuseUnknown(request);
  await spend(limits.aiRuns, personId);
  const id = newId();
  const { runId, isNew, version } = await transact(
    database,
    { of: 'document', id: documentId, personId },
    async (tx) => {
      const head = await lockHead(tx, documentId);
      // An approval holds this row too: either it sees the run, or the run sees the approved status.
      await lockDocument(tx, documentId);
      const found = await findDocument(tx, documentId, personId);
      if (!head || !found) throw new Problem('not-found');
      if (wish.keyed) {
        const claim = await claimKey(tx, wish.keyed, { status: 202, body: { id } }, services.now());
        if (claim.outcome === 'mismatch') throw new Problem('idempotency-mismatch');
        if (claim.outcome === 'known') return { runId: idOf(claim.answer), isNew: false, version: null };
      }
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
      return { runId: id, isNew: true, version: before };
    },
  );
  await addJob(services, 'ai-runs', runId, { runId });
  if (isNew) {
    metrics.aiRuns.inc({ kind: request.kind });
    signals.publish('document-changed', { documentId, what: 'ai-runs' });
    if (version) signals.publish('document-changed', { documentId, what: 'versions' });
  }
  return runId;
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

function idOf(answer: KeyedAnswer): string {
  return (answer.body as { id: string }).id;
}
