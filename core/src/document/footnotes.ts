// Footnotes: a mark in the line, and a block of text under the article with the same id. Numbers are never stored: a
// note has the number of its first mark in the order of reading, so two people can add notes at once.
import { Node } from '@tiptap/core';
import type { ArticleNode } from './yjs.ts';

const FOOTNOTE_ID = /^[0-9a-z]{8,36}$/;

/** True for a text that can name a footnote. */
export function isFootnoteId(value: unknown): value is string {
  return typeof value === 'string' && FOOTNOTE_ID.test(value);
}

function idAttribute(name: string) {
  return {
    default: null,
    parseHTML: (element: HTMLElement) => {
      const id = element.getAttribute(name);
      return isFootnoteId(id) ? id : null;
    },
    renderHTML: (attributes: { note?: string | null }) =>
      attributes.note ? { [name]: attributes.note } : {},
  };
}

/** The mark in the line that a number is drawn for. */
export const FootnoteMark = Node.create({
  name: 'footnoteMark',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({ note: idAttribute('data-footnote-mark') }),
  parseHTML: () => [{ tag: 'sup[data-footnote-mark]', priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ['sup', HTMLAttributes],
  renderText: () => '[*]',
});

/** The text of a footnote. */
export const Footnote = Node.create({
  name: 'footnote',
  group: 'block',
  content: 'inline*',
  defining: true,
  addAttributes: () => ({ note: { ...idAttribute('data-footnote'), keepOnSplit: false } }),
  parseHTML: () => [{ tag: 'div[data-footnote]' }],
  renderHTML: ({ HTMLAttributes }) => ['div', HTMLAttributes, 0],
});

/** The number of each footnote, by id, in the order of the marks; a note without a mark has none. */
export function footnoteNumbers(article: ArticleNode): Map<string, number> {
  const numbers = new Map<string, number>();
  const read = (node: ArticleNode) => {
    const note = node.type === 'footnoteMark' ? node.attrs?.note : null;
    if (typeof note === 'string' && !numbers.has(note)) numbers.set(note, numbers.size + 1);
    for (const child of node.content ?? []) read(child);
  };
  read(article);
  return numbers;
}
