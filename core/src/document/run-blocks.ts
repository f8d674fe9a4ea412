// The undecided text of AI runs: blocks that carry the attribute `aiRun`. Deciding is an edit like any other.
import * as Y from 'yjs';
import { ARTICLE_FRAGMENT } from './schema.ts';

/** The ids of runs that still have undecided text in the article. */
export function undecidedRuns(document: Y.Doc): Set<string> {
  const runs = new Set<string>();
  for (const block of elementsIn(document.getXmlFragment(ARTICLE_FRAGMENT))) {
    const run: unknown = block.getAttribute('aiRun');
    if (typeof run === 'string') runs.add(run);
  }
  return runs;
}

/** Accepts a run: its blocks become like all others. What people wrote in them meanwhile stays. */
export function acceptRun(document: Y.Doc, runId: string): void {
  for (const block of blocksOf(document, runId)) block.removeAttribute('aiRun');
}

/** Discards a run: its blocks go. An article is never left without a paragraph. */
export function discardRun(document: Y.Doc, runId: string): void {
  for (const block of blocksOf(document, runId)) removeBlock(block);
  const article = document.getXmlFragment(ARTICLE_FRAGMENT);
  if (article.length === 0) article.insert(0, [new Y.XmlElement('paragraph')]);
}

function blocksOf(document: Y.Doc, runId: string): Y.XmlElement[] {
  const found: Y.XmlElement[] = [];
  for (const block of elementsIn(document.getXmlFragment(ARTICLE_FRAGMENT))) {
    const run: unknown = block.getAttribute('aiRun');
    if (run === runId) found.push(block);
  }
  return found;
}

/** Somebody may have moved a block into a quote or a list item; one that is left empty goes with it. */
function removeBlock(block: Y.XmlElement): void {
  const { parent } = block;
  if (!(parent instanceof Y.XmlFragment)) return; // It went with a block around it.
  if (parent instanceof Y.XmlElement && parent.length === 1) {
    removeBlock(parent);
    return;
  }
  const index = parent.toArray().indexOf(block);
  if (index >= 0) parent.delete(index, 1);
}

function* elementsIn(parent: Y.XmlFragment): Generator<Y.XmlElement> {
  for (const child of parent.toArray()) {
    if (!(child instanceof Y.XmlElement)) continue;
    yield child;
    yield* elementsIn(child);
  }
}
