// A formula on lines of its own: `$$` ... `$$` or `\[` ... `\]`. It is held back until it ends, since a formula is one
// value; what turns out to be none is read again as text.
import { LONGEST_LATEX } from '@hamnevis/core/document/formulas';

export type FormulaOpener = '$$' | '\\[';

/** `more`: still open. `formula`: it has ended well. `text`: it is no formula. */
export type FormulaVerdict = 'more' | 'formula' | 'text';

export class FormulaLines {
  readonly opener: FormulaOpener;
  readonly indent: number;
  /** What was read behind the opener, line ends too. */
  raw = '';
  latex = '';
  private readonly quoted: boolean;
  private closed = false;
  private previous = '';

  constructor(opener: FormulaOpener, indent: number, quoted: boolean) {
    this.opener = opener;
    this.indent = indent;
    this.quoted = quoted;
  }

  feed(char: string): Exclude<FormulaVerdict, 'formula'> {
    this.raw += char;
    if (this.closed) return char === ' ' || char === '\t' ? 'more' : 'text';
    const pair = this.previous + char;
    if (pair === (this.opener === '$$' ? '$$' : '\\]')) {
      this.closed = true;
      this.latex = this.raw.slice(0, -2).trim();
      return this.latex === '' ? 'text' : 'more';
    }
    if (this.raw.length > LONGEST_LATEX || pair === '\\[') return 'text';
    // What a backslash stands before is no sign of an end, the second of two is none itself.
    this.previous = this.previous === '\\' ? '' : char;
    return 'more';
  }

  /** With `text` the line end is not part of {@link raw}: it has to be read on its own. */
  lineEnd(): FormulaVerdict {
    if (this.closed) return 'formula';
    // The signs of a quote on its next lines would be taken for part of the formula.
    if (this.quoted) return 'text';
    if (this.raw.length >= LONGEST_LATEX) return 'text';
    this.raw += '\n';
    this.previous = '';
    return 'more';
  }

  /** The text is over. */
  end(): Exclude<FormulaVerdict, 'more'> {
    return this.closed ? 'formula' : 'text';
  }
}
