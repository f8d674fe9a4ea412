import type { Status } from '@hamnevis/core/workflow/statuses';
import type { StepName } from '@hamnevis/core/workflow/transitions';
import { eq, inArray, sql } from 'drizzle-orm';
import type { Queries, Transaction } from '../connect.ts';
import { aiRuns, documentHeads, documents, transitions } from '../schema/tables.ts';
import type { DocumentRow } from './documents.ts';

/** Whether AI runs of a document stand in the way of its approval, as far as their rows say. */
export interface RunsOfDocument {
  /** One is queued or writing. */
  open: boolean;
  /** There has ever been one, so undecided text of one may stand in the article. */
  any: boolean;
}

/** How a document's AI runs stand. */
export async function runsOfDocument(queries: Queries, documentId: string): Promise<RunsOfDocument> {
  const rows = await queries
    .select({ isOpen: sql<boolean>`bool_or(${inArray(aiRuns.status, ['queued', 'writing'])})` })
    .from(aiRuns)
    .where(eq(aiRuns.documentId, documentId))
    .groupBy(aiRuns.documentId);
  return { open: rows[0]?.isOpen ?? false, any: rows.length > 0 };
}

interface StatusChange {
  document: DocumentRow;
  step: StepName;
  to: Status;
  note: string | null;
  personId: string;
  sealedVersionId: string | null;
  now: Date;
}

/**
 * Writes a step: status, who submitted or approved, the transition's row, and the raised edit epoch. Under the
 * head's lock: from the commit on every append that was admitted before is judged again.
 */
export async function writeStatus(tx: Transaction, change: StatusChange): Promise<void> {
  const { document, step, to, note, personId, sealedVersionId, now } = change;
  await tx
    .update(documents)
    .set({
      status: to,
      updatedAt: now,
      ...(step === 'submit' ? { submittedBy: personId } : {}),
      ...(step === 'approve' ? { approvedBy: personId, approvedAt: now, sealedVersionId } : {}),
    })
    .where(eq(documents.id, document.id));
  await tx
    .update(documentHeads)
    .set({ epoch: sql`${documentHeads.epoch} + 1` })
    .where(eq(documentHeads.documentId, document.id));
  await tx.insert(transitions).values({
    organizationId: document.organizationId,
    documentId: document.id,
    fromStatus: document.status,
    toStatus: to,
    note,
    actorId: personId,
  });
}
