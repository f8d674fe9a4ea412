import { undecidedRuns } from '@hamnevis/core/document/run-blocks';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Status } from '@hamnevis/core/workflow/statuses';
import { judgeTransition, stepsFor, type TransitionVerdict } from '@hamnevis/core/workflow/transitions';
import type { PlainSql } from '@hamnevis/db/connect';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import { recordAudit } from '@hamnevis/db/queries/audit';
import { insertVersionOfChange } from '@hamnevis/db/queries/automatic-versions';
import { findDocument, lockDocument, lockHead } from '@hamnevis/db/queries/documents';
import { identitiesOf } from '@hamnevis/db/queries/people';
import { sqlWithin, transact } from '@hamnevis/db/queries/transact';
import { runsOfDocument, writeStatus } from '@hamnevis/db/queries/transitions';
import { insertVersion, sealVersion, type VersionRow } from '@hamnevis/db/queries/versions';
import type * as Y from 'yjs';
import { isAuthorAt, readAuthors } from '../history/read-authors.ts';
import type { ApiServices } from '../services.ts';

export interface TransitionWish {
  documentId: string;
  personId: string;
  to: Status;
  note: string | null;
  address: string;
}

type Refused = Extract<TransitionVerdict, { allowed: false }>;

/**
 * Takes a step of the workflow, in one transaction under the head's lock. Approving also makes the version and
 * seals its sequence there; the hash over it is computed right after the commit, or by the sweep. Any other step
 * makes a version of what was written since the last one.
 */
export async function transitionDocument(services: ApiServices, wish: TransitionWish): Promise<void> {
  const { database, signals, log, metrics } = services;
  const { documentId, personId, to } = wish;
  const tenant = { of: 'document', id: documentId, personId } as const;
  // Read before the lock, because reading a whole article under it would keep writers waiting.
  const asks = to === 'approved' ? await askedOfApproval(services, wish) : null;
  const read = asks?.mayHoldRuns ? await loadArticle(database, documentId) : null;
  const authors = asks?.byOthers ? await readAuthors(database, documentId) : null;
  const { step, version, sealed } = await transact(database, tenant, async (tx) => {
    const head = await lockHead(tx, documentId);
    const found = await findDocument(tx, documentId, personId);
    const document = await lockDocument(tx, documentId);
    if (!head || !found || !document) throw new Problem('not-found');
    let hasOpenRun = false;
    if (to === 'approved') {
      const runs = await runsOfDocument(tx, documentId);
      hasOpenRun = runs.open;
      if (!hasOpenRun && runs.any) {
        const isCurrent = read?.sequence === head.sequence;
        const article = isCurrent ? read : await loadArticle(sqlWithin(database, tx), documentId);
        hasOpenRun = undecidedRuns(article.document).size > 0;
      }
    }
    const forbidsOwnApproval = to === 'approved' && found.workspace.approvalByOthers;
    let isAuthor = false;
    if (forbidsOwnApproval) {
      // The workspace asks for it only since a moment ago.
      if (!authors) throw new Problem('conflict');
      const { sequence } = head;
      isAuthor = await isAuthorAt(sqlWithin(database, tx), authors, {
        documentId,
        sequence,
        identities: await identitiesOf(tx, personId),
      });
    }
    const asked = {
      role: found.role,
      from: document.status,
      to,
      isSubmitter: document.submittedBy === personId,
      note: wish.note ?? undefined,
      hasOpenRun,
      forbidsOwnApproval,
      isAuthor,
    };
    const verdict = judgeTransition(asked);
    if (!verdict.allowed)
      throw refusal(verdict, document.status, stepsFor(asked.role, asked.from, asked.isSubmitter));
    const isApproval = verdict.step.name === 'approve';
    const { sequence } = head;
    const made: VersionRow | null = isApproval
      ? await insertVersion(tx, {
          document: { ...document, status: 'approved' },
          sequence,
          kind: 'approval',
          name: null,
          note: wish.note,
          personId,
        })
      : await insertVersionOfChange(tx, { document, sequence, kind: 'before-status', personId });
    const sealed = isApproval ? made : null;
    await writeStatus(tx, {
      document,
      step: verdict.step.name,
      to,
      note: wish.note,
      personId,
      sealedVersionId: sealed?.id ?? null,
      now: services.now(),
    });
    await recordAudit(tx, {
      organizationId: document.organizationId,
      actorId: personId,
      action: `document.${verdict.step.name}`,
      subjectKind: 'document',
      subjectId: documentId,
      detail: { from: document.status, to, note: wish.note, sequence: head.sequence },
      ip: wish.address || null,
    });
    return { step: verdict.step.name, version: made, sealed };
  });
  metrics.transitions.inc({ step });
  signals.publish('status-changed', { documentId });
  signals.publish('document-changed', { documentId, what: 'document' });
  if (sealed) {
    try {
      await sealVersion(database, sealed);
    } catch (error) {
      // The approval stands whatever becomes of its hash: the sweep computes it.
      log.error({ err: error, documentId, versionId: sealed.id }, 'a seal was not computed yet');
    }
  }
  if (version) signals.publish('document-changed', { documentId, what: 'versions' });
}

/** What must be read before somebody may approve. */
function askedOfApproval({ database }: ApiServices, { documentId, personId }: TransitionWish) {
  return transact(database, { of: 'document', id: documentId, personId }, async (tx) => ({
    mayHoldRuns: (await runsOfDocument(tx, documentId)).any,
    byOthers: (await findDocument(tx, documentId, personId))?.workspace.approvalByOthers ?? false,
  }));
}

interface ReadArticle {
  document: Y.Doc;
  sequence: number;
}

async function loadArticle(sql: PlainSql, documentId: string): Promise<ReadArticle> {
  const log = await loadLog(sql, documentId);
  return { document: documentFromLog(log), sequence: log.sequence };
}

function refusal(verdict: Refused, currentStatus: Status, next: { name: string; to: Status }[]): Problem {
  const steps = next.map(({ name, to }) => ({ name, to }));
  switch (verdict.reason) {
    case 'no-such-step':
      return new Problem('step-not-possible', { currentStatus, next: steps });
    case 'role':
      return new Problem('role-forbids', { least: verdict.least });
    case 'note-missing':
      return new Problem('note-missing', { issues: [{ path: 'note', message: 'a reason is needed' }] });
    case 'run-open':
      return new Problem('run-open', { currentStatus });
    case 'own-text':
      return new Problem('own-text');
    default:
      throw new TypeError(`no problem for ${JSON.stringify(verdict satisfies never)}`);
  }
}
