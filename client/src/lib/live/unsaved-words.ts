// Which words of a replica the server never confirmed: what is kept for their author after a refusal.

import { ARTICLE_FRAGMENT } from '@hamnevis/core/document/schema';
import { type ArticleNode, articleOf } from '@hamnevis/core/document/yjs';
import { type LetterId, LetterSources } from '@hamnevis/core/history/letter-sources';
import type { ReturnedText } from '@hamnevis/core/history/text-pieces';
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
  /** The id of every letter, in order, {@link NO_LETTER} between blocks inside it; an older release kept none. */
  letters?: LetterRange[];
  /** Which of them are older letters over again: the block was split, joined or converted. */
  carried?: ReturnedText[];
  /** Text of the nearest block above that is confirmed, to find the place again; null at the beginning. */
  after: string | null;
  /** Which block that is, as in `id`. */
  afterId?: string;
  /** The block right above holds unconfirmed words too, so that this one follows it. */
  follows: boolean;
}

/** The client of a letter that stands in no text: a line break between two blocks. */
export const NO_LETTER = -1;

/** From which clock on a client's items are unconfirmed. */
export type Unconfirmed = ReadonlyMap<number, number>;

/**
 * The blocks of the article that hold unconfirmed words, in order; deletions leave no words and are not listed. Letters
 * that stand for confirmed ones (see {@link LetterSources}) are no words of mine.
 */
export function unsavedBlocks(
  document: Y.Doc,
  unconfirmed: Unconfirmed,
  carried: LetterSources = new LetterSources(),
): UnsavedBlock[] {
  const isUnconfirmed = ({ client, clock }: LetterId) => clock >= (unconfirmed.get(client) ?? Infinity);
  const isMine = (letter: LetterId) =>
    isUnconfirmed(letter) && carried.sourcesOf(letter).every(isUnconfirmed);
  const nodes = articleOf(document).content ?? [];
  const found: UnsavedBlock[] = [];
  let after: string | null = null;
  let afterId = '';
  let follows = false;
  document
    .getXmlFragment(ARTICLE_FRAGMENT)
    .toArray()
    .forEach((block, index) => {
      const pieces = [...lettersIn(block)].flatMap((run) => split(run, isMine));
      const stretches = joined(pieces);
      const node = nodes[index];
      if (node && stretches.some((stretch) => stretch.mine && stretch.text.trim() !== '')) {
        found.push({
          id: idOf(block),
          node,
          stretches,
          letters: pieces.map(({ text, id }) => ({ ...id, length: text.length })),
          carried: carried.behind(pieces.flatMap(({ text, id }) => [...lettersOf(text.length, id)])),
          after,
          afterId,
          follows,
        });
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
export interface Sequence {
  _start: Y.Item | null;
}

/** Text that one client wrote in one go, and the id of its first letter. */
export interface LetterRun {
  text: string;
  id: LetterId;
}

/** The text that stands in a block, in order, with line breaks between the blocks inside it. */
export function* lettersIn(type: Sequence): Generator<LetterRun, void> {
  let isFirst = true;
  for (let item = type._start; item; item = item.right) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentType) {
      if (!isFirst && !(item.content.type instanceof Y.XmlText))
        yield { text: '\n', id: { client: NO_LETTER, clock: 0 } };
      yield* lettersIn(item.content.type);
    } else if (item.content instanceof Y.ContentString) yield { text: item.content.str, id: item.id };
    isFirst = false;
  }
}

/** The ids of so many letters in a row. */
export function* lettersOf(length: number, { client, clock }: LetterId): Generator<LetterId, void> {
  for (let at = 0; at < length; at += 1) yield { client, clock: clock + at };
}

interface Piece extends LetterRun {
  mine: boolean;
}

/** A run, cut where mine begin and end. */
function split({ text, id }: LetterRun, isMine: (letter: LetterId) => boolean): Piece[] {
  const pieces: Piece[] = [];
  for (const [at, letter] of [...lettersOf(text.length, id)].entries()) {
    const mine = isMine(letter);
    const last = pieces.at(-1);
    if (last?.mine === mine) last.text += text[at];
    else pieces.push({ text: text[at] as string, id: letter, mine });
  }
  return pieces;
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
