import * as Y from 'yjs';
import { ARTICLE_FRAGMENT } from '../document/schema.ts';

/** Marks the one edit that is taken back. */
const TAKEN_BACK = 'taken-back';

/**
 * The forward edit (V1, under `clientId`) that takes one edit of the log back, as undo does in an editor: what it
 * removed returns, what it brought goes, and what anybody wrote since stays. `before` is the document as it stood
 * before the edit, with nothing collected (`gc: false`); it is changed on the way. `now` holds everything up to today.
 * Null when nothing of the edit is left.
 */
export function takeBackUpdate(
  before: Y.Doc,
  edit: Uint8Array,
  now: Y.Doc,
  clientId: number,
): Uint8Array | null {
  const undo = new Y.UndoManager(before.getXmlFragment(ARTICLE_FRAGMENT), {
    trackedOrigins: new Set([TAKEN_BACK]),
    captureTimeout: 0,
  });
  Y.applyUpdate(before, edit, TAKEN_BACK);
  Y.applyUpdate(before, Y.encodeStateAsUpdate(now, Y.encodeStateVector(before)));
  before.clientID = clientId;
  const updates: Uint8Array[] = [];
  before.on('update', (update: Uint8Array) => void updates.push(update));
  undo.undo();
  undo.destroy();
  return updates.length === 0 ? null : Y.mergeUpdates(updates);
}
