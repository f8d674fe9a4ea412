// The lines of fenced code, until the fence that ends them. Nothing in them is Markdown.

/** What a line may hold back before it is taken for code. */
const LINE_START_LIMIT = 200;
const BLANK = /^[ \t]*$/;

/** What the beginning of a line in code is. `left`: it stands outside the quote that the code stood in. */
export type CodeLineStart =
  | { readonly kind: 'wait' | 'closed' | 'left' }
  | { readonly kind: 'code'; readonly text: string };

export class CodeLines {
  private readonly fence: string;
  private readonly indent: number;
  private readonly quoted: boolean;
  private readonly say: (text: string) => void;
  private started = false;
  private lineEnds = 0;

  constructor(
    fence: { readonly marks: string; readonly indent: number; readonly quoted: boolean },
    say: (text: string) => void,
  ) {
    this.fence = fence.marks;
    this.indent = fence.indent;
    this.quoted = fence.quoted;
    this.say = say;
  }

  /** `final`: the line has ended. */
  readLineStart(lead: string, final: boolean): CodeLineStart {
    let line = lead;
    if (this.quoted) {
      const mark = /^[ \t]*(>?)/.exec(lead);
      if (mark?.[1] !== '>') return { kind: !final && BLANK.test(lead) ? 'wait' : 'left' };
      line = lead.slice(mark[0].length).replace(/^ /, '');
      if (line === '' && !final && !lead.endsWith(' ')) return { kind: 'wait' };
    }
    const text = stripColumns(line, this.indent);
    const spaces = /^ {0,3}/.exec(text)?.[0].length ?? 0;
    const body = text.slice(spaces);
    const run = countLeading(body, this.fence.charAt(0));
    const after = body.slice(run);
    const closes = run >= this.fence.length && BLANK.test(after);
    if (final && closes) return { kind: 'closed' };
    const undecided = closes || (after === '' && (run > 0 || BLANK.test(text)) && spaces <= 3);
    if (!final && undecided && lead.length < LINE_START_LIMIT && !/^ {4}/.test(text)) return { kind: 'wait' };
    return { kind: 'code', text };
  }

  /** Characters of the code; line ends before them are said now, so that none stands at the end. */
  text(text: string): void {
    if (this.lineEnds > 0) {
      // The first of them ended the fence's own line.
      const lineEnds = this.started ? this.lineEnds : this.lineEnds - 1;
      if (lineEnds > 0) this.say('\n'.repeat(lineEnds));
      this.lineEnds = 0;
    }
    this.started = true;
    this.say(text);
  }

  lineEnd(): void {
    this.lineEnds += 1;
  }
}

function stripColumns(line: string, count: number): string {
  let at = 0;
  while (at < count && (line.charAt(at) === ' ' || line.charAt(at) === '\t')) at += 1;
  return line.slice(at);
}

function countLeading(text: string, char: string): number {
  let count = 0;
  while (text.charAt(count) === char) count += 1;
  return count;
}
