// The API's own edits of a text (restoring, deciding a run for a program): computed on what the log says, appended
// through the one door as the last statement of their transaction.
import { randomUUID } from 'node:crypto';
import { freshClientId } from '@hamnevis/core/document/edit-update';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { Transaction } from '@hamnevis/db/connect';
import { appendUpdates, type LogEntry } from '@hamnevis/db/log/append';
import { documentFromLog, loadLog } from '@hamnevis/db/log/load';
import { type FoundDocument, findDocument, type HeadRow, lockHead } from '@hamnevis/db/queries/documents';
import { sqlWithin, transact } from '@hamnevis/db/queries/transact';
import type * as Y from 'yjs';
import type { ApiServices } from '../services.ts';

/** While people type, the edit is computed anew on what they wrote; after so many times it is merged instead. */
const RECOMPUTED_AT_MOST = 5;

export interface TextEdit<Result> {
  documentId: string;
  personId: string;
  kind: Extract<LogEntry['kind'], 'restore' | 'decision'>;
  /** Makes the edit one that is made once: a second one with the same id throws {@link EditKnown}. */
  requestId?: string;
  /** The update (V1) of the edit under this client id, or null when nothing differs. The document is its own. */
  updateOf(document: Y.Doc, clientId: number): Uint8Array | null;
  /**
   * Everything else that belongs to the edit, under the head's lock and before it is appended. `changes` says
   * whether there is anything to append. Throws a Problem to refuse.
   */
  inTransaction(
    tx: Transaction,
    place: { found: FoundDocument; head: HeadRow; changes: boolean },
  ): Promise<Result>;
}

/** An edit with this request id stands in the log already, at `sequence`. */
export class EditKnown extends Error {
  readonly sequence: number;

  constructor(sequence: number) {
    super(`the edit is row ${sequence} of the log`);
    this.sequence = sequence;
  }
}

/** What became of an edit; `sequence` is the head's when nothing differed. */
export interface EditedText<Result> {
  sequence: number;
  changed: boolean;
  result: Result;
}

/** Edits a text. Throws `not-found` when the document is gone for this person. */
export async function editText<Result>(
  services: ApiServices,
  wish: TextEdit<Result>,
): Promise<EditedText<Result>> {
  for (let attempt = 1; ; attempt += 1) {
    const edited = await tryEdit(services, wish, attempt > RECOMPUTED_AT_MOST);
    if (!edited) continue;
    if (edited.changed) {
      services.signals.publish('log-grew', {
        documentId: wish.documentId,
        sequence: edited.sequence,
        node: services.node,
      });
    }
    return edited;
  }
}

/** Answers null when the text grew between reading and locking, unless `merge` lets the two come together. */
async function tryEdit<Result>(
  { database }: ApiServices,
  wish: TextEdit<Result>,
  merge: boolean,
): Promise<EditedText<Result> | null> {
  const { documentId, personId } = wish;
  const log = await loadLog(database, documentId);
  const clientId = freshClientId();
  const update = wish.updateOf(documentFromLog(log, { gc: false }), clientId);
  return transact(database, { of: 'document', id: documentId, personId }, async (tx) => {
    const head = await lockHead(tx, documentId);
    const found = await findDocument(tx, documentId, personId);
    if (!head || !found) throw new Problem('not-found');
    if (head.sequence !== log.sequence && !merge) return null;
    const result = await wish.inTransaction(tx, { found, head, changes: update !== null });
    if (!update) return { sequence: head.sequence, changed: false, result };
    const [answer] = await appendUpdates(sqlWithin(database, tx), [
      {
        documentId,
        requestId: wish.requestId ?? randomUUID(),
        update,
        actorId: personId,
        run: null,
        epoch: head.epoch,
        memberEpoch: found.memberEpoch,
        kind: wish.kind,
        clientIds: [clientId],
      },
    ]);
    if (answer?.outcome === 'known') throw new EditKnown(answer.sequence);
    if (answer?.outcome !== 'ok') throw new Error(`the edit was not taken: ${answer?.outcome}`);
    return { sequence: answer.sequence, changed: true, result };
  });
}
