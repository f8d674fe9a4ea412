// The lines between `:::verse` and `:::`, made into couplets: the halves stand on one line with a tab, or a slash or a
// bar between spaces, between them; or on two lines.
import type { BlockNode } from './operations.ts';

const HALVES = 2;
const LINE_START_LIMIT = 200;
const BLANK = /^[ \t]*$/;
const END = /^[ \t]*:{3,}[ \t]*$/;
const END_SO_FAR = /^[ \t]*:{1,2}$/;

/** Where the halves go. */
export type VerseOutput = {
  /** The next half-line of this couplet begins. */
  half(couplet: BlockNode): void;
  feed(char: string): void;
};

export class VerseLines {
  private readonly output: VerseOutput;
  private couplet: BlockNode = { name: 'couplet' };
  private halves = HALVES;
  private afterSpace = false;
  /** A bar or a slash that parts the halves if a space follows. */
  private bar = '';

  constructor(output: VerseOutput) {
    this.output = output;
  }

  /** What the beginning of a line is: `over` when it ends the verse, `read` when it was taken. */
  readLineStart(lead: string, final: boolean): 'wait' | 'over' | 'read' {
    if (final && END.test(lead)) return 'over';
    if (
      !final &&
      lead.length < LINE_START_LIMIT &&
      [BLANK, END, END_SO_FAR].some((sign) => sign.test(lead))
    ) {
      return 'wait';
    }
    // A half that stands alone before an empty line stays alone.
    if (BLANK.test(lead)) this.halves = HALVES;
    else this.lineStart(lead.trimStart());
    return 'read';
  }

  /** A line with words begins: the other half of the line before it, or a new couplet. */
  private lineStart(text: string): void {
    if (this.halves >= HALVES) {
      this.couplet = { name: 'couplet' };
      this.halves = 0;
    }
    this.nextHalf();
    for (const char of text) this.feed(char);
  }

  feed(char: string): void {
    const isSpace = char === ' ' || char === '\t';
    if (this.bar !== '') {
      const bar = this.bar;
      this.bar = '';
      if (isSpace) {
        this.nextHalf();
        return;
      }
      this.output.feed(bar);
    }
    if (this.halves < HALVES) {
      if (char === '\t') {
        this.nextHalf();
        return;
      }
      if (this.afterSpace && (char === '/' || char === '|')) {
        this.bar = char;
        return;
      }
    }
    this.afterSpace = isSpace;
    this.output.feed(char);
  }

  /** A bar at the end of a line parts it from the next one. */
  lineEnd(): void {
    this.bar = '';
  }

  private nextHalf(): void {
    this.halves += 1;
    this.afterSpace = false;
    this.output.half(this.couplet);
  }
}
