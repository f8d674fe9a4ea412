// The inside of one block, one character at a time: marks, code spans, links, formulas, footnote marks, escapes, line
// breaks. What it says it never takes back; what may still become something else it holds back.
import { BracketCandidate } from './bracket-candidate.ts';
import { Emphasis } from './emphasis.ts';
import { FormulaCandidate } from './formula-candidate.ts';
import type { InlineAtom, TextMarks } from './operations.ts';

/** A heading may close with its own `#`s; a longer row of them is text. */
const CLOSING_HASHES_LIMIT = 64;
const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}]/u;
/** What an atom is to the signs around it. */
const ATOM = '\ufffc';

type Run = { char: '*' | '_' | '~' | '`' | '='; length: number };
type Candidate = BracketCandidate | FormulaCandidate;

/** Where the reader puts what it has decided. */
export type InlineOutput = {
  text(text: string, marks: TextMarks): void;
  atom(atom: InlineAtom): void;
  lineBreak(): void;
};

/** What kind of block the text stands in. */
export type InlineBlock = { readonly heading: boolean; readonly bold: boolean };

export class InlineReader {
  private readonly output: InlineOutput;
  private readonly emphasis = new Emphasis();
  private block: InlineBlock = { heading: false, bold: false };
  private link: string | null = null;
  /** Inside the words of a link nothing else may begin that is held back. */
  private isInLink = false;
  /** Length of the back-tick run that opened the code span; 0 outside. */
  private codeRun = 0;
  private codeFresh = false;
  private lastChar = '';
  private spaces = '';
  private hashes = '';
  private breakPending = false;
  private escaped = false;
  private run: Run | null = null;
  private candidate: Candidate | null = null;

  constructor(output: InlineOutput) {
    this.output = output;
  }

  /** A new block begins: every mark is off. */
  start(block: InlineBlock): void {
    this.block = block;
    this.emphasis.clear();
    this.link = null;
    this.isInLink = false;
    this.codeRun = 0;
    this.lastChar = '';
    this.spaces = '';
    this.hashes = '';
    this.breakPending = false;
    this.escaped = false;
    this.run = null;
    this.candidate = null;
  }

  /** True where a row of ordinary letters may be handed over whole by `feedLetters`. */
  get isPlain(): boolean {
    return (
      this.candidate === null &&
      this.run === null &&
      !this.escaped &&
      this.codeRun === 0 &&
      this.hashes === ''
    );
  }

  /** True when the next character stands in a code span. */
  get isInCode(): boolean {
    if (this.run?.char === '`') return this.run.length !== this.codeRun;
    return this.codeRun > 0;
  }

  /** The same as feeding each character, for characters that mean nothing to Markdown; only while `isPlain`. */
  feedLetters(text: string): void {
    this.emit(text);
  }

  /** One character (a whole surrogate pair counts as one), never a line end. */
  feed(char: string): void {
    if (this.candidate !== null) {
      this.feedCandidate(this.candidate, char);
      return;
    }
    if (this.escaped) {
      this.escaped = false;
      if (char === '(' && !this.isInLink) {
        this.candidate = new FormulaCandidate('\\(');
        return;
      }
      if (ASCII_PUNCTUATION.test(char)) {
        this.emit(char);
        return;
      }
      this.emit('\\');
    }
    if (this.run !== null) {
      if (char === this.run.char) {
        this.run.length += 1;
        return;
      }
      this.resolveRun(char);
    }
    if (this.codeRun > 0) this.feedCode(char);
    else this.feedPlain(char);
  }

  /** The line ended and the block may go on in the next one. */
  lineEnd(): void {
    this.settleCandidates();
    if (this.escaped) {
      this.escaped = false;
      this.breakPending = true;
    }
    if (this.run !== null) this.resolveRun(' ');
    if (this.hashes !== '') this.flushHashes();
    if (this.lastChar === '') {
      this.spaces = '';
      this.breakPending = false;
      return;
    }
    if (this.codeRun === 0 && this.spaces.endsWith('  ')) this.breakPending = true;
    this.spaces = ' ';
  }

  /** The block is over: what was held back is said, spaces at the end are not. */
  finish(): void {
    this.settleCandidates();
    if (this.escaped) {
      this.escaped = false;
      this.emit('\\');
    }
    if (this.run !== null) this.resolveRun('');
    this.start({ heading: false, bold: false });
  }

  private feedPlain(char: string): void {
    if (char === ' ' || char === '\t') {
      if (this.hashes !== '') this.hashes += char;
      else if (this.lastChar !== '') this.spaces += char;
      return;
    }
    if (
      this.block.heading &&
      char === '#' &&
      (this.spaces !== '' || this.hashes !== '' || this.lastChar === '')
    ) {
      this.hashes += char;
      if (this.hashes.length > CLOSING_HASHES_LIMIT) this.flushHashes();
      return;
    }
    if (this.hashes !== '') this.flushHashes();
    switch (char) {
      case '\\':
        this.escaped = true;
        return;
      case '*':
      case '_':
      case '~':
      case '=':
      case '`':
        this.run = { char, length: 1 };
        return;
      case '[':
        if (this.isInLink) this.emit(char);
        else this.candidate = new BracketCandidate(this.lastChar === '!' && this.spaces === '');
        return;
      case '$':
        // Behind a letter it is a currency's, and so it is in the words of a link.
        if (this.isInLink || (this.spaces === '' && WORD.test(this.lastChar))) this.emit(char);
        else this.candidate = new FormulaCandidate(char);
        return;
      default:
        this.emit(char);
    }
  }

  private feedCode(char: string): void {
    if (char === '`') {
      this.run = { char, length: 1 };
      return;
    }
    if (char === ' ' || char === '\t') {
      // The one space that keeps a back-tick off the fence is not part of the code.
      if (this.codeFresh && this.codeRun > 1) {
        this.codeFresh = false;
        return;
      }
      this.spaces += char;
      return;
    }
    this.emit(char);
  }

  private resolveRun(next: string): void {
    const run = this.run;
    if (run === null) return;
    this.run = null;
    const { char, length } = run;
    if (char === '`') {
      this.resolveBackticks(length);
      return;
    }
    const text = this.emphasis.read(
      { char, length },
      {
        previous: this.spaces === '' ? this.lastChar : ' ',
        next,
        beforeOpening: () => this.flushSpaces(),
      },
    );
    if (text !== '') this.emit(text);
  }

  private resolveBackticks(length: number): void {
    if (this.codeRun === 0) {
      this.flushSpaces();
      this.codeRun = length;
      this.codeFresh = true;
      return;
    }
    if (length !== this.codeRun) {
      this.emit('`'.repeat(length));
      return;
    }
    if (this.codeRun > 1) this.spaces = this.spaces.slice(1);
    this.flushSpaces();
    this.codeRun = 0;
  }

  private feedCandidate(candidate: Candidate, char: string): void {
    switch (candidate.feed(char)) {
      case 'more':
        return;
      case 'done':
        this.complete(candidate);
        return;
      case 'done-before':
        this.complete(candidate);
        this.feed(char);
        return;
      case 'text':
        this.release(candidate);
        return;
      case 'text-before':
        this.release(candidate);
        this.feed(char);
        return;
    }
  }

  /** What is held back at the end of a line is text, unless it only waited to see what comes behind it. */
  private settleCandidates(): void {
    while (this.candidate !== null) {
      if (this.candidate.isClosed) this.complete(this.candidate);
      else this.release(this.candidate);
    }
  }

  private complete(candidate: Candidate): void {
    this.candidate = null;
    if (candidate instanceof FormulaCandidate) {
      this.emitAtom({ name: 'formulaInline', latex: candidate.latex });
    } else if (candidate.note !== null) {
      this.emitAtom({ name: 'footnoteMark', label: candidate.note });
    } else if (candidate.isImage) {
      this.emit(candidate.opener + candidate.held);
    } else {
      this.emitLink(candidate);
    }
  }

  /** It was nothing: its opener is text and what followed it is read as usual. */
  private release(candidate: Candidate): void {
    this.candidate = null;
    this.emit(candidate.opener);
    for (const char of candidate.held) this.feed(char);
  }

  private emitLink({ href, text }: BracketCandidate): void {
    this.flushSpaces();
    const marks = this.emphasis.save();
    this.link = href;
    this.isInLink = true;
    for (const char of text.trim() === '' ? (href ?? '') : text) this.feed(char);
    if (this.escaped) {
      this.escaped = false;
      this.emit('\\');
    }
    if (this.run !== null) this.resolveRun('');
    this.flushSpaces();
    this.link = null;
    this.isInLink = false;
    this.codeRun = 0;
    this.emphasis.restore(marks);
  }

  private flushHashes(): void {
    const held = this.hashes.trimEnd();
    const after = this.hashes.slice(held.length);
    this.hashes = '';
    this.emit(held);
    this.spaces = after;
  }

  private flushSpaces(): void {
    if (this.breakPending) {
      this.breakPending = false;
      this.output.lineBreak();
    } else if (this.spaces !== '') {
      this.output.text(this.spaces, this.marks());
    } else return;
    this.spaces = '';
    this.lastChar = ' ';
  }

  private emit(text: string): void {
    this.flushSpaces();
    this.codeFresh = false;
    this.output.text(text, this.marks());
    this.lastChar = lastCharacter(text);
  }

  private emitAtom(atom: InlineAtom): void {
    this.flushSpaces();
    this.output.atom(atom);
    this.lastChar = ATOM;
  }

  private marks(): TextMarks {
    // The article's schema lets no other mark stand on code.
    if (this.codeRun > 0) return { code: true };
    return {
      ...this.emphasis.marks(),
      ...(this.block.bold ? { bold: true as const } : {}),
      ...(this.link === null ? {} : { link: this.link }),
    };
  }
}

function lastCharacter(text: string): string {
  const unit = text.charCodeAt(text.length - 1);
  return text.slice(unit >= 0xdc00 && unit <= 0xdfff ? -2 : -1);
}
