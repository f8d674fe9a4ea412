// Mathematics as LaTeX, in the line and on a line of its own. What it looks like is drawn by the reader's program;
// stored is only what was written.
import { Node } from '@tiptap/core';

/** The longest formula that is stored. */
export const LONGEST_LATEX = 5_000;

const latex = {
  default: '',
  parseHTML: (element: HTMLElement) => (element.getAttribute('data-latex') ?? '').slice(0, LONGEST_LATEX),
  renderHTML: (attributes: { latex?: string }) => ({ 'data-latex': attributes.latex ?? '' }),
};

/** A formula in a line of text. */
export const FormulaInline = Node.create({
  name: 'formulaInline',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({ latex }),
  parseHTML: () => [{ tag: 'span[data-latex]' }],
  renderHTML: ({ node, HTMLAttributes }) => [
    'span',
    { ...HTMLAttributes, dir: 'ltr' },
    String(node.attrs.latex),
  ],
  renderText: ({ node }) => `$${node.attrs.latex}$`,
});

/** A formula that stands by itself. */
export const FormulaBlock = Node.create({
  name: 'formulaBlock',
  group: 'block',
  atom: true,
  addAttributes: () => ({ latex }),
  parseHTML: () => [{ tag: 'div[data-latex]' }],
  renderHTML: ({ node, HTMLAttributes }) => [
    'div',
    { ...HTMLAttributes, dir: 'ltr' },
    String(node.attrs.latex),
  ],
  renderText: ({ node }) => `$$${node.attrs.latex}$$`,
});
