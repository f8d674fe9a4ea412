// What began with a dollar sign or `\(` and may become a formula in the line. It is held back until its end, since a
// formula is one value; a price is text.
import type { HoldVerdict } from './bracket-candidate.ts';

/** A longer one is taken for text, so that little is ever held back. */
const LIMIT = 400;
const DIGIT = /\p{Nd}/u;

export type FormulaSign = '$' | '$$' | '\\(';

export class FormulaCandidate {
  private sign: FormulaSign;
  private content = '';
  private escaped = false;
  private afterDollar = false;
  private closed = false;
  latex = '';

  constructor(sign: '$' | '\\(') {
    this.sign = sign;
  }

  /** The sign as text: the backslash of `\(` only said that the bracket is one. */
  get opener(): string {
    return this.sign === '\\(' ? '(' : this.sign;
  }

  get held(): string {
    return this.closed ? `${this.content}$` : this.content;
  }

  /** True when it is whole and only waited to see what comes behind it. */
  get isClosed(): boolean {
    return this.closed;
  }

  feed(char: string): HoldVerdict {
    if (this.closed) {
      // «$20 و $30» are two prices.
      return DIGIT.test(char) ? 'text-before' : 'done-before';
    }
    if (this.escaped) return this.feedEscaped(char);
    if (this.sign === '$') {
      if (this.content === '') {
        if (char === '$') {
          this.sign = '$$';
          return 'more';
        }
        if (isSpace(char)) return 'text-before';
      } else if (char === '$') {
        if (isSpace(this.content.slice(-1))) return 'text-before';
        this.closed = true;
        this.latex = this.content;
        return 'more';
      }
    } else if (this.sign === '$$' && char === '$' && this.afterDollar) {
      return this.close(char);
    }
    this.escaped = char === '\\';
    this.afterDollar = char === '$';
    return this.add(char);
  }

  private feedEscaped(char: string): HoldVerdict {
    this.escaped = false;
    this.afterDollar = false;
    if (this.sign === '\\(') {
      if (char === ')') return this.close(char);
      // Two that open in a row: the first was a bracket.
      if (char === '(') return 'text-before';
    }
    return this.add(char);
  }

  /** The sign that ends it has two characters; the first of them stands in the content. */
  private close(char: string): HoldVerdict {
    this.latex = this.content.slice(0, -1).trim();
    if (this.latex !== '') return 'done';
    this.content += char;
    return 'text';
  }

  private add(char: string): HoldVerdict {
    this.content += char;
    return this.content.length > LIMIT ? 'text' : 'more';
  }
}

function isSpace(char: string): boolean {
  return /\s/u.test(char);
}
