// Blocks that hold other blocks. Their content rules ask for little, so that two people who delete in them at the same
// moment never leave a tree that an editor would throw away.
import { Node } from '@tiptap/core';

/** What a callout says before it is read. */
export const CALLOUT_KINDS = ['note', 'tip', 'warning', 'danger'] as const;
export type CalloutKind = (typeof CALLOUT_KINDS)[number];

/** True for the name of a kind of callout. */
export function isCalloutKind(value: unknown): value is CalloutKind {
  return (CALLOUT_KINDS as readonly unknown[]).includes(value);
}

/** A boxed remark beside the text's own line of thought. */
export const Callout = Node.create({
  name: 'callout',
  group: 'block',
  content: 'block+',
  defining: true,
  addAttributes() {
    return {
      kind: {
        default: 'note',
        parseHTML: (element: HTMLElement) => {
          const kind = element.getAttribute('data-callout');
          return isCalloutKind(kind) ? kind : 'note';
        },
        renderHTML: (attributes: { kind?: string }) => ({ 'data-callout': attributes.kind ?? 'note' }),
      },
    };
  },
  parseHTML: () => [{ tag: 'aside[data-callout]' }],
  renderHTML: ({ HTMLAttributes }) => ['aside', HTMLAttributes, 0],
});

/** A part that a reader opens. Whether it is open is the reader's own affair and is never stored. */
export const Details = Node.create({
  name: 'details',
  group: 'block',
  content: 'detailsSummary? block*',
  defining: true,
  isolating: true,
  parseHTML: () => [{ tag: 'details' }, { tag: 'div[data-details]' }],
  // Not the browser's own element: in it a space typed into the summary would shut the text.
  renderHTML: ({ HTMLAttributes }) => ['div', { ...HTMLAttributes, 'data-details': '' }, 0],
});

/** The line of {@link Details} that always shows. */
export const DetailsSummary = Node.create({
  name: 'detailsSummary',
  content: 'inline*',
  defining: true,
  selectable: false,
  parseHTML: () => [{ tag: 'summary' }, { tag: 'div[data-summary]' }],
  renderHTML: ({ HTMLAttributes }) => ['div', { ...HTMLAttributes, 'data-summary': '' }, 0],
});
