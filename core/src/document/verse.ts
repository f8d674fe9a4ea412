// Classical Persian verse: a couplet of two half-lines of equal width. One that lost or won a half-line through two
// people's edits at once is still a couplet.
import { Node } from '@tiptap/core';

/** One couplet («بیت»). */
export const Couplet = Node.create({
  name: 'couplet',
  group: 'block',
  content: 'hemistich+',
  defining: true,
  parseHTML: () => [{ tag: 'div[data-couplet]' }],
  renderHTML: ({ HTMLAttributes }) => ['div', { ...HTMLAttributes, 'data-couplet': '' }, 0],
});

/** One half-line («مصراع»). */
export const Hemistich = Node.create({
  name: 'hemistich',
  content: 'inline*',
  defining: true,
  parseHTML: () => [{ tag: 'div[data-hemistich]' }],
  renderHTML: ({ HTMLAttributes }) => ['div', { ...HTMLAttributes, 'data-hemistich': '' }, 0],
});
