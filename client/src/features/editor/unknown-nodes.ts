// An article may hold what a newer program wrote. y-tiptap deletes, for everybody, whatever its schema cannot make a node
// of; so an article with anything unknown in it is never bound to an editor, and is let go of before the first that comes
// is read. Its text stays, and is offered as it is.
import { ARTICLE_FRAGMENT } from '@hamnevis/core/document/schema';
import { unknownContent } from '@hamnevis/core/document/unknown-content';
import type { EditorState } from '@tiptap/pm/state';
import { type ProsemirrorBinding, ySyncPluginKey } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';

/** The article holds a node or a mark that this program does not know. */
export class UnknownNode extends Error {
  constructor(name: string) {
    super(`This program does not know what the article holds: ${name}. A newer one wrote it.`);
    this.name = 'UnknownNode';
  }
}

/** Throws {@link UnknownNode} where an editor would delete something; asked before one is made. */
export function refuseUnknown(document: Y.Doc): void {
  const name = unknownContent(document.getXmlFragment(ARTICLE_FRAGMENT));
  if (name !== null) throw new UnknownNode(name);
}

/**
 * Lets go of the article when something unknown comes in from elsewhere: the editor is told nothing more, and `onUnknown`
 * has to take it away. Answers how to stop watching.
 */
export function watchForUnknown(
  document: Y.Doc,
  state: () => EditorState,
  onUnknown: (error: UnknownNode) => void,
): () => void {
  const look = (transaction: Y.Transaction) => {
    if (transaction.local) return;
    for (const type of transaction.changed.keys()) {
      const name = unknownContent(type, transaction.beforeState);
      if (name === null) continue;
      // Before the observers of this transaction are called: the editor's own is not among them any more.
      const binding = ySyncPluginKey.getState(state())?.binding;
      if (binding) letGo(binding);
      document.off('beforeObserverCalls', look);
      onUnknown(new UnknownNode(name));
      return;
    }
  };
  document.on('beforeObserverCalls', look);
  return () => document.off('beforeObserverCalls', look);
}

/** Neither tells the editor of the article nor the article of the editor. */
function letGo(binding: ProsemirrorBinding): void {
  binding.type.unobserveDeep(binding._observeFunction);
  binding.mux = () => undefined;
}
