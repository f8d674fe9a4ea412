// The inside of one block, one character at a time: emphasis, code spans, links, escapes, line breaks.
// It decides as early as Markdown lets it and never takes back what it said; a mark that nobody closes
// ends with its block.

import type { TextMarks } from './markdown-operations.ts';

/** Longer than this a `[...](...)` is taken for plain text, so that little is ever held back. */
const LINK_TEXT_LIMIT = 400;
const LINK_ADDRESS_LIMIT = 2048;
const LINK_PROTOCOLS = new Set(['http:', 'https:', 'mailto:']);
/** A heading may close with its own `#`s; a longer row of them is text. */
const CLOSING_HASHES_LIMIT = 64;

const WORD = /[\p{L}\p{N}]/u;
const DIGIT = /\p{Nd}/u;
const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/;

type Run = { char: '*' | '_' | '~' | '`' | '='; length: number };

type Link = {
  phase: 'text' | 'after' | 'address' | 'title';
  raw: string;
  text: string;
  address: string;
  depth: number;
  escaped: boolean;
};

/** Where the reader puts what it has decided. */
export type InlineOutput = {
  text(text: string, marks: TextMarks): void;
  lineBreak(): void;
};

/** What kind of block the text stands in. */
export type InlineBlock = { readonly heading: boolean; readonly bold: boolean };

export class InlineReader {
  private readonly output: InlineOutput;
  private block: InlineBlock = { heading: false, bold: false };
  private bold: '' | '*' | '_' = '';
  private italic: '' | '*' | '_' = '';
  private strike = false;
  private highlight = false;
  private link: string | null = null;
  /** Length of the back-tick run that opened the code span; 0 outside. */
  private codeRun = 0;
  private codeFresh = false;
  private lastChar = '';
  private spaces = '';
  private hashes = '';
  private breakPending = false;
  private escaped = false;
  private run: Run | null = null;
  private candidate: Link | null = null;

  constructor(output: InlineOutput) {
    this.output = output;
  }

  /** A new block begins: every mark is off. */
  start(block: InlineBlock): void {
    this.block = block;
    this.bold = '';
    this.italic = '';
    this.strike = false;
    this.highlight = false;
    this.link = null;
    this.codeRun = 0;
    this.lastChar = '';
    this.spaces = '';
    this.hashes = '';
    this.breakPending = false;
    this.escaped = false;
    this.run = null;
    this.candidate = null;
  }

  /** One character (a whole surrogate pair counts as one), never a line end. */
  feed(char: string): void {
    if (this.candidate !== null) {
      this.feedLink(this.candidate, char);
      return;
    }
    if (this.escaped) {
      this.escaped = false;
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
    if (this.codeRun > 0) {
      this.feedCode(char);
      return;
    }
    this.feedPlain(char);
  }

  /** True where a row of ordinary letters may be handed over whole by `feedLetters`. */
  get plain(): boolean {
    return (
      this.candidate === null &&
      this.run === null &&
      !this.escaped &&
      this.codeRun === 0 &&
      this.hashes === ''
    );
  }

  /** The same as feeding each character, for characters that mean nothing to Markdown; only while `plain`. */
  feedLetters(text: string): void {
    this.emit(text);
  }

  /** The line ended and the block may go on in the next one. */
  lineEnd(): void {
    if (this.candidate !== null) this.abandonLink(this.candidate);
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
    if (this.candidate !== null) this.abandonLink(this.candidate);
    if (this.escaped) {
      this.escaped = false;
      this.emit('\\');
    }
    if (this.run !== null) this.resolveRun('');
    this.start({ heading: false, bold: false });
  }

  private feedPlain(char: string): void {
    if (char === ' ' || char === '\t') {
      if (this.hashes !== '') {
        this.hashes += char;
        return;
      }
      if (this.lastChar !== '') this.spaces += char;
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
        this.candidate = { phase: 'text', raw: '[', text: '', address: '', depth: 0, escaped: false };
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
    if (run.char === '`') {
      this.resolveBackticks(run);
      return;
    }
    if (run.char === '~') {
      this.resolveTildes(run, next);
      return;
    }
    if (run.char === '=') {
      this.resolveEquals(run, next);
      return;
    }
    this.resolveEmphasis(run.char, run.length, next);
  }

  private resolveBackticks(run: Run): void {
    if (this.codeRun === 0) {
      this.flushSpaces();
      this.codeRun = run.length;
      this.codeFresh = true;
      return;
    }
    if (run.length !== this.codeRun) {
      this.emit('`'.repeat(run.length));
      return;
    }
    if (this.codeRun > 1) this.spaces = this.spaces.slice(1);
    this.flushSpaces();
    this.codeRun = 0;
  }

  private resolveTildes(run: Run, next: string): void {
    if (run.length === 2 && this.strike && this.spaces === '') {
      this.strike = false;
      return;
    }
    if (run.length === 2 && !this.strike && !isSpace(next)) {
      this.flushSpaces();
      this.strike = true;
      return;
    }
    this.emit('~'.repeat(run.length));
  }

  /** `==text==`. Behind a letter or a digit it opens nothing: «x==1» is no highlight. */
  private resolveEquals(run: Run, next: string): void {
    if (run.length === 2 && this.highlight && this.spaces === '') {
      this.highlight = false;
      return;
    }
    const afterWord = this.spaces === '' && WORD.test(this.lastChar);
    if (run.length === 2 && !this.highlight && !isSpace(next) && !afterWord) {
      this.flushSpaces();
      this.highlight = true;
      return;
    }
    this.emit('='.repeat(run.length));
  }

  /**
   * Looser than CommonMark on purpose where it closes: `**«متن»**و` must close, and by its flanking rule
   * would not, because a letter follows the punctuation.
   */
  private resolveEmphasis(char: '*' | '_', length: number, next: string): void {
    const previous = this.spaces === '' ? this.lastChar : ' ';
    const inWord = char === '_' && WORD.test(next);
    const canClose = previous !== '' && !isSpace(previous) && !inWord;
    const afterWord = char === '_' && WORD.test(previous);
    const product = length === 1 && DIGIT.test(previous) && DIGIT.test(next);
    const canOpen = !isSpace(next) && !afterWord && !product;
    let left = length > 3 ? 0 : length;
    let literal = length > 3 ? length : 0;
    while (left > 0) {
      if (canClose && left >= 2 && this.bold === char) {
        this.bold = '';
        left -= 2;
      } else if (canClose && this.italic === char) {
        this.italic = '';
        left -= 1;
      } else if (canOpen && left >= 2 && this.bold === '') {
        this.flushSpaces();
        this.bold = char;
        left -= 2;
      } else if (canOpen && left === 1 && this.italic === '') {
        this.flushSpaces();
        this.italic = char;
        left -= 1;
      } else {
        literal = left;
        left = 0;
      }
    }
    if (literal > 0) this.emit(char.repeat(literal));
  }

  private feedLink(link: Link, char: string): void {
    if (link.escaped) {
      link.escaped = false;
      link.raw += char;
      link.text += char;
      return;
    }
    switch (link.phase) {
      case 'text':
        if (char === '[') {
          this.abandonLink(link);
          this.feed(char);
          return;
        }
        link.raw += char;
        if (char === ']') {
          link.phase = 'after';
          return;
        }
        link.escaped = char === '\\';
        link.text += char;
        if (link.text.length > LINK_TEXT_LIMIT) this.abandonLink(link);
        return;
      case 'after':
        if (char !== '(') {
          this.abandonLink(link);
          this.feed(char);
          return;
        }
        link.raw += char;
        link.phase = 'address';
        return;
      case 'address':
        this.feedLinkAddress(link, char);
        return;
      case 'title':
        if (char === '[') {
          this.abandonLink(link);
          this.feed(char);
          return;
        }
        link.raw += char;
        if (char === ')') this.completeLink(link);
        else if (link.raw.length > LINK_TEXT_LIMIT + LINK_ADDRESS_LIMIT) this.abandonLink(link);
        return;
      default:
        link.phase satisfies never;
    }
  }

  private feedLinkAddress(link: Link, char: string): void {
    // An opening bracket cannot stand in an address; letting it through would let `[a]([a]([a](` be read
    // again and again.
    if (char === '[') {
      this.abandonLink(link);
      this.feed(char);
      return;
    }
    link.raw += char;
    if (char === ')' && link.depth === 0) {
      this.completeLink(link);
      return;
    }
    if (char === ' ' || char === '\t') {
      if (link.address !== '') link.phase = 'title';
      return;
    }
    if (char === '(') link.depth += 1;
    if (char === ')') link.depth -= 1;
    link.address += char;
    if (link.address.length > LINK_ADDRESS_LIMIT) this.abandonLink(link);
  }

  private completeLink(link: Link): void {
    this.candidate = null;
    const href = safeHref(link.address);
    const text = link.text.trim() === '' ? (href ?? '') : link.text;
    this.flushSpaces();
    const { bold, italic, strike, highlight } = this;
    this.link = href;
    for (const char of text) this.feedInsideLink(char);
    if (this.escaped) {
      this.escaped = false;
      this.emit('\\');
    }
    if (this.run !== null) this.resolveRun('');
    this.flushSpaces();
    this.link = null;
    this.codeRun = 0;
    this.bold = bold;
    this.italic = italic;
    this.strike = strike;
    this.highlight = highlight;
  }

  private feedInsideLink(char: string): void {
    this.feed(char);
    // `\[` inside the text has already been unescaped by `feed`; nothing else can start a second link.
    if (this.candidate !== null) {
      this.candidate = null;
      this.emit('[');
    }
  }

  /** It was no link: the bracket is text and what followed it is read as usual. */
  private abandonLink(link: Link): void {
    this.candidate = null;
    this.emit('[');
    for (const char of link.raw.slice(1)) this.feed(char);
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
      this.spaces = '';
      this.output.lineBreak();
      return;
    }
    if (this.spaces === '') return;
    const spaces = this.spaces;
    this.spaces = '';
    this.output.text(spaces, this.marks());
  }

  private emit(text: string): void {
    this.flushSpaces();
    this.codeFresh = false;
    this.output.text(text, this.marks());
    this.lastChar = lastCharacter(text);
  }

  private marks(): TextMarks {
    // The article's schema lets no other mark stand on code.
    if (this.codeRun > 0) return { code: true };
    return {
      ...(this.bold !== '' || this.block.bold ? { bold: true as const } : {}),
      ...(this.italic !== '' ? { italic: true as const } : {}),
      ...(this.strike ? { strike: true as const } : {}),
      ...(this.highlight ? { highlight: true as const } : {}),
      ...(this.link !== null ? { link: this.link } : {}),
    };
  }
}

function lastCharacter(text: string): string {
  const unit = text.charCodeAt(text.length - 1);
  return text.slice(unit >= 0xdc00 && unit <= 0xdfff ? -2 : -1);
}

function isSpace(char: string): boolean {
  return char === '' || /\s/u.test(char);
}

function safeHref(address: string): string | null {
  const bare = address.startsWith('<') && address.endsWith('>') ? address.slice(1, -1) : address;
  try {
    return LINK_PROTOCOLS.has(new URL(bare).protocol) ? bare : null;
  } catch {
    return null;
  }
}
