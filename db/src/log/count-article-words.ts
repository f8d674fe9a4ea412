import { ARTICLE_FRAGMENT } from '@hamnevis/core/document/schema';
import { countWords } from '@hamnevis/core/document/words';
import * as Y from 'yjs';

/** Longest stretch of counting before others get their turn. */
const SLICE_MS = 4;

/**
 * The words of an article, counted block by block, so that a long one does not hold up anybody's typing. Others
 * may write meanwhile: the figure is then of the moments in between.
 */
export async function countArticleWords(document: Y.Doc): Promise<number> {
  let words = 0;
  let since = performance.now();
  for (const block of document.getXmlFragment(ARTICLE_FRAGMENT).toArray()) {
    words += countWords(textOf(block), 'fa');
    if (performance.now() - since < SLICE_MS) continue;
    await new Promise(setImmediate);
    since = performance.now();
  }
  return words;
}

function textOf(node: unknown): string {
  if (node instanceof Y.XmlText) {
    return node
      .toDelta()
      .map((part: { insert: unknown }) => part.insert)
      .join('');
  }
  if (!(node instanceof Y.XmlElement)) return '';
  // Blocks and hard breaks end a word; letters on either side of a mark do not.
  return node.toArray().map(textOf).join('\n');
}
