import { editUpdate } from '@hamnevis/core/document/edit-update';
import { acceptRun, discardRun } from '@hamnevis/core/document/run-blocks';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { RunRow } from '@hamnevis/db/queries/ai-runs';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { lockRun, writeDecision } from '@hamnevis/db/queries/run-requests';
import type { ApiServices } from '../services.ts';
import { allowDocumentAction } from './allow.ts';
import { editText } from './edit-text.ts';

/**
 * Decides a run. A browser has edited the text itself by then, and only the row is written; for a program, and
 * where the run's blocks still stand, the edit is made here. Doing it again changes nothing.
 */
export async function decideRun(
  services: ApiServices,
  run: RunRow,
  decision: 'accepted' | 'discarded',
  personId: string,
): Promise<void> {
  const { documentId } = run;
  const { result: isNews } = await editText(services, {
    documentId,
    personId,
    kind: 'decision',
    updateOf: (now, clientId) =>
      editUpdate(now, clientId, (document) =>
        (decision === 'accepted' ? acceptRun : discardRun)(document, run.id),
      ),
    async inTransaction(tx, { found, changes }) {
      allowDocumentAction(found, personId, 'decide-ai');
      const current = await lockRun(tx, run.id);
      if (!current) throw new Problem('not-found');
      if (current.status === 'queued' || current.status === 'writing') throw new Problem('run-open');
      if (!changes && current.decision === decision) return false;
      // Where text must be touched, the status must let this person touch it.
      if (changes) allowDocumentAction(found, personId, 'edit');
      await writeDecision(tx, run.id, decision, personId);
      await recordAudit(tx, {
        organizationId: run.organizationId,
        actorId: personId,
        action: `ai-run.${decision === 'accepted' ? 'accept' : 'discard'}`,
        subjectKind: 'ai-run',
        subjectId: run.id,
        detail: { documentId },
      });
      return true;
    },
  });
  if (isNews) services.signals.publish('document-changed', { documentId, what: 'ai-runs' });
}
