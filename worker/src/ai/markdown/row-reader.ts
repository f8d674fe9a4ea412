// The cells of one row of a table, read as they come: a bar goes on to the next one, a bar behind a backslash is text,
// and what stands behind the last column stays in its cell.

/** Where the cells of a row go. */
export type RowOutput = {
  /** What follows stands in this cell. */
  cell(column: number): void;
  feed(char: string): void;
  /** True where a backslash is a letter like any other. */
  isInCode(): boolean;
};

export class RowReader {
  private readonly columns: number;
  private readonly output: RowOutput;
  private column = 0;
  private bars = 1;
  private escaped = false;
  /** A bar behind the last cell: text of that cell if more follows. */
  private spare = false;

  /** Reads what stands behind the first bar. */
  constructor(columns: number, output: RowOutput) {
    this.columns = columns;
    this.output = output;
    output.cell(0);
  }

  /** True where a letter is one of the open cell, whatever came before it. */
  get isPlain(): boolean {
    return !this.escaped && !this.spare;
  }

  /** True when the row has drawn all of its cells, so that it is one though they are empty. */
  get isDrawn(): boolean {
    return this.bars > this.columns;
  }

  feed(char: string): void {
    if (this.escaped) {
      this.escaped = false;
      if (char !== '|' || !this.output.isInCode()) this.output.feed('\\');
      this.output.feed(char);
      return;
    }
    if (char === '|') {
      this.bars += 1;
      if (this.column + 1 < this.columns) {
        this.column += 1;
        this.output.cell(this.column);
      } else this.spare = true;
      return;
    }
    if (this.spare) {
      if (char === ' ' || char === '\t') return;
      this.spare = false;
      for (const sign of ' | ') this.output.feed(sign);
    }
    if (char === '\\') this.escaped = true;
    else this.output.feed(char);
  }

  end(): void {
    if (this.escaped) this.output.feed('\\');
    this.escaped = false;
  }
}
