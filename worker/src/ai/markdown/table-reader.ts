// Reads a table's lines into rows of cells. The line of heads is held back until the line of dashes below it says that
// it is one; anything else is text.
import type { OpenBlocks } from './open-blocks.ts';
import type { BlockNode, ColumnAlign, TableRow } from './operations.ts';
import { RowReader } from './row-reader.ts';
import { countHeads, HEAD_LIMIT, readDashes } from './table-lines.ts';

/** A line that may be the heads of a table. Its columns are counted at its end; until then there are none. */
type Head = { text: string; columns: number; readonly indent: number; readonly quoted: boolean };

type Table = {
  readonly node: BlockNode;
  readonly aligns: readonly ColumnAlign[];
  /** The lists it stands in: a row outside of them is none of its rows. */
  readonly listDepth: number;
};

export class TableReader {
  private readonly blocks: OpenBlocks;
  private head: Head | null = null;
  private table: Table | null = null;
  private row: { readonly reader: RowReader; readonly node: TableRow } | null = null;

  constructor(blocks: OpenBlocks) {
    this.blocks = blocks;
  }

  /** True while the characters of a line are for it. */
  get isReading(): boolean {
    return this.row !== null || (this.head !== null && this.head.columns === 0);
  }

  /** True where a letter goes straight into the open cell. */
  get isInCell(): boolean {
    return this.row?.reader.isPlain === true;
  }

  /** True while a line of heads waits for the line below it. */
  get awaitsDashes(): boolean {
    return this.head !== null && this.head.columns > 0;
  }

  /** A line that begins with a bar. */
  begin(rest: string, indent: number, quoted: boolean): void {
    if (this.table !== null) {
      this.blocks.lists.leave(indent);
      if (this.blocks.lists.depth === this.table.listDepth) {
        this.beginRow(this.table, false);
        this.feed(rest.slice(1));
        return;
      }
      this.table = null;
    }
    this.head = { text: '', columns: 0, indent, quoted };
    this.feed(rest);
  }

  feed(text: string): void {
    for (const char of text) {
      if (this.row !== null) this.row.reader.feed(char);
      else if (this.head !== null) {
        this.head.text += char;
        if (this.head.text.length > HEAD_LIMIT) this.release();
      } else this.blocks.inline.feed(char);
    }
  }

  endLine(): void {
    if (this.head !== null) {
      this.head.columns = countHeads(this.head.text.slice(1));
      if (this.head.columns > 0) return;
      this.release();
      this.blocks.endLine();
    } else this.endRow();
  }

  /** The text is over in the middle of a line. */
  end(): void {
    this.release();
    this.endRow();
  }

  /** Any other line ends the table. */
  leave(): void {
    this.table = null;
  }

  /** What waited to become the heads of a table is read as text. */
  release(): void {
    const { head } = this;
    if (head === null) return;
    this.head = null;
    this.blocks.beginText(head.text, head.indent);
    if (head.columns > 0) this.blocks.endLine();
  }

  /** The line below what may be heads. `text`: it was none, and the line still has to be read. */
  readBelow(quoted: boolean, rest: string, final: boolean): 'wait' | 'table' | 'text' {
    const { head } = this;
    if (head === null) return 'text';
    if (rest === '' && !final) return 'wait';
    const dashes = quoted === head.quoted ? readDashes(rest, final) : 'no';
    if (dashes === 'wait') return 'wait';
    if (dashes === 'no' || dashes.length !== head.columns) {
      this.release();
      return 'text';
    }
    this.head = null;
    this.blocks.closeParagraph();
    this.blocks.lists.leave(head.indent);
    this.table = { node: { name: 'table' }, aligns: dashes, listDepth: this.blocks.lists.depth };
    this.beginRow(this.table, true);
    this.feed(head.text.slice(1));
    this.endRow();
    return 'table';
  }

  private beginRow(table: Table, header: boolean): void {
    const { aligns } = table;
    const node: TableRow = { name: 'tableRow', header, aligns };
    const reader = new RowReader(aligns.length, {
      cell: (column) => this.blocks.begin(...cellPath(table, node, column)),
      feed: (char) => this.blocks.inline.feed(char),
      isInCode: () => this.blocks.inline.isInCode,
    });
    this.row = { reader, node };
  }

  private endRow(): void {
    if (this.row === null || this.table === null) return;
    const { reader, node } = this.row;
    this.row = null;
    reader.end();
    this.blocks.inline.finish();
    const isSaid = this.blocks.voice.isIn(node);
    if (!isSaid && reader.isDrawn) this.blocks.say(...cellPath(this.table, node, 0));
  }
}

function cellPath(table: Table, row: TableRow, column: number): BlockNode[] {
  const name = row.header ? 'tableHeader' : 'tableCell';
  return [table.node, row, { name, column }, { name: 'paragraph' }];
}
