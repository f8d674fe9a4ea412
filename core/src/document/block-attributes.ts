import { Extension } from '@tiptap/core';

/** Blocks whose writing direction a person may set by hand. */
export const DIRECTED_BLOCKS = [
  'paragraph',
  'heading',
  'blockquote',
  'bulletList',
  'orderedList',
  'listItem',
  'table',
  'taskList',
  'taskItem',
  'callout',
  'details',
  'detailsSummary',
  'couplet',
  'hemistich',
  'footnote',
  'image',
] as const;

/** Where the lines of a block begin and end, from its own start side; null means at the start. */
export const TEXT_ALIGNS = ['center', 'end', 'justify'] as const;

/** Blocks whose lines may be aligned. */
export const ALIGNED_BLOCKS = ['paragraph', 'heading'] as const;

/** Blocks that may stand directly in the article, and so may belong to an AI run. */
export const TOP_LEVEL_BLOCKS = [
  'paragraph',
  'heading',
  'blockquote',
  'bulletList',
  'orderedList',
  'codeBlock',
  'horizontalRule',
  'table',
  'taskList',
  'callout',
  'details',
  'couplet',
  'formulaBlock',
  'footnote',
  'image',
  'file',
] as const;

/**
 * The attributes that every block shares:
 * `dir` is only ever a person's explicit choice ('rtl' or 'ltr'; null means "by its letters", which is drawn
 * as a decoration and never stored); `textAlign` is told from the block's own start, so that it holds in both
 * directions, and is never taken from another program's styles; `aiRun` is the id of the AI run whose undecided text the block is.
 * `aiRun` is not kept when Enter splits the block at its end, so that a person can write on below it.
 */
export const BlockAttributes = Extension.create({
  name: 'blockAttributes',
  addGlobalAttributes() {
    return [
      {
        types: [...DIRECTED_BLOCKS],
        attributes: {
          dir: {
            default: null,
            parseHTML: (element: HTMLElement) => {
              const dir = element.getAttribute('dir');
              return dir === 'rtl' || dir === 'ltr' ? dir : null;
            },
            renderHTML: (attributes: { dir?: string | null }) =>
              attributes.dir ? { dir: attributes.dir } : {},
          },
        },
      },
      {
        types: [...ALIGNED_BLOCKS],
        attributes: {
          textAlign: {
            default: null,
            parseHTML: (element: HTMLElement) => {
              const align = element.getAttribute('data-align');
              return (TEXT_ALIGNS as readonly (string | null)[]).includes(align) ? align : null;
            },
            renderHTML: (attributes: { textAlign?: string | null }) =>
              attributes.textAlign ? { 'data-align': attributes.textAlign } : {},
          },
        },
      },
      {
        types: [...TOP_LEVEL_BLOCKS],
        attributes: {
          aiRun: {
            default: null,
            keepOnSplit: false,
            // Never taken from pasted HTML: a run's blocks come from its worker alone.
            parseHTML: () => null,
            renderHTML: (attributes: { aiRun?: string | null }) =>
              attributes.aiRun ? { 'data-ai-run': attributes.aiRun } : {},
          },
        },
      },
    ];
  },
});
