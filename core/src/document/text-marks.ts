// Marks that the starter kit lacks. None has attributes: there is one highlighter, and it has the article's colour.
import { Mark, markInputRule } from '@tiptap/core';

const HIGHLIGHTED = /(?:^|\s)(==(?!\s+==)([^=]+)==(?!\s+==))$/;

/** Text under the highlighter; typed as `==text==`. */
export const Highlight = Mark.create({
  name: 'highlight',
  parseHTML: () => [{ tag: 'mark' }],
  renderHTML: ({ HTMLAttributes }) => ['mark', HTMLAttributes, 0],
  addInputRules() {
    return [markInputRule({ find: HIGHLIGHTED, type: this.type })];
  },
});

/** Raised text; never together with {@link Subscript}. */
export const Superscript = Mark.create({
  name: 'superscript',
  excludes: 'superscript subscript',
  parseHTML: () => [{ tag: 'sup' }],
  renderHTML: ({ HTMLAttributes }) => ['sup', HTMLAttributes, 0],
});

/** Lowered text; never together with {@link Superscript}. */
export const Subscript = Mark.create({
  name: 'subscript',
  excludes: 'superscript subscript',
  parseHTML: () => [{ tag: 'sub' }],
  renderHTML: ({ HTMLAttributes }) => ['sub', HTMLAttributes, 0],
});
