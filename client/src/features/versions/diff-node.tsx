// One block of a comparison as the article draws it, with what happened inside.
import type { DiffBlock } from '@hamnevis/core/contract/history';
import { documentSchema } from '@hamnevis/core/document/schema';
import { createElement, type ReactNode } from 'react';
import { authorKind, authorStyle } from '../../lib/authors.ts';
import { type ArticleJson, blockDirection } from './block-direction.ts';
import type { DiffContext } from './diff-context.ts';
import { DiffImage } from './diff-image.tsx';
import { DiffParts, InlineContent } from './diff-inline.tsx';

type PlainContext = Pick<DiffContext, 'direction'>;

interface DiffNodeProps {
  change: DiffBlock;
  context: DiffContext;
  /** Top-level blocks carry their marks on the row around them. */
  top?: boolean;
}

export function DiffNode({ change, context, top = false }: DiffNodeProps) {
  const node = change.block as ArticleJson;
  const attributes = { ...(top ? {} : changeAttributes(change, context)), ...nodeAttributes(node, context) };
  return element(node, attributes, insideOf(change, node, context));
}

/** What the style sheet and the walk from change to change ask of an element. */
export function changeAttributes(change: DiffBlock, context: DiffContext): Record<string, unknown> {
  if (change.kind === 'same') return {};
  const author = change.author === null ? null : context.authors[change.author];
  return {
    'data-change': change.kind,
    'data-moved': change.moved || undefined,
    'data-stop': context.stopOf(change),
    'data-author': authorKind(author),
    style: authorStyle(author),
  };
}

function insideOf(change: DiffBlock, node: ArticleJson, context: DiffContext): ReactNode {
  if (change.parts.length > 0) {
    const parts = <DiffParts parts={change.parts} context={context} />;
    // A list that was a paragraph is compared as one text.
    return isTextblock(node) ? parts : innermost(node, parts);
  }
  if (change.children.length > 0)
    return change.children.map((child, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: an answer's blocks never change their order
      <DiffNode key={index} change={child} context={context} />
    ));
  return contentOf(node, context);
}

function contentOf(node: ArticleJson, context: PlainContext): ReactNode {
  const content = node.content ?? [];
  if (isTextblock(node)) return content.length > 0 ? <InlineContent content={content} /> : <br />;
  return content.map((child, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: an answer's nodes never change their order
    <PlainNode key={index} node={child} context={context} />
  ));
}

/** A node that nothing is said of: as the article draws it. */
export function PlainNode({ node, context }: { node: ArticleJson; context: PlainContext }) {
  const attributes = { ...nodeAttributes(node, context), 'data-textblock': isTextblock(node) || undefined };
  return element(node, attributes, contentOf(node, context));
}

/** A block that holds words itself, as the server counts them. */
export function isTextblock(node: ArticleJson): boolean {
  return documentSchema().nodes[node.type ?? '']?.inlineContent ?? false;
}

function innermost(node: ArticleJson, parts: ReactNode): ReactNode {
  if (node.type === 'bulletList' || node.type === 'orderedList' || node.type === 'taskList')
    return (
      <li>
        <p>{parts}</p>
      </li>
    );
  if (node.type === 'table')
    return (
      <tr>
        <td>
          <p>{parts}</p>
        </td>
      </tr>
    );
  return <p>{parts}</p>;
}

const TAGS: Record<string, string> = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  taskList: 'ul',
  taskItem: 'li',
  callout: 'aside',
  blockquote: 'blockquote',
  horizontalRule: 'hr',
  tableRow: 'tr',
  tableHeader: 'th',
  tableCell: 'td',
};

function nodeAttributes(node: ArticleJson, context: PlainContext): Record<string, unknown> {
  const { type, attrs = {} } = node;
  switch (type) {
    case 'tableCell':
    case 'tableHeader':
      return { colSpan: attrs.colspan ?? undefined, rowSpan: attrs.rowspan ?? undefined };
    case 'tableRow':
    case 'listItem':
    case 'horizontalRule':
      return {};
    case 'taskList':
      return { 'data-type': 'taskList', dir: blockDirection(node, context.direction) };
    case 'callout':
      return { 'data-callout': attrs.kind ?? 'note', dir: blockDirection(node, context.direction) };
    case 'details':
      return { 'data-details': '', dir: blockDirection(node, context.direction) };
    case 'detailsSummary':
      return { 'data-summary': '', dir: blockDirection(node, context.direction) };
    case 'couplet':
      return { 'data-couplet': '', dir: blockDirection(node, context.direction) };
    case 'hemistich':
      return { 'data-hemistich': '', dir: blockDirection(node, context.direction) };
    case 'footnote':
      return { 'data-footnote': attrs.note ?? '', dir: blockDirection(node, context.direction) };
    case 'orderedList':
      return { dir: blockDirection(node, context.direction), start: attrs.start ?? undefined };
    default:
      return { dir: blockDirection(node, context.direction) };
  }
}

function element(node: ArticleJson, attributes: Record<string, unknown>, inside: ReactNode): ReactNode {
  switch (node.type) {
    case 'heading':
      return createElement(`h${Number(node.attrs?.level ?? 1)}`, attributes, inside);
    case 'codeBlock':
      return (
        <pre {...attributes}>
          <code>{inside}</code>
        </pre>
      );
    case 'table':
      return (
        <div className="tableWrapper">
          <table {...attributes}>
            <tbody>{inside}</tbody>
          </table>
        </div>
      );
    case 'horizontalRule':
      return <hr {...attributes} />;
    case 'taskItem':
      return (
        <li {...attributes} data-checked={node.attrs?.checked === true}>
          <input type="checkbox" checked={node.attrs?.checked === true} readOnly disabled />
          <div>{inside}</div>
        </li>
      );
    case 'image':
      return <DiffImage node={node} attributes={attributes} caption={inside} />;
    case 'file':
      return <div {...attributes}>{String(node.attrs?.name ?? '')}</div>;
    case 'formulaBlock':
      return (
        <div {...attributes} dir="ltr">
          <code>{String(node.attrs?.latex ?? '')}</code>
        </div>
      );
    default:
      return createElement(TAGS[node.type ?? ''] ?? 'div', attributes, inside);
  }
}
