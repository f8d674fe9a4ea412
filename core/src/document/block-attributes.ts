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
] as const;

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
] as const;

/**
 * The attributes that every block shares:
 * `dir` is only ever a person's explicit choice ('rtl' or 'ltr'; null means "by its letters", which is drawn
 * as a decoration and never stored); `aiRun` is the id of the AI run whose undecided text the block is.
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
