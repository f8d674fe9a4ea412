// The tree that a row of operations makes on an empty page: for comparing what was typed with what was
// meant, without a document.

import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { attributesOf } from './markdown/attributes.ts';
import { MarkdownMachine } from './markdown/markdown-machine.ts';
import {
  type BlockNode,
  type InlineAtom,
  isCell,
  type MarkdownOperation,
  type TextMarks,
} from './markdown/operations.ts';

/** The article that operations write, as ProseMirror JSON. */
export class ArticleBuilder {
  readonly article: ArticleNode = { type: 'doc', content: [] };
  private readonly runId: string;
  private open: ArticleNode[] = [];

  /** The ids of footnotes follow from the run's. */
  constructor(runId = '') {
    this.runId = runId;
  }

  apply(operation: MarkdownOperation): void {
    switch (operation.type) {
      case 'open':
        this.open.length = operation.keep;
        for (const node of operation.path.slice(operation.keep)) this.enter(node);
        return;
      case 'text':
        appendText(childrenOf(this.leaf()), operation.text, operation.marks);
        return;
      case 'atom':
        childrenOf(this.leaf()).push(this.nodeOf(operation.atom));
        return;
      case 'break':
        childrenOf(this.leaf()).push({ type: 'hardBreak' });
        return;
      default:
        operation satisfies never;
    }
  }

  private enter(node: BlockNode): void {
    const siblings = childrenOf(this.open.at(-1) ?? this.article);
    // Cells, and the paragraph in each, were made with their row.
    const made = isCell(node) ? siblings[node.column] : this.isInCell() ? siblings[0] : undefined;
    const entered = made ?? this.nodeOf(node);
    if (made === undefined) siblings.push(entered);
    this.open.push(entered);
  }

  private isInCell(): boolean {
    const type = this.open.at(-1)?.type;
    return type === 'tableCell' || type === 'tableHeader';
  }

  private nodeOf(node: BlockNode | InlineAtom): ArticleNode {
    if (node.name === 'tableRow') {
      const type = node.header ? 'tableHeader' : 'tableCell';
      const cells = node.aligns.map((align) => ({
        type,
        ...(align === null ? {} : { attrs: { align } }),
        content: [{ type: 'paragraph' }],
      }));
      return { type: 'tableRow', content: cells };
    }
    const attrs = attributesOf(node, this.runId);
    return Object.keys(attrs).length === 0 ? { type: node.name } : { type: node.name, attrs };
  }

  private leaf(): ArticleNode {
    const leaf = this.open.at(-1);
    if (leaf === undefined) throw new Error('An operation wrote before any block was open.');
    return leaf;
  }
}

/** The article that a whole Markdown text makes, as this run would type it. */
export function articleFromMarkdown(markdown: string, runId = ''): ArticleNode {
  const machine = new MarkdownMachine();
  const builder = new ArticleBuilder(runId);
  for (const operation of [...machine.push(markdown), ...machine.end()]) builder.apply(operation);
  return builder.article;
}

function childrenOf(node: ArticleNode): ArticleNode[] {
  node.content ??= [];
  return node.content;
}
function appendText(children: ArticleNode[], text: string, marks: TextMarks): void {
  const made = [
    ...(marks.link === undefined ? [] : [{ type: 'link', attrs: { href: marks.link } }]),
    ...(marks.bold ? [{ type: 'bold' }] : []),
    ...(marks.italic ? [{ type: 'italic' }] : []),
    ...(marks.strike ? [{ type: 'strike' }] : []),
    ...(marks.highlight ? [{ type: 'highlight' }] : []),
    ...(marks.code ? [{ type: 'code' }] : []),
  ];
  const last = children.at(-1);
  if (last?.text !== undefined && JSON.stringify(last.marks ?? []) === JSON.stringify(made)) {
    last.text += text;
    return;
  }
  children.push(made.length === 0 ? { type: 'text', text } : { type: 'text', text, marks: made });
}
