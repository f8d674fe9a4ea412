// Walking the article's Yjs tree. Types may have been deleted by somebody at any moment, so everything here
// answers "not there" instead of throwing.

import * as Y from 'yjs';

export type Container = Y.XmlFragment | Y.XmlElement;

/** Blocks that a run may write on in; a caption is never continued. */
const TEXT_BLOCKS = new Set(['paragraph', 'heading', 'codeBlock', 'detailsSummary', 'hemistich', 'footnote']);

/** True for the blocks that hold text themselves. */
export function isTextBlock(type: unknown): type is Y.XmlElement {
  return type instanceof Y.XmlElement && TEXT_BLOCKS.has(type.nodeName);
}

/** The blocks from the top-level one down to `type` itself; empty for the article; null when it was deleted. */
export function blockChain(fragment: Y.XmlFragment, type: unknown): Y.XmlElement[] | null {
  const chain: Y.XmlElement[] = [];
  for (let at: unknown = type; at !== fragment; ) {
    if (!(at instanceof Y.AbstractType) || at._item === null || at._item.deleted) return null;
    if (at instanceof Y.XmlElement) chain.unshift(at);
    at = at.parent;
  }
  return chain;
}

/** The blocks that stand directly in another; none in one that is not there. */
export function elementsOf(parent: Container | undefined): Y.XmlElement[] {
  return (parent?.toArray() ?? []).filter((child) => child instanceof Y.XmlElement);
}

/** Where a child stands among its siblings; -1 when it is not there. */
export function indexInParent(child: Y.XmlElement | Y.XmlText): number {
  const { parent } = child;
  return parent instanceof Y.XmlFragment ? parent.toArray().indexOf(child) : -1;
}

/** The plain characters of a text, without its marks. */
export function plainCharacters(text: Y.XmlText): string {
  return (text.toDelta() as { insert: unknown }[])
    .map((part) => (typeof part.insert === 'string' ? part.insert : '\ufffc'))
    .join('');
}

/** Every text of a block, in reading order. */
export function textsOf(block: Container): Y.XmlText[] {
  return block.toArray().flatMap((child) => {
    if (child instanceof Y.XmlText) return [child];
    return child instanceof Y.XmlElement ? textsOf(child) : [];
  });
}
