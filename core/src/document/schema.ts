// The one list of nodes and marks an article may hold. The editor, the gate, the worker and the exports all
// read it from here; nothing else may define a node.
import { type Extensions, getSchema } from '@tiptap/core';
import { TaskItem, TaskList } from '@tiptap/extension-list';
import { TableKit } from '@tiptap/extension-table';
import type { Schema } from '@tiptap/pm/model';
import { StarterKit } from '@tiptap/starter-kit';
import { BlockAttributes } from './block-attributes.ts';
import { Callout, Details, DetailsSummary } from './boxes.ts';
import { Footnote, FootnoteMark } from './footnotes.ts';
import { FormulaBlock, FormulaInline } from './formulas.ts';
import { FileBlock, Image } from './media.ts';
import { Highlight, Subscript, Superscript } from './text-marks.ts';
import { Couplet, Hemistich } from './verse.ts';

/**
 * Raised with every change that an older editor could not hold. A ticket carries the version of the tab that
 * asks for it, and an older tab is told to reload before it can open a document.
 */
export const SCHEMA_VERSION = 2;

/** Name of the Y.XmlFragment that holds the article. */
export const ARTICLE_FRAGMENT = 'default';

/** Name of the Y.Map that holds the cursors of AI runs; only runs may write to it. */
export const RUNS_MAP = 'ai';

/** Link protocols that may stand in an article; everything else is text. */
export const LINK_PROTOCOLS = ['http', 'https', 'mailto', 'tel'] as const;

/** The longest link target that an article holds. */
export const LONGEST_HREF = 2_048;

/**
 * True when a link target may be stored and clicked: one of {@link LINK_PROTOCOLS}, or a path of this site, and no longer
 * than {@link LONGEST_HREF}.
 */
export function isSafeHref(href: string): boolean {
  if (href.length > LONGEST_HREF) return false;
  // Browsers drop control characters and white space inside a scheme, so they are dropped before judging.
  const compact = Array.from(href)
    .filter((char) => char.charCodeAt(0) > 0x20 && char.charCodeAt(0) !== 0x7f)
    .join('');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(compact)?.[1];
  if (scheme) return (LINK_PROTOCOLS as readonly string[]).includes(scheme.toLowerCase());
  // Browsers take a backslash for a slash, and what begins with two for another host.
  return /^[/#](?![/\\])/.test(compact);
}

/**
 * The editor extensions that make up the schema, without any interface. `history: false` leaves undo to the
 * collaboration extension, which undoes only one's own edits.
 */
export function editorExtensions(): Extensions {
  return [
    StarterKit.configure({
      undoRedo: false,
      heading: { levels: [1, 2, 3, 4] },
      link: {
        openOnClick: false,
        isAllowedUri: (href) => isSafeHref(href ?? ''),
        HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: '_blank' },
      },
      trailingNode: false,
      dropcursor: false,
      gapcursor: false,
    }),
    // Columns are made wider by our own handle: the kit's one counts every table as left to right.
    TableKit.configure({ table: { resizable: false } }),
    TaskList,
    // A check box is called what its line says, in whatever language that is.
    TaskItem.configure({ nested: true, a11y: { checkboxLabel: (node) => node.textContent || '☐' } }),
    Highlight,
    Superscript,
    Subscript,
    Callout,
    Details,
    DetailsSummary,
    Couplet,
    Hemistich,
    FormulaInline,
    FormulaBlock,
    FootnoteMark,
    Footnote,
    Image,
    FileBlock,
    BlockAttributes,
  ];
}

let cached: Schema | undefined;

/** The ProseMirror schema of an article (built once). */
export function documentSchema(): Schema {
  cached ??= getSchema(editorExtensions());
  return cached;
}
