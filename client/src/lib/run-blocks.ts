// The blocks of an AI run in the article: where they are, and the two decisions about them.
import type { Node } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';

/** Neighbouring blocks of one run. */
export interface RunGroup {
  runId: string;
  from: number;
  to: number;
  blocks: { from: number; to: number }[];
}

/** The runs' blocks, grouped where they stand together, in the order of the text. */
export function runGroups(article: Node): RunGroup[] {
  const groups: RunGroup[] = [];
  article.forEach((node, from) => {
    const runId = runOf(node);
    if (!runId) return;
    const to = from + node.nodeSize;
    const last = groups.at(-1);
    if (last && last.runId === runId && last.to === from) {
      last.to = to;
      last.blocks.push({ from, to });
    } else groups.push({ runId, from, to, blocks: [{ from, to }] });
  });
  return groups;
}

/** The run that a block belongs to, while nobody has decided about it. */
export function runOf(node: Node): string | null {
  const run: unknown = node.attrs.aiRun;
  return typeof run === 'string' ? run : null;
}

/** The run whose block holds a position, if any. */
export function runAt(article: Node, position: number): string | null {
  return runGroups(article).find((group) => group.from < position && position < group.to)?.runId ?? null;
}

/** Accept: the blocks stay and are no longer marked. */
export function acceptRun(transaction: Transaction, runId: string): boolean {
  let found = false;
  for (const group of runGroups(transaction.doc)) {
    if (group.runId !== runId) continue;
    found = true;
    for (const block of group.blocks) transaction.setNodeAttribute(block.from, 'aiRun', null);
  }
  return found;
}

/** Discard: the blocks go; an article that held nothing else keeps one empty paragraph. */
export function discardRun(transaction: Transaction, runId: string): boolean {
  const groups = runGroups(transaction.doc).filter((group) => group.runId === runId);
  for (const group of groups.reverse()) {
    const isAll = group.from === 0 && group.to === transaction.doc.content.size;
    const paragraph = transaction.doc.type.schema.nodes.paragraph;
    if (isAll && paragraph) transaction.replaceWith(group.from, group.to, paragraph.create());
    else transaction.delete(group.from, group.to);
  }
  return groups.length > 0;
}
