import type { AuthorshipBlock } from '@hamnevis/core/contract/history';
import type { Attribution, Label } from '@hamnevis/core/history/attribution';
import { blockElements, blockText, isTextblock } from '@hamnevis/core/history/document-text';
import type * as Y from 'yjs';

/** The text blocks of an article in order, with whose their letters are. `indexOf` numbers the authors. */
export function presentAuthoredBlocks(
  document: Y.Doc,
  attribution: Attribution,
  indexOf: (label: Label) => number,
): AuthorshipBlock[] {
  const runs = Map.groupBy(attribution.runs, (run) => run.block);
  const blocks: AuthorshipBlock[] = [];
  for (const element of blockElements(document)) {
    if (!isTextblock(element)) continue;
    blocks.push({
      type: element.nodeName,
      text: blockText(element),
      runs: (runs.get(blocks.length) ?? []).map(({ from, to, label: index }) => {
        const label = attribution.labels[index] as Label;
        return { from, to, author: indexOf(label), how: label.how };
      }),
    });
  }
  return blocks;
}
