// Typing beside others stays smooth in a long article because a change from elsewhere rebuilds only the blocks that it
// touched. y-tiptap forgets every block's node with each change from elsewhere and makes all of them anew, so that
// everything that is known about a block by its node (its direction, its notes, its colours, its place in the page) is
// worked out again. It has let go of the changed ones just before (they, their containers and what was deleted), so
// keeping the rest is safe: a test holds the kept ones against the article through thousands of random edits.

import type { EditorState } from '@tiptap/pm/state';
import { type ProsemirrorBinding, ySyncPluginKey } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';

type Mapping = ProsemirrorBinding['mapping'];
type Watch = (events: Y.YEvent<Y.XmlFragment>[], transaction: Y.Transaction) => void;

class KeptNodes extends Map<unknown, unknown> {
  /** While a change from elsewhere is taken in, nothing more is forgotten than was let go of. */
  isKeeping = false;

  override clear(): void {
    if (!this.isKeeping) super.clear();
  }
}

/** Has the binding of this editor keep the nodes of blocks that a change from elsewhere does not touch. */
export function keepNodes(state: EditorState): void {
  const binding = ySyncPluginKey.getState(state)?.binding as
    | (Omit<ProsemirrorBinding, '_observeFunction'> & { _observeFunction: Watch })
    | undefined;
  if (!binding || binding.mapping instanceof KeptNodes) return;
  const kept = new KeptNodes(binding.mapping);
  binding.mapping = kept as unknown as Mapping;
  const takeIn = binding._observeFunction;
  const takeInKeeping: Watch = (events, transaction) => {
    kept.isKeeping = true;
    try {
      takeIn(events, transaction);
    } catch {
      // y-tiptap sometimes looks for the caret behind the article's end and stops there, with the page left behind the
      // article. Drawn anew the text is right; the caret stays where the page can keep it.
      kept.isKeeping = false;
      binding._forceRerender();
    } finally {
      kept.isKeeping = false;
    }
  };
  binding._observeFunction = takeInKeeping;
  if (binding.prosemirrorView === null) return;
  binding.type.unobserveDeep(takeIn);
  binding.type.observeDeep(takeInKeeping);
}
