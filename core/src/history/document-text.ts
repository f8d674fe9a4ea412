// How the text of an article lies in its Yjs document. The editor's positions inside a text block and the offsets
// here are the same numbers: UTF-16 units, one for each inline node that is no text.
import * as Y from 'yjs';
import { ARTICLE_FRAGMENT, documentSchema } from '../document/schema.ts';

/** Stands in a block's text for an inline node that is no text (a line break). */
export const INLINE_NODE = '\ufffc';

/** Every block element of an article, depth first: lists and tables too. */
export function* blockElements(document: Y.Doc): Generator<Y.XmlElement> {
  yield* blocksIn(document.getXmlFragment(ARTICLE_FRAGMENT));
}

function* blocksIn(parent: Y.XmlFragment): Generator<Y.XmlElement> {
  for (const child of parent.toArray()) {
    if (!(child instanceof Y.XmlElement)) continue;
    yield child;
    if (!isTextblock(child)) yield* blocksIn(child);
  }
}

/** True for blocks that hold text themselves: paragraphs, headings, code. */
export function isTextblock(element: Y.XmlElement): boolean {
  return documentSchema().nodes[element.nodeName]?.inlineContent ?? false;
}

/** What stands in a text block, item by item, in order. */
export type BlockPiece =
  | { kind: 'text'; item: Y.Item; text: string; offset: number }
  | { kind: 'inline'; item: Y.Item; offset: number }
  | { kind: 'format'; item: Y.Item; key: string; value: unknown; offset: number }
  | { kind: 'end'; offset: number };

/** Walks the living content of a text block; `end` comes after each stretch of text, where marks end too. */
export function* blockPieces(block: Y.XmlElement): Generator<BlockPiece> {
  let offset = 0;
  for (let item = block._start; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentType)) continue;
    const { type } = item.content;
    if (!(type instanceof Y.XmlText)) {
      yield { kind: 'inline', item, offset };
      offset += 1;
      continue;
    }
    for (let part = type._start; part !== null; part = part.right) {
      if (part.deleted) continue;
      const { content } = part;
      if (content instanceof Y.ContentString) {
        yield { kind: 'text', item: part, text: content.str, offset };
        offset += content.str.length;
      } else if (content instanceof Y.ContentFormat)
        yield { kind: 'format', item: part, key: content.key, value: content.value, offset };
    }
    yield { kind: 'end', offset };
  }
}

/** The text of one block. */
export function blockText(block: Y.XmlElement): string {
  let text = '';
  for (const piece of blockPieces(block)) {
    if (piece.kind === 'text') text += piece.text;
    else if (piece.kind === 'inline') text += INLINE_NODE;
  }
  return text;
}
