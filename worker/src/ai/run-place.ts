// Where a run writes: found anew before each batch, because people move, split and delete what is around it.

import * as Y from 'yjs';
import {
  blockChain,
  type Container,
  indexInParent,
  isTextBlock,
  plainCharacters,
  textsOf,
} from './article-tree.ts';

/** Inside a block that takes text, or between two blocks. */
export type Place =
  | {
      readonly kind: 'inside';
      readonly block: Y.XmlElement;
      readonly text: Y.XmlText | null;
      readonly index: number;
    }
  | { readonly kind: 'between'; readonly parent: Container; readonly index: number };

/** So much of what was typed last is enough to know it again where somebody moved it. */
export const TAIL_CHARS = 24;
const TAIL_LEAST_CHARS = 4;

/** Where the asker's caret was, as a place after that block; the end of the article without one. */
export function placeOfAnchor(fragment: Y.XmlFragment, anchor: string | undefined): Place {
  const end: Place = { kind: 'between', parent: fragment, index: fragment.length };
  if (anchor === undefined || fragment.doc === null) return end;
  const position = decodePosition(anchor);
  const absolute = position && toAbsolute(position, fragment.doc);
  if (!absolute) return end;
  const chain = blockChain(fragment, absolute.type);
  if (chain === null) return end;
  const [top] = chain;
  // A caret between two blocks names the article itself.
  const index = top === undefined ? absolute.index : indexInParent(top) + 1;
  return { kind: 'between', parent: fragment, index: Math.min(index, fragment.length) };
}

/**
 * The place of a cursor. When what was typed last was deleted there, it is looked for in the run's other blocks
 * (a paragraph that is split or turned into a heading is deleted and written again); failing that, the run goes
 * on where it stood. Null when the cursor's block is gone and its text nowhere else.
 */
export function placeOfCursor(
  fragment: Y.XmlFragment,
  cursor: Y.RelativePosition,
  runId: string,
  tail: string,
): Place | null {
  const document = fragment.doc;
  if (document === null) return null;
  const absolute = toAbsolute(cursor, document);
  const chain = absolute && blockChain(fragment, absolute.type);
  const place = absolute && chain ? placeIn(absolute.type, absolute.index) : null;
  if (place !== null && !lastCharacterDeleted(cursor, document)) return place;
  return findTail(fragment, runId, tail) ?? place;
}

/** The end of the run's last block: where a run goes on that lost its cursor. Null when it has no block left. */
export function placeAfterRun(fragment: Y.XmlFragment, runId: string): Place | null {
  const index = fragment
    .toArray()
    .findLastIndex((block) => block instanceof Y.XmlElement && isOfRun(block, runId));
  return index === -1 ? null : { kind: 'between', parent: fragment, index: index + 1 };
}

export function isOfRun(block: Y.XmlElement, runId: string): boolean {
  return block.getAttribute('aiRun') === runId;
}

/** The position to keep for a place: bound to what stands before it, so that text typed after it stays after. */
export function cursorAt(place: Place): Y.RelativePosition {
  const type = place.kind === 'between' ? place.parent : (place.text ?? place.block);
  return Y.createRelativePositionFromTypeIndex(type, place.index, -1);
}

export function encodeCursor(position: Y.RelativePosition): string {
  return Buffer.from(Y.encodeRelativePosition(position)).toString('base64');
}

/** Decodes a position from outside; null when it is malformed. */
export function decodePosition(base64: string): Y.RelativePosition | null {
  try {
    return Y.decodeRelativePosition(new Uint8Array(Buffer.from(base64, 'base64')));
  } catch {
    return null;
  }
}

function toAbsolute(position: Y.RelativePosition, document: Y.Doc): Y.AbsolutePosition | null {
  try {
    return Y.createAbsolutePositionFromRelativePosition(position, document, false);
  } catch {
    // It names an item this document never had.
    return null;
  }
}

/** The place at this index of a text, of a block that takes text, or of the article; null anywhere else. */
export function placeIn(type: unknown, index: number): Place | null {
  if (type instanceof Y.XmlText) {
    return isTextBlock(type.parent) ? { kind: 'inside', block: type.parent, text: type, index } : null;
  }
  if (isTextBlock(type)) {
    // In a block that was only opened, or behind a formula: what somebody wrote there comes after ours.
    const next = index < type.length ? type.get(index) : undefined;
    if (next instanceof Y.XmlText) return { kind: 'inside', block: type, text: next, index: 0 };
    return { kind: 'inside', block: type, text: null, index: Math.min(index, type.length) };
  }
  return type instanceof Y.XmlFragment ? { kind: 'between', parent: type, index } : null;
}

function lastCharacterDeleted(cursor: Y.RelativePosition, document: Y.Doc): boolean {
  return cursor.item !== null && Y.getItem(document.store, cursor.item).deleted;
}

function findTail(fragment: Y.XmlFragment, runId: string, tail: string): Place | null {
  if (tail === '') return null;
  for (const block of fragment.toArray().toReversed()) {
    if (!(block instanceof Y.XmlElement) || !isOfRun(block, runId)) continue;
    for (const text of textsOf(block).toReversed()) {
      const characters = plainCharacters(text);
      const at = characters.lastIndexOf(tail);
      // A few letters stand in many places, unless they are all that a block holds.
      const known = tail.length >= TAIL_LEAST_CHARS || characters === tail;
      if (at !== -1 && known) return placeIn(text, at + tail.length);
    }
  }
  return null;
}
