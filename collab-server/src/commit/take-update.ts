// What becomes of one update: judged by the gate, then by rights, then appended. Nothing is applied here: the commit
// does that with its whole batch, before it answers.
import { randomUUID } from 'node:crypto';
import { judgeUpdate, type UpdateVerdict } from '@hamnevis/core/gate/judge-update';
import { withoutKnownDeletes } from '@hamnevis/core/gate/known-deletes';
import { encodePasted, pastedIn } from '@hamnevis/core/history/pasted';
import type { CloseReason } from '@hamnevis/core/sockets/close-codes';
import { throughOutage } from '@hamnevis/db/log/outage';
import type { Connection } from '@hocuspocus/server';
import * as Y from 'yjs';
import { type Admission, mayEdit, mayNeverEdit } from '../admission/admission.ts';
import type { HeldDocument } from '../documents/held-document.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Change } from './incoming-frames.ts';

/** `clientIds`: those of which the update brought something new. */
export type Outcome = { saved: true; clientIds: readonly number[] } | { saved: false; reason: CloseReason };

const NOTHING_NEW: Outcome = { saved: true, clientIds: [] };

/** Changes as they were made, or the answer to our question for everything that we lack. */
export type UpdateKind = 'change' | 'answer';

export interface TakingParts {
  commit: GroupCommit;
  limits: { maxUpdateBytes: number; maxDocumentBytes: number };
  counters: { updatesCommitted: number };
  /** Aborted when the server stops. */
  signal: AbortSignal;
  /** An append found that rights or status changed: the others of this document should be judged again too. */
  onRightsChanged: (documentId: string) => void;
}

/** Who sends updates, and into which document. */
export interface Sender {
  readonly connection: Connection;
  readonly held: HeldDocument;
  /** Today's, as last read. */
  readonly admission: Admission;
  admitAgain(admission: Admission): void;
}

/** How long an update waits for its predecessors: tabs of one browser reorder. */
const PREDECESSOR_WAIT_MS = 2_000;

/** The verdict on an update; at once, unless it lacks predecessors and `mayWait` for them. */
export function judgeFrom(
  sender: Sender,
  update: Uint8Array,
  mayWait: boolean,
  parts: TakingParts,
): UpdateVerdict | Promise<UpdateVerdict> {
  const verdict = judgeNow(sender, update, parts);
  if (verdict.verdict !== 'incomplete' || !mayWait || !mayEdit(sender.admission)) return verdict;
  return judgeWaiting(sender, update, parts);
}

function judgeNow({ admission, held }: Sender, update: Uint8Array, { limits }: TakingParts): UpdateVerdict {
  // A newcomer has nothing to tell, and wakes no article by saying so.
  if (isEmpty(update)) return { verdict: 'nothing-new' };
  return judgeUpdate(update, held.article.document, { runId: admission.run?.id ?? null }, limits);
}

async function judgeWaiting(sender: Sender, update: Uint8Array, parts: TakingParts): Promise<UpdateVerdict> {
  await throughOutage(() => sender.held.follow(), parts.signal);
  const deadline = performance.now() + PREDECESSOR_WAIT_MS;
  for (;;) {
    const verdict = judgeNow(sender, update, parts);
    const leftMs = deadline - performance.now();
    if (verdict.verdict !== 'incomplete' || leftMs <= 0) return verdict;
    await nextUpdate(sender.held.article.document, leftMs);
  }
}

/** Saves a judged update, or says why it is not. */
export async function takeUpdate(
  sender: Sender,
  change: Change,
  verdict: UpdateVerdict,
  as: UpdateKind,
  parts: TakingParts,
): Promise<Outcome> {
  const { admission, held } = sender;
  if (verdict.verdict === 'nothing-new') return NOTHING_NEW;
  // Yjs tidies formatting by itself, at viewers too. It changes no letter: theirs need not be kept.
  if (verdict.verdict === 'clean-up' && !mayEdit(admission)) return NOTHING_NEW;
  if (verdict.verdict === 'refuse') return { saved: false, reason: verdict.reason };
  if (!mayEdit(admission)) {
    return { saved: false, reason: mayNeverEdit(admission) ? 'role-changed' : 'status-changed' };
  }
  if (verdict.verdict === 'incomplete') return { saved: false, reason: 'gap' };
  const clientIds = verdict.verdict === 'accept' ? verdict.clientIds : [];
  // Somebody must still be able to make a document smaller that has grown too large.
  if (clientIds.length > 0 && held.sizeBytes + change.bytes.length > parts.limits.maxDocumentBytes) {
    return { saved: false, reason: 'too-large' };
  }
  const { bytes, pasted } = change;
  const news = as === 'answer' ? withoutKnownDeletes(bytes, held.article.document) : bytes;
  const outcome = await append(sender, { bytes: news, pasted }, clientIds, parts);
  if (outcome.saved || outcome.reason !== 'foreign-client') return outcome;
  return withoutOthersWords(sender, change, clientIds, as, parts);
}

/**
 * Words of others that somebody sends are no forgery where the log has them and this node does not yet: a tab that
 * hears of another tab's news is ahead of the node that it comes to. They are left out, and the rest is taken.
 */
async function withoutOthersWords(
  sender: Sender,
  { bytes, pasted }: Change,
  clientIds: readonly number[],
  as: UpdateKind,
  parts: TakingParts,
): Promise<Outcome> {
  const { held } = sender;
  await throughOutage(() => held.follow(), parts.signal);
  const news = Y.diffUpdate(bytes, held.article.stateVector());
  const verdict = judgeNow(sender, news, parts);
  const isLess = verdict.verdict !== 'accept' || verdict.clientIds.length < clientIds.length;
  if (!isLess) return { saved: false, reason: 'foreign-client' };
  return takeUpdate(sender, { bytes: news, pasted }, verdict, as, parts);
}

/** Appends, and judges again by today's rights as long as the log answers that they changed. */
async function append(
  sender: Sender,
  change: Change,
  clientIds: readonly number[],
  parts: TakingParts,
): Promise<Outcome> {
  const requestId = randomUUID();
  const { boundClients } = sender.held;
  const owner = `${sender.admission.person.id} ${sender.admission.run?.id ?? ''}`;
  const update = change.bytes;
  const pasted = pastedOfNews(sender, change);
  const unbound = clientIds.filter((clientId) => boundClients.get(clientId) !== owner);
  for (;;) {
    const { documentId, person, run, role, epoch, memberEpoch } = sender.admission;
    const answer = await parts.commit.append(
      {
        documentId,
        requestId,
        update,
        actorId: person.id,
        run,
        epoch,
        memberEpoch,
        kind: 'edit',
        clientIds: unbound,
        ...(pasted ? { pasted } : {}),
      },
      sender.connection,
    );
    switch (answer.outcome) {
      case 'ok':
      case 'known':
        for (const clientId of unbound) boundClients.set(clientId, owner);
        parts.counters.updatesCommitted += 1;
        return { saved: true, clientIds };
      case 'epoch':
        parts.onRightsChanged(documentId);
        if (answer.role === null) return { saved: false, reason: 'not-found' };
        sender.admitAgain({
          ...sender.admission,
          role: answer.role,
          status: answer.status,
          epoch: answer.epoch,
          memberEpoch: answer.memberEpoch,
        });
        if (mayEdit(sender.admission)) continue;
        return { saved: false, reason: answer.role === role ? 'status-changed' : 'role-changed' };
      case 'foreign':
        return { saved: false, reason: 'foreign-client' };
      case 'fenced':
        return { saved: false, reason: 'fenced' };
      case 'absent':
        return { saved: false, reason: 'not-found' };
      case 'failed':
        return { saved: false, reason: 'try-again' };
    }
  }
}

/** What of a change is new and was pasted; null when nothing is. */
function pastedOfNews({ held }: Sender, { bytes, pasted }: Change): Uint8Array | null {
  if (pasted.length === 0) return null;
  const { store } = held.article.document;
  const ranges = pastedIn(bytes, pasted, (client) => Y.getState(store, client));
  return ranges.length > 0 ? encodePasted(ranges) : null;
}

/** No structs, no deletions. */
function isEmpty(update: Uint8Array): boolean {
  return update.length === 2 && update[0] === 0 && update[1] === 0;
}

function nextUpdate(document: Y.Doc, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      document.off('update', finish);
      resolve();
    };
    const timer = setTimeout(finish, withinMs);
    document.on('update', finish);
  });
}
