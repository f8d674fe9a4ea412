// Which words of a replica the server never confirmed: what is kept for their author after a refusal.

import { ARTICLE_FRAGMENT } from '@hamnevis/core/document/schema';
import { type ArticleNode, articleOf } from '@hamnevis/core/document/yjs';
import * as Y from 'yjs';

/** A stretch of a block's text; `mine` words were never confirmed. */
export interface Stretch {
  text: string;
  mine: boolean;
}

/** Letters that one client wrote one after the other. */
export interface LetterRange {
  client: number;
  clock: number;
  length: number;
}

/** A top-level block that holds unconfirmed words. */
export interface UnsavedBlock {
  /** Which block of the document it is: the same in every tab. */
  id: string;
  node: ArticleNode;
  stretches: Stretch[];
  /** The ids of the unconfirmed letters, in order; not there in what an older release kept. */
  letters?: LetterRange[];
  /** Text of the nearest block above that is confirmed, to find the place again; null at the beginning. */
  after: string | null;
  /** Which block that is, as in `id`. */
  afterId?: string;
  /** The block right above holds unconfirmed words too, so that this one follows it. */
  follows: boolean;
}

/** From which clock on a client's items are unconfirmed. */
export type Unconfirmed = ReadonlyMap<number, number>;

/** The blocks of the article that hold unconfirmed words, in order; deletions leave no words and are not listed. */
export function unsavedBlocks(document: Y.Doc, unconfirmed: Unconfirmed): UnsavedBlock[] {
  const nodes = articleOf(document).content ?? [];
  const found: UnsavedBlock[] = [];
  let after: string | null = null;
  let afterId = '';
  let follows = false;
  document
    .getXmlFragment(ARTICLE_FRAGMENT)
    .toArray()
    .forEach((block, index) => {
      const pieces = piecesOf(block, unconfirmed);
      const stretches = joined(pieces);
      const node = nodes[index];
      if (node && stretches.some((stretch) => stretch.mine && stretch.text.trim() !== '')) {
        found.push({ id: idOf(block), node, stretches, letters: lettersOf(pieces), after, afterId, follows });
        follows = true;
      } else if (textOf(stretches).trim() !== '') {
        after = textOf(stretches);
        afterId = idOf(block);
        follows = false;
      }
    });
  return found;
}

/** Names a block of the document, in every replica alike. */
export function idOf(block: { _item: Y.Item | null }): string {
  return block._item ? `${block._item.id.client}:${block._item.id.clock}` : '';
}

/** A block's whole text. */
export function textOf(stretches: readonly Stretch[]): string {
  return stretches.map((stretch) => stretch.text).join('');
}

/** The text that was there without the unconfirmed words. */
export function confirmedTextOf(stretches: readonly Stretch[]): string {
  return textOf(stretches.filter((stretch) => !stretch.mine));
}

/** Any Yjs type that holds a sequence of items. */
interface Sequence {
  _start: Y.Item | null;
}

/** A stretch, and the id of its first letter. */
interface Piece extends Stretch {
  id?: Y.ID;
}

function piecesOf(type: Sequence, unconfirmed: Unconfirmed): Piece[] {
  const stretches: Piece[] = [];
  for (let item = type._start; item; item = item.right) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentType) {
      if (stretches.length > 0 && !(item.content.type instanceof Y.XmlText))
        stretches.push({ text: '\n', mine: false });
      stretches.push(...piecesOf(item.content.type, unconfirmed));
    } else if (item.content instanceof Y.ContentString) {
      stretches.push(...split(item.content.str, item.id, unconfirmed.get(item.id.client)));
    }
  }
  return stretches;
}

function split(text: string, id: Y.ID, from: number | undefined): Piece[] {
  if (from === undefined) return [{ text, mine: false }];
  const kept = Math.max(0, Math.min(text.length, from - id.clock));
  return [
    { text: text.slice(0, kept), mine: false },
    { text: text.slice(kept), mine: true, id: Y.createID(id.client, id.clock + kept) },
  ];
}

function lettersOf(pieces: readonly Piece[]): LetterRange[] {
  const letters: LetterRange[] = [];
  for (const { text, mine, id } of pieces) {
    const last = letters.at(-1);
    if (!mine || !id || text === '') continue;
    if (last && last.client === id.client && last.clock + last.length === id.clock)
      last.length += text.length;
    else letters.push({ client: id.client, clock: id.clock, length: text.length });
  }
  return letters;
}

function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of stretches) {
    const last = result.at(-1);
    if (stretch.text === '') continue;
    if (last && last.mine === stretch.mine) last.text += stretch.text;
    else result.push({ text: stretch.text, mine: stretch.mine });
  }
  return result;
}
