// UTF-16 units as they come in, joined to whole characters and line ends: a pair of surrogates may be cut in two
// by the stream, and so may the two characters that end a line on Windows.

/** Where the characters go. */
export type CharacterOutput = {
  /** One character; a whole pair of surrogates counts as one. Never a line end. */
  character(char: string): void;
  lineEnd(): void;
};

export class CharacterReader {
  private readonly output: CharacterOutput;
  private highSurrogate = '';
  private afterCarriageReturn = false;

  constructor(output: CharacterOutput) {
    this.output = output;
  }

  /** True where a row of ordinary letters may go past this reader; it is told by {@link passed}. */
  get isClear(): boolean {
    return this.highSurrogate === '';
  }

  passed(): void {
    this.afterCarriageReturn = false;
  }

  /** One UTF-16 code unit: pairs are joined here, so that no half of one is ever said. */
  unit(unit: string): void {
    const value = unit.charCodeAt(0);
    if (value >= 0xdc00 && value <= 0xdfff && this.highSurrogate !== '') {
      const pair = this.highSurrogate + unit;
      this.highSurrogate = '';
      this.output.character(pair);
      return;
    }
    this.end();
    if (value >= 0xd800 && value <= 0xdbff) {
      this.highSurrogate = unit;
      return;
    }
    if (value >= 0xdc00 && value <= 0xdfff) {
      this.output.character('\ufffd');
      return;
    }
    if (unit === '\n' && this.afterCarriageReturn) {
      this.afterCarriageReturn = false;
      return;
    }
    this.afterCarriageReturn = unit === '\r';
    if (unit === '\n' || unit === '\r') {
      this.output.lineEnd();
      return;
    }
    // Control characters have no place in an article and no XML file takes them.
    if ((value < 0x20 && unit !== '\t') || (value >= 0x7f && value <= 0x9f)) return;
    this.output.character(unit);
  }

  /** The text is over: half a pair is said as what it is. */
  end(): void {
    if (this.highSurrogate === '') return;
    this.highSurrogate = '';
    this.output.character('\ufffd');
  }
}
