// How a change from elsewhere comes into the editor. It touches only the blocks that it changed, it moves nobody's page,
// and one's caret stays between the letters where it stood. y-tiptap does none of the three: it makes every block anew,
// asks the browser for the caret's place on the screen with each change (a layout of the whole article), and looks for
// the caret by the words around it, so that whoever stands in a paragraph that another writes in may find themselves in
// one that says what theirs said before.
//
// Everything that is known about a block by its node (its direction, its notes, its colours, its place in the page)
// lives as long as the node does. y-tiptap has let go of the changed ones just before (they, their containers and what was
// deleted), so keeping the rest is safe: a test holds the kept ones against the article through thousands of random edits.

import { type Node, Slice } from '@tiptap/pm/model';
import { type EditorState, Selection, TextSelection, type Transaction } from '@tiptap/pm/state';
import {
  absolutePositionToRelativePosition,
  type ProsemirrorBinding,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { commonChildren, sizeOfChildren } from '../../lib/common-children.ts';

type Mapping = ProsemirrorBinding['mapping'];
type Watch = (events: Y.YEvent<Y.XmlFragment>[], transaction: Y.Transaction) => void;
type Binding = Omit<ProsemirrorBinding, '_observeFunction' | 'beforeTransactionSelection'> & {
  _observeFunction: Watch;
  beforeTransactionSelection: unknown;
};
/** What y-tiptap's binding needs of a view. */
type View = { state: EditorState; dispatch: (tr: Transaction) => void };

class KeptNodes extends Map<unknown, unknown> {
  /** While a change from elsewhere is taken in, nothing more is forgotten than was let go of. */
  isKeeping = false;

  override clear(): void {
    if (!this.isKeeping) super.clear();
  }
}

/** A selection that outlives changes: each of its ends as a place in the article. */
interface Place {
  selection: Selection;
  ends: ReadonlyMap<string, Y.RelativePosition>;
}

/** Has the editor of this state take in changes from elsewhere as told above. The answer ends it. */
export function takeInOthers(state: EditorState): () => void {
  const binding = ySyncPluginKey.getState(state)?.binding as unknown as Binding | undefined;
  if (!binding || binding.mapping instanceof KeptNodes) return () => undefined;
  const kept = new KeptNodes(binding.mapping);
  binding.mapping = kept as unknown as Mapping;
  const drawAnew = binding._forceRerender.bind(binding);
  // Asked for whenever a part of the interface adds a plugin of its own; the article is in step then.
  binding._forceRerender = () => {
    if (!isInStep(binding, kept)) drawAnew();
  };

  let place: Place | null = null;
  const notePlace = () => {
    const view = binding.prosemirrorView as View | null;
    place = view && placeOf(binding, view.state);
  };
  binding.doc.on('beforeAllTransactions', notePlace);

  const readArticle = binding._observeFunction;
  const takeIn: Watch = (events, transaction) => {
    const view = binding.prosemirrorView as View | null;
    if (view === null) return;
    // y-tiptap reads the article for a view that nobody sees, and without a caret to look for.
    binding.prosemirrorView = {
      state: view.state,
      hasFocus: () => false,
      dispatch: (whole: Transaction) => {
        binding.prosemirrorView = view;
        view.dispatch(takenIn(view.state, whole, place, binding, transaction));
      },
    };
    binding.beforeTransactionSelection = null;
    kept.isKeeping = true;
    try {
      readArticle(events, transaction);
    } finally {
      kept.isKeeping = false;
      binding.prosemirrorView = view;
    }
  };
  binding._observeFunction = takeIn;
  if (binding.prosemirrorView !== null) {
    binding.type.unobserveDeep(readArticle);
    binding.type.observeDeep(takeIn);
  }
  return () => binding.doc.off('beforeAllTransactions', notePlace);
}

/** The blocks that stand in the editor are those that are known of the article. */
function isInStep({ type, prosemirrorView }: Binding, kept: KeptNodes): boolean {
  const { doc } = (prosemirrorView as View).state;
  const blocks = type.toArray();
  return blocks.length === doc.childCount && blocks.every((block, n) => kept.get(block) === doc.child(n));
}

/** The same change as `whole`, which replaces the article, as one of the blocks that differ. */
function takenIn(
  state: EditorState,
  whole: Transaction,
  place: Place | null,
  binding: Binding,
  { origin }: Y.Transaction,
): Transaction {
  const { start, end } = commonChildren(state.doc, whole.doc);
  const from = sizeOfChildren(state.doc, 0, start);
  const behind = sizeOfChildren(state.doc, state.doc.childCount - end, state.doc.childCount);
  const tr = state.tr.replace(
    from,
    state.doc.content.size - behind,
    new Slice(whole.doc.content.cut(from, whole.doc.content.size - behind), 0, 0),
  );
  tr.setMeta('addToHistory', false).setMeta(ySyncPluginKey, whole.getMeta(ySyncPluginKey));
  if (place) tr.setSelection(selectionAt(tr.doc, place, binding, [from, whole.doc.content.size - behind]));
  // What one takes back oneself is looked at; what others do moves nobody's page.
  return origin instanceof Y.UndoManager ? tr.scrollIntoView() : tr;
}

function placeOf(binding: Binding, { selection }: EditorState): Place {
  const ends = new Map<string, Y.RelativePosition>();
  for (const [name, at] of Object.entries(selection.toJSON() as Record<string, unknown>))
    if (typeof at === 'number')
      ends.set(name, absolutePositionToRelativePosition(at, binding.type, binding.mapping));
  return { selection, ends };
}

/** Where a selection stands in an article that changed between two positions. */
function selectionAt(article: Node, { selection, ends }: Place, binding: Binding, changed: [number, number]) {
  const now: Record<string, unknown> = { ...(selection.toJSON() as Record<string, unknown>) };
  for (const [name, place] of ends) {
    const at =
      (isGone(binding.doc, place) ? sameWords(article, changed, selection, Number(now[name])) : null) ??
      relativePositionToAbsolutePosition(binding.doc, binding.type, place as never, binding.mapping) ??
      changed[0];
    now[name] = Math.min(Math.max(at, 0), article.content.size);
  }
  if (selection instanceof TextSelection)
    return TextSelection.between(article.resolve(Number(now.anchor)), article.resolve(Number(now.head)));
  try {
    return Selection.fromJSON(article, now);
  } catch {
    // What was selected as a whole is gone.
    return Selection.near(article.resolve(Number(now.anchor ?? now.pos ?? changed[0])));
  }
}

/** The block that a place was in is deleted: made into another kind, moved, or taken away. */
function isGone(document: Y.Doc, place: Y.RelativePosition): boolean {
  const at = Y.createAbsolutePositionFromRelativePosition(place, document);
  let item = at?.type._item ?? null;
  while (item) {
    if (item.deleted) return true;
    item = (item.parent as Y.AbstractType<unknown>)._item;
  }
  return at === null;
}

/** The same place in the one block of a changed stretch that says what the place's block said; null where none does. */
function sameWords(
  article: Node,
  [from, to]: [number, number],
  { $anchor, $head }: Selection,
  at: number,
): number | null {
  const $before = at === $anchor.pos ? $anchor : $head;
  const words = $before.parent.textContent;
  if (!$before.parent.isTextblock || words === '') return null;
  const found: number[] = [];
  article.nodesBetween(from, to, (node, position) => {
    if (node.isTextblock && node.textContent === words) found.push(position + 1 + $before.parentOffset);
    return !node.isTextblock;
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}
