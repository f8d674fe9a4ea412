// The words of a block: what came is underlined, what went is struck out, both in their author's colour; the
// co-writer's by hatch. No padding or border: they would break the joining of Persian letters.
import type { DiffPart } from '@hamnevis/core/contract/history';
import { createElement, type ReactNode } from 'react';
import { authorKind, authorStyle } from '../../lib/authors.ts';
import { AUTHORED_MARK, type AuthoredMark } from './authored-content.ts';
import type { ArticleJson } from './block-direction.ts';
import classes from './compare.module.css';
import type { DiffContext } from './diff-context.ts';

/** Parts of a comparison in their order. */
export function DiffParts({ parts, context }: { parts: readonly DiffPart[]; context: DiffContext }) {
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: an answer's parts never change their order
    <Part key={index} part={part} context={context} />
  ));
}

const TAGS = { added: 'ins', removed: 'del', marks: 'span' } as const;

function Part({ part, context }: { part: DiffPart; context: DiffContext }) {
  const words = marked(part.node ? inlineNode(part.node as ArticleJson) : part.text, part.marks);
  if (part.kind === 'same') return words;
  const author = part.author === null ? null : context.authors[part.author];
  return createElement(
    TAGS[part.kind],
    {
      className: classes.part,
      'data-kind': part.kind,
      'data-author': authorKind(author),
      'data-stop': context.stopOf(part),
      style: authorStyle(author),
      title: context.told(part.kind, author ?? null),
    },
    words,
  );
}

/** Inline content that nothing happened to. */
export function InlineContent({ content }: { content: readonly ArticleJson[] }) {
  return content.map((node, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: an answer's nodes never change their order
    <Inline key={index} node={node} />
  ));
}

function Inline({ node }: { node: ArticleJson }) {
  return marked(node.text ?? inlineNode(node), node.marks ?? []);
}

function inlineNode(node: ArticleJson): ReactNode {
  switch (node.type) {
    case 'hardBreak':
      return <br />;
    case 'formulaInline':
      return <code dir="ltr">{String(node.attrs?.latex ?? '')}</code>;
    case 'footnoteMark':
      return <sup>*</sup>;
    default:
      return null;
  }
}

const MARK_TAGS: Record<string, string> = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strike: 's',
  code: 'code',
  highlight: 'mark',
  superscript: 'sup',
  subscript: 'sub',
};

function marked(
  words: ReactNode,
  marks: readonly { type: string; attrs?: Record<string, unknown> | undefined }[],
) {
  return marks.reduceRight<ReactNode>((inner, mark) => {
    // Read here, not followed: a link shows where it leads.
    if (mark.type === 'link')
      return (
        <span className={classes.link} title={String(mark.attrs?.href ?? '')}>
          {inner}
        </span>
      );
    if (mark.type === AUTHORED_MARK) {
      const { author, how, told } = mark.attrs as unknown as AuthoredMark;
      return createElement(
        'span',
        {
          className: 'authored',
          'data-author': authorKind(author),
          'data-how': how,
          style: authorStyle(author),
          title: told,
        },
        inner,
      );
    }
    const tag = MARK_TAGS[mark.type];
    return tag ? createElement(tag, null, inner) : inner;
  }, words);
}
