// The bridge between ProseMirror JSON and the Yjs tree, for programs without an editor (API, worker, demo data).
import { prosemirrorJSONToYDoc, yXmlFragmentToProsemirrorJSON } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { footnoteNumbers } from './footnotes.ts';
import { ARTICLE_FRAGMENT, documentSchema } from './schema.ts';

/** A ProseMirror node as JSON. */
export interface ArticleNode {
  type: string;
  attrs?: Record<string, unknown>;
  content?: ArticleNode[];
  marks?: { type: string; attrs?: Record<string, unknown> }[];
  text?: string;
}

/**
 * The article in a document, as ProseMirror JSON of type `doc`. Marks stand in the schema's order: Yjs gives them
 * in the order in which they were set, which says nothing about the text and must not change a seal.
 */
export function articleOf(document: Y.Doc): ArticleNode {
  return withOrderedMarks(
    yXmlFragmentToProsemirrorJSON(document.getXmlFragment(ARTICLE_FRAGMENT)) as ArticleNode,
  );
}

function withOrderedMarks(node: ArticleNode): ArticleNode {
  const ordered = { ...node };
  if (node.content) ordered.content = node.content.map(withOrderedMarks);
  if (node.marks && node.marks.length > 1) {
    const order = Object.keys(documentSchema().marks);
    ordered.marks = [...node.marks].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
  }
  return ordered;
}

/**
 * The update (V1) that gives an empty document this article, written under `clientId`.
 * Throws a RangeError when the JSON does not fit the schema.
 */
export function updateFromArticle(article: ArticleNode, clientId: number): Uint8Array {
  const schema = documentSchema();
  const node = schema.nodeFromJSON(article);
  node.check();
  const source = prosemirrorJSONToYDoc(schema, node.toJSON(), ARTICLE_FRAGMENT);
  const target = new Y.Doc({ gc: false });
  target.clientID = clientId;
  const from = source.getXmlFragment(ARTICLE_FRAGMENT);
  const clones = from.toArray().map((child) => child.clone() as Y.XmlElement | Y.XmlText);
  target.transact(() => target.getXmlFragment(ARTICLE_FRAGMENT).insert(0, clones));
  return Y.encodeStateAsUpdate(target);
}

/** What a new document starts with: one empty paragraph, seeded by the server; clients never seed. */
export const EMPTY_ARTICLE: ArticleNode = { type: 'doc', content: [{ type: 'paragraph' }] };

/**
 * The plain text of an article: blocks on lines of their own, table cells and the halves of a couplet separated by
 * tabs, a footnote's number in square brackets.
 */
export function plainText(node: ArticleNode): string {
  return textOf(node, footnoteNumbers(node));
}

/** The plain text of a part of an article, with the numbers that footnotes have in the whole. */
export function plainTextOfPart(node: ArticleNode, notes: ReadonlyMap<string, number>): string {
  return textOf(node, notes);
}

function textOf(node: ArticleNode, notes: ReadonlyMap<string, number>): string {
  if (node.text !== undefined) return node.text;
  const parts = (node.content ?? []).map((child) => textOf(child, notes));
  const number = notes.get(String(node.attrs?.note));
  switch (node.type) {
    case 'hardBreak':
      return '\n';
    case 'formulaInline':
    case 'formulaBlock':
      return String(node.attrs?.latex ?? '');
    case 'footnoteMark':
      return number === undefined ? '' : `[${number}]`;
    case 'footnote':
      return `${number === undefined ? '' : `[${number}] `}${parts.join('')}`;
    case 'file':
      return String(node.attrs?.name ?? '');
    case 'image':
      return parts.join('') || String(node.attrs?.alt ?? '');
    case 'taskItem':
      return `${node.attrs?.checked ? '[x]' : '[ ]'} ${parts.join('\n')}`;
    case 'tableRow':
    case 'couplet':
      return parts.join('\t');
    default:
      return parts.join(documentSchema().nodes[node.type]?.inlineContent ? '' : '\n');
  }
}
