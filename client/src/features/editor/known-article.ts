// An article that holds what this program does not know, as this program can show it to who reads.
import { documentSchema } from '@hamnevis/core/document/schema';
import type { ArticleNode } from '@hamnevis/core/document/yjs';

/**
 * The article with a box in the place of each block that is not known: what `told` says of it, and its words. Unknown marks
 * leave their letters. Null where such a box cannot stand.
 */
export function knownArticle(article: ArticleNode, told: (name: string) => string): ArticleNode | null {
  const known = knownNode(article, false, told);
  try {
    documentSchema().nodeFromJSON(known).check();
  } catch {
    return null;
  }
  return known;
}

function knownNode(node: ArticleNode, isInline: boolean, told: (name: string) => string): ArticleNode {
  const { nodes, marks } = documentSchema();
  const type = Object.hasOwn(nodes, node.type) ? nodes[node.type] : undefined;
  if (!type)
    return isInline ? text(`[${told(node.type)}] ${wordsOf(node)}`) : box(told(node.type), wordsOf(node));
  const known = { ...node };
  if (node.marks) known.marks = node.marks.filter((mark) => Object.hasOwn(marks, mark.type));
  if (node.content) known.content = node.content.map((one) => knownNode(one, type.inlineContent, told));
  return known;
}

function box(told: string, words: string): ArticleNode {
  const lines = [told, ...words.split('\n')].filter(Boolean);
  return {
    type: 'callout',
    attrs: { kind: 'warning' },
    content: lines.map((line) => ({ type: 'paragraph', content: [text(line)] })),
  };
}

function text(words: string): ArticleNode {
  return { type: 'text', text: words };
}

function wordsOf({ text: words, content = [] }: ArticleNode): string {
  return words ?? content.map(wordsOf).join(content.some(({ type }) => type === 'text') ? '' : '\n');
}
