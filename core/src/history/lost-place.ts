// Where lost letters stood, seen from the article as it is now.
import * as Y from 'yjs';
import { ARTICLE_FRAGMENT } from '../document/schema.ts';

/**
 * The index among the article's top-level blocks at which text of this letter belongs now: where its own block stood,
 * or behind the block in which it stood. `history` is the document with all its deleted text (never garbage
 * collected). Null when it does not know the letter.
 */
export function placeOfLetter(history: Y.Doc, client: number, clock: number): number | null {
  const structs = history.store.clients.get(client);
  if (!structs || clock >= Y.getState(history.store, client)) return null;
  let item = structs[Y.findIndexSS(structs, clock)];
  const article = history.getXmlFragment(ARTICLE_FRAGMENT) as Y.AbstractType<unknown>;
  for (let top: Y.Item | Y.GC | null | undefined = item; top instanceof Y.Item; ) {
    item = top;
    const parent = top.parent as Y.AbstractType<unknown> | null;
    if (parent === article) return blocksBefore(top) + (top.deleted ? 0 : 1);
    top = parent?._item;
  }
  return null;
}

/** Whether a letter stands in the document. */
export function stands(document: Y.Doc, { client, clock }: { client: number; clock: number }): boolean {
  const structs = document.store.clients.get(client);
  if (!structs || clock >= Y.getState(document.store, client)) return false;
  return structs[Y.findIndexSS(structs, clock)]?.deleted === false;
}

function blocksBefore(block: Y.Item): number {
  let count = 0;
  for (let item = block.left; item !== null; item = item.left)
    if (!item.deleted && item.countable) count += item.length;
  return count;
}
