// What the markdown machine says and what the block writer obeys. Nothing here can take text back:
// people edit inside the text while it is being written, so there is no operation that rewrites.
import type { CalloutKind } from '@hamnevis/core/document/boxes';

/** The marks of a piece of text. Absent means off; `link` is an address with an allowed scheme. */
export type TextMarks = Readonly<{
  bold?: true;
  italic?: true;
  strike?: true;
  highlight?: true;
  code?: true;
  link?: string;
}>;

/** Where the text of a table's column stands; null where Markdown does not say. */
export type ColumnAlign = 'left' | 'center' | 'right' | null;

/** A whole row: its cells are made with it, one for each align, since editors fill up a row that lacks some. */
export type TableRow = {
  readonly name: 'tableRow';
  readonly header: boolean;
  readonly aligns: readonly ColumnAlign[];
};

/** The cell of a row by its place, counted from 0. To open one is to go there: its row has made it. */
export type TableCell = { readonly name: 'tableCell' | 'tableHeader'; readonly column: number };

/** One node of the article's schema, named as the schema names it. */
export type BlockNode =
  | {
      readonly name:
        | 'paragraph'
        | 'bulletList'
        | 'listItem'
        | 'taskList'
        | 'blockquote'
        | 'horizontalRule'
        | 'table'
        | 'details'
        | 'detailsSummary'
        | 'couplet'
        | 'hemistich';
    }
  | { readonly name: 'heading'; readonly level: 1 | 2 | 3 | 4 }
  | { readonly name: 'taskItem'; readonly checked: boolean }
  | { readonly name: 'orderedList'; readonly start: number }
  | { readonly name: 'codeBlock'; readonly language: string | null }
  | { readonly name: 'callout'; readonly kind: CalloutKind }
  | { readonly name: 'formulaBlock'; readonly latex: string }
  /** `label` is the answer's own name of the note: one run has each once. */
  | { readonly name: 'footnote'; readonly label: string }
  | TableRow
  | TableCell;

/** What stands in a line and is no text. */
export type InlineAtom =
  | { readonly name: 'formulaInline'; readonly latex: string }
  | { readonly name: 'footnoteMark'; readonly label: string };

/**
 * One step of writing.
 *
 * - `open`: a new block. `path` runs from the top-level block down to the leaf; its first `keep` nodes are
 *   those already open, the rest are new (but for cells, see {@link TableCell}). Applied whole it leaves a tree the
 *   schema allows.
 * - `text`: characters at the end of the open leaf.
 * - `atom`: a formula or the mark of a footnote there.
 * - `break`: a hard line break there.
 */
export type MarkdownOperation =
  | { readonly type: 'open'; readonly keep: number; readonly path: readonly BlockNode[] }
  | { readonly type: 'text'; readonly text: string; readonly marks: TextMarks }
  | { readonly type: 'atom'; readonly atom: InlineAtom }
  | { readonly type: 'break' };

/** True for the blocks that hold nothing to write in. */
export function isBlockAtom(node: BlockNode | undefined): boolean {
  return node?.name === 'horizontalRule' || node?.name === 'formulaBlock';
}

/** True for a cell of a table. */
export function isCell(node: BlockNode | undefined): node is TableCell {
  return node?.name === 'tableCell' || node?.name === 'tableHeader';
}

/** Collects operations and joins neighbouring texts that carry the same marks. */
export class OperationSink {
  private operations: MarkdownOperation[] = [];
  private parts: string[] = [];
  private marks: TextMarks = {};
  private marksKey = '';

  text(text: string, marks: TextMarks): void {
    const key = marksKey(marks);
    if (key !== this.marksKey) {
      this.closeText();
      this.marks = marks;
      this.marksKey = key;
    }
    this.parts.push(text);
  }

  add(operation: Exclude<MarkdownOperation, { type: 'text' }>): void {
    this.closeText();
    this.operations.push(operation);
  }

  /** Hands out what was collected and starts afresh. */
  take(): MarkdownOperation[] {
    this.closeText();
    const taken = this.operations;
    this.operations = [];
    return taken;
  }

  private closeText(): void {
    if (this.parts.length === 0) return;
    this.operations.push({ type: 'text', text: this.parts.join(''), marks: this.marks });
    this.parts = [];
  }
}

function marksKey(marks: TextMarks): string {
  return `${marks.bold ? 'b' : ''}${marks.italic ? 'i' : ''}${marks.strike ? 's' : ''}${marks.highlight ? 'h' : ''}${marks.code ? 'c' : ''}|${marks.link ?? ''}`;
}
