import { ARTICLE_FRAGMENT } from '@hamnevis/core/document/schema';
import * as Y from 'yjs';
import { plainCharacters, textsOf } from './article-tree.ts';
import type { Surroundings } from './prompt.ts';
import { isOfRun, placeOfAnchor } from './run-place.ts';

/** The article around a run's place, without what the run itself has written. */
export function readSurroundings(document: Y.Doc, anchor: string | undefined, runId: string): Surroundings {
  const fragment = document.getXmlFragment(ARTICLE_FRAGMENT);
  const { index } = placeOfAnchor(fragment, anchor);
  const blocks = fragment.toArray().map((block) => {
    const element = block instanceof Y.XmlElement && !isOfRun(block, runId) ? block : null;
    const text = element === null ? '' : textsOf(element).map(plainCharacters).join('\n');
    return { element, text };
  });
  const textOf = (part: typeof blocks) =>
    part
      .map((block) => block.text)
      .filter((text) => text !== '')
      .join('\n\n');
  return {
    headings: blocks
      .filter((block) => block.element?.nodeName === 'heading' && block.text !== '')
      .map((block) => `${'#'.repeat(Number(block.element?.getAttribute('level') ?? 1))} ${block.text}`),
    block: anchor === undefined ? '' : (blocks[index - 1]?.text ?? ''),
    before: textOf(blocks.slice(0, index)),
    after: textOf(blocks.slice(index)),
  };
}
