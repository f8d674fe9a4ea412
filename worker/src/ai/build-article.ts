// The tree that a row of operations makes on an empty page: for comparing what was typed with what was
// meant, without a document.

import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { MarkdownMachine } from './markdown-machine.ts';
import type { BlockNode, MarkdownOperation, TextMarks } from './markdown-operations.ts';

/** The article that operations write, as ProseMirror JSON. */
export class ArticleBuilder {
  readonly article: ArticleNode = { type: 'doc', content: [] };
  private open: ArticleNode[] = [];

  apply(operation: MarkdownOperation): void {
    switch (operation.type) {
      case 'open': {
        this.open.length = operation.keep;
        for (const node of operation.path.slice(operation.keep)) {
          const made = articleNode(node);
          childrenOf(this.open.at(-1) ?? this.article).push(made);
          this.open.push(made);
        }
        return;
      }
      case 'text':
        appendText(childrenOf(this.leaf()), operation.text, operation.marks);
        return;
      case 'break':
        childrenOf(this.leaf()).push({ type: 'hardBreak' });
        return;
      default:
        operation satisfies never;
    }
  }

  private leaf(): ArticleNode {
    const leaf = this.open.at(-1);
    if (leaf === undefined) throw new Error('An operation wrote before any block was open.');
    return leaf;
  }
}

/** The article that a whole Markdown text makes. */
export function articleFromMarkdown(markdown: string): ArticleNode {
  const machine = new MarkdownMachine();
  const builder = new ArticleBuilder();
  for (const operation of [...machine.push(markdown), ...machine.end()]) builder.apply(operation);
  return builder.article;
}

function childrenOf(node: ArticleNode): ArticleNode[] {
  node.content ??= [];
  return node.content;
}

function articleNode(node: BlockNode): ArticleNode {
  switch (node.name) {
    case 'heading':
      return { type: 'heading', attrs: { level: node.level } };
    case 'orderedList':
      return { type: 'orderedList', attrs: { start: node.start } };
    case 'taskItem':
      return { type: 'taskItem', attrs: { checked: node.checked } };
    case 'codeBlock':
      return { type: 'codeBlock', attrs: { language: node.language } };
    default:
      return { type: node.name };
  }
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
