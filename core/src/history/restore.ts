import type * as Y from 'yjs';
import { editUpdate } from '../document/edit-update.ts';
import { ARTICLE_FRAGMENT } from '../document/schema.ts';
import { reconcile } from './reconcile.ts';

/**
 * The forward edit that makes today's article what it was: an update (V1) under `clientId`, or null when nothing
 * differs. `now` is changed on the way and must be nobody else's; blocks that are equal keep their Yjs ids.
 */
export function restoreUpdate(now: Y.Doc, then: Y.Doc, clientId: number): Uint8Array | null {
  return editUpdate(now, clientId, (document) =>
    reconcile(document.getXmlFragment(ARTICLE_FRAGMENT), then.getXmlFragment(ARTICLE_FRAGMENT)),
  );
}
