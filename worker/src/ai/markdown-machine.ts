// Markdown as it streams in, turned into operations that only ever append: people edit inside the text
// meanwhile, so what was said is never taken back. The machine reads one character at a time and keeps
// all it knows in itself; therefore any cutting of the same text into pieces gives the same operations,
// and a second worker that feeds it the text already typed stands exactly where the first one stood.
//
// It knows headings, paragraphs, nested lists, tasks, quotes, fenced code, rules and the marks of
// `markdown-inline.ts`. Raw HTML, tables and images are plain text to it.

import { InlineReader } from './markdown-inline.ts';
import {
  type BlockNode,
  type MarkdownOperation,
  OperationSink,
  type TextMarks,
} from './markdown-operations.ts';

/** What a line may hold back before it is taken for ordinary text. */
const LINE_START_LIMIT = 200;
/** Lists nested deeper than this go on at the deepest level. */
const LIST_DEPTH_LIMIT = 6;
const QUOTE_DEPTH_LIMIT = 8;

const LETTERS = /[^\s\\*_~`=[#\p{Cc}\ud800-\udfff]+/uy;
const BLANK = /^[ \t]*$/;
const RULE_SO_FAR = /^([-*_])[ \t]*(?:\1[ \t]*)*$/;
const HASHES_SO_FAR = /^#{1,6}$/;
const HEADING = /^(#{1,6})[ \t]/;
const FENCE_SO_FAR = /^(?:`{1,2}|~{1,2})$/;
const FENCE = /^(`{3,}|~{3,})(.*)$/s;
const BULLET = /^[-*+•][ \t]+(?=\S)/u;
const BULLET_SO_FAR = /^[-*+•][ \t]*$/u;
const NUMBER = /^([0-9۰-۹٠-٩]{1,9})[.)][ \t]+(?=\S)/u;
const NUMBER_SO_FAR = /^[0-9۰-۹٠-٩]{1,9}(?:[.)][ \t]*)?$/u;
const TASK = /^\[([ xX])\][ \t]+(?=\S)/;
const TASK_SO_FAR = /^\[(?:[ xX](?:\][ \t]*)?)?$/;
const LANGUAGE = /^[\w+#.-]{1,40}$/;

type ListLevel = {
  readonly kind: 'bulletList' | 'orderedList' | 'taskList';
  readonly indent: number;
  readonly list: BlockNode;
  item: BlockNode;
};

type Code = {
  readonly fence: string;
  readonly indent: number;
  readonly quoted: boolean;
  started: boolean;
  lineEnds: number;
};

/** What stands at the start of a line, once it is known. */
type LineStart =
  | { readonly kind: 'wait' }
  | { readonly kind: 'blank' }
  | { readonly kind: 'rule' }
  | { readonly kind: 'emptyItem' }
  | { readonly kind: 'emptyHeading' }
  | { readonly kind: 'fence'; readonly fence: string; readonly language: string | null }
  | { readonly kind: 'heading'; readonly level: number; readonly rest: string }
  | { readonly kind: 'bullet'; readonly rest: string }
  | { readonly kind: 'number'; readonly start: number; readonly rest: string }
  | { readonly kind: 'text'; readonly rest: string };

export class MarkdownMachine {
  private readonly sink = new OperationSink();
  private readonly inline: InlineReader;
  private highSurrogate = '';
  private afterCarriageReturn = false;
  private ended = false;

  /** Characters at the start of a line whose meaning is still open; null inside a line. */
  private lead: string | null = '';
  private inItemStart = false;
  private code: Code | null = null;
  private quote: BlockNode | null = null;
  private lists: ListLevel[] = [];
  /** The list of tasks that the item being read goes on with, if it turns out to be one. */
  private tasks: ListLevel | null = null;
  private paragraphOpen = false;
  /** The path of the last block said, and the one that the next character will open. */
  private opened: readonly BlockNode[] = [];
  private pending: readonly BlockNode[] | null = null;

  constructor() {
    this.inline = new InlineReader({
      text: (text, marks) => this.say(text, marks),
      lineBreak: () => {
        this.openPending();
        this.sink.add({ type: 'break' });
      },
    });
  }

  /** Nodes of the block that is open now, from the top-level block to the leaf; empty before the first. */
  get path(): readonly BlockNode[] {
    return this.opened;
  }

  /** Reads on and says what is decided by now. */
  push(text: string): MarkdownOperation[] {
    if (this.ended) throw new Error('The machine was ended; a new text needs a new machine.');
    let at = 0;
    while (at < text.length) {
      if (this.lead === null && this.code === null && this.highSurrogate === '' && this.inline.plain) {
        LETTERS.lastIndex = at;
        const letters = LETTERS.exec(text)?.[0];
        if (letters !== undefined) {
          this.afterCarriageReturn = false;
          this.inline.feedLetters(letters);
          at += letters.length;
          continue;
        }
      }
      this.unit(text.charAt(at));
      at += 1;
    }
    return this.sink.take();
  }

  /** The text is over: says everything that was held back. */
  end(): MarkdownOperation[] {
    if (!this.ended) {
      this.ended = true;
      this.releaseSurrogate();
      if (this.lead !== null) this.decideLine(true);
      if (this.code === null) this.inline.finish();
    }
    return this.sink.take();
  }

  /** One UTF-16 code unit: pairs are joined here, so that no half of one is ever said. */
  private unit(unit: string): void {
    const value = unit.charCodeAt(0);
    if (value >= 0xdc00 && value <= 0xdfff && this.highSurrogate !== '') {
      const pair = this.highSurrogate + unit;
      this.highSurrogate = '';
      this.character(pair);
      return;
    }
    this.releaseSurrogate();
    if (value >= 0xd800 && value <= 0xdbff) {
      this.highSurrogate = unit;
      return;
    }
    if (value >= 0xdc00 && value <= 0xdfff) {
      this.character('\ufffd');
      return;
    }
    if (unit === '\n' && this.afterCarriageReturn) {
      this.afterCarriageReturn = false;
      return;
    }
    this.afterCarriageReturn = unit === '\r';
    if (unit === '\n' || unit === '\r') {
      this.lineEnd();
      return;
    }
    // Control characters have no place in an article and no XML file takes them.
    if ((value < 0x20 && unit !== '\t') || (value >= 0x7f && value <= 0x9f)) return;
    this.character(unit);
  }

  private releaseSurrogate(): void {
    if (this.highSurrogate === '') return;
    this.highSurrogate = '';
    this.character('\ufffd');
  }

  private character(char: string): void {
    if (this.lead === null) {
      if (this.code !== null) this.codeText(char);
      else this.inline.feed(char);
      return;
    }
    if (this.lead.length >= LINE_START_LIMIT && (char === ' ' || char === '\t')) return;
    this.lead += char;
    this.decideLine(false);
  }

  private lineEnd(): void {
    if (this.lead !== null) this.decideLine(true);
    if (this.code !== null) this.code.lineEnds += this.lead === null ? 1 : 0;
    else if (this.paragraphOpen) this.inline.lineEnd();
    else this.inline.finish();
    this.lead = '';
  }

  private decideLine(final: boolean): void {
    if (this.inItemStart) {
      this.decideItemLine(final);
      return;
    }
    const lead = this.lead ?? '';
    if (this.code !== null) {
      this.decideCodeLine(this.code, lead, final);
      return;
    }
    const { quoted, indent, rest } = readContainers(lead);
    const start = readLineStart(rest, final, this.paragraphOpen && this.lists.length === 0);
    if (start.kind === 'wait') return;
    if (start.kind === 'blank') {
      if (!final) return;
      this.blankLine(quoted);
      return;
    }
    this.enterQuote(quoted);
    this.lead = null;
    this.beginLine(start, indent, quoted);
  }

  private blankLine(quoted: boolean): void {
    if (this.quote !== null && !quoted) this.leaveContainer(null);
    this.closeParagraph();
    this.lead = null;
  }

  private beginLine(
    start: Exclude<LineStart, { kind: 'wait' | 'blank' }>,
    indent: number,
    quoted: boolean,
  ): void {
    switch (start.kind) {
      case 'emptyHeading':
        this.closeParagraph();
        return;
      case 'emptyItem':
        this.enterItem('bulletList', 1, indent);
        return;
      case 'rule':
        this.closeParagraph();
        this.lists = [];
        this.pending = this.pathTo({ name: 'horizontalRule' });
        this.openPending();
        return;
      case 'fence':
        this.closeParagraph();
        this.leaveItems(indent);
        this.pending = this.pathTo({ name: 'codeBlock', language: start.language });
        this.openPending();
        this.code = { fence: start.fence, indent, quoted, started: false, lineEnds: 0 };
        return;
      case 'heading':
        this.closeParagraph();
        this.leaveItems(indent);
        this.beginHeading(start.level);
        this.feed(start.rest);
        return;
      case 'bullet':
        this.enterItem('bulletList', 1, indent);
        this.beginItemLine(start.rest);
        return;
      case 'number':
        this.enterItem('orderedList', start.start, indent);
        this.beginItemLine(start.rest);
        return;
      case 'text':
        if (!this.paragraphOpen) {
          this.leaveItems(indent);
          this.beginParagraph();
        }
        this.feed(start.rest);
        return;
      default:
        start satisfies never;
    }
  }

  private beginParagraph(): void {
    this.pending = this.pathTo({ name: 'paragraph' });
    this.paragraphOpen = true;
    this.inline.start({ heading: false, bold: false });
  }

  /** After a list marker only a heading's hashes mean something; everything else is the item's text. */
  private beginItemLine(rest: string): void {
    this.inItemStart = true;
    this.lead = rest;
    this.decideItemLine(false);
  }

  private decideItemLine(final: boolean): void {
    const lead = this.lead ?? '';
    const heading = HEADING.exec(lead);
    const isBullet = this.lists.at(-1)?.kind === 'bulletList';
    const undecided = HASHES_SO_FAR.test(lead) || (isBullet && TASK_SO_FAR.test(lead));
    if (heading === null && undecided && !final) return;
    this.lead = null;
    this.inItemStart = false;
    const task = isBullet ? TASK.exec(lead) : null;
    if (task) {
      this.enterTask(task[1] !== ' ');
      this.beginParagraph();
      this.feed(lead.slice(task[0].length));
      return;
    }
    if (heading === null) this.beginParagraph();
    else this.beginHeading(1);
    this.feed(heading === null ? lead : lead.slice(heading[0].length));
  }

  private beginHeading(level: number): void {
    // A list item begins with a paragraph, so a heading inside one becomes a bold line.
    const inItem = this.lists.length > 0;
    const leaf: BlockNode = inItem
      ? { name: 'paragraph' }
      : { name: 'heading', level: Math.min(level, 4) as 1 | 2 | 3 | 4 };
    this.pending = this.pathTo(leaf);
    this.inline.start({ heading: true, bold: inItem });
  }

  private closeParagraph(): void {
    if (this.paragraphOpen) this.inline.finish();
    this.paragraphOpen = false;
  }

  private enterQuote(quoted: boolean): void {
    if (quoted === (this.quote !== null)) return;
    this.leaveContainer(quoted ? { name: 'blockquote' } : null);
  }

  private leaveContainer(quote: BlockNode | null): void {
    this.closeParagraph();
    this.lists = [];
    this.quote = quote;
  }

  /** Text indented under an item belongs to it; anything less ends the list. */
  private leaveItems(indent: number): void {
    while (this.lists.length > 0 && indent < (this.lists.at(-1)?.indent ?? 0) + 2) this.lists.pop();
  }

  /** The bullet just read begins a task: in the list of tasks before it, or in one of its own. */
  private enterTask(checked: boolean): void {
    const bullet = this.lists.pop();
    const item: BlockNode = { name: 'taskItem', checked };
    const level = this.tasks ?? {
      kind: 'taskList' as const,
      indent: bullet?.indent ?? 0,
      list: { name: 'taskList' as const },
      item,
    };
    level.item = item;
    this.lists.push(level);
    this.tasks = null;
  }

  private enterItem(kind: ListLevel['kind'], start: number, indent: number): void {
    this.closeParagraph();
    while (this.lists.length > 1 && indent < (this.lists.at(-2)?.indent ?? 0) + 2) this.lists.pop();
    const top = this.lists.at(-1);
    const item: BlockNode = { name: 'listItem' };
    const nested = top !== undefined && indent >= top.indent + 2 && this.lists.length < LIST_DEPTH_LIMIT;
    if (top !== undefined && !nested && top.kind === kind) {
      top.item = item;
      return;
    }
    this.tasks = null;
    if (top !== undefined && !nested) {
      if (top.kind === 'taskList') this.tasks = top;
      this.lists.pop();
    }
    const list: BlockNode = kind === 'orderedList' ? { name: kind, start } : { name: kind };
    this.lists.push({ kind, indent, list, item });
  }

  private pathTo(leaf: BlockNode): BlockNode[] {
    const path: BlockNode[] = this.quote === null ? [] : [this.quote];
    for (const level of this.lists) path.push(level.list, level.item);
    path.push(leaf);
    return path;
  }

  private say(text: string, marks: TextMarks): void {
    this.openPending();
    this.sink.text(text, marks);
  }

  /** A block is said with its first character, so that an empty item or heading never appears. */
  private openPending(): void {
    const path = this.pending;
    if (path === null) return;
    this.pending = null;
    let keep = 0;
    while (keep < path.length && path[keep] === this.opened[keep]) keep += 1;
    for (let depth = keep; depth < path.length - 1; depth += 1) {
      // The schema wants a paragraph first in every item, also where Markdown puts a list or code there.
      const holder = path[depth]?.name;
      if ((holder === 'listItem' || holder === 'taskItem') && path[depth + 1]?.name !== 'paragraph') {
        this.sink.add({ type: 'open', keep, path: [...path.slice(0, depth + 1), { name: 'paragraph' }] });
        keep = depth + 1;
      }
    }
    this.sink.add({ type: 'open', keep, path });
    this.opened = path;
  }

  private feed(text: string): void {
    for (const char of text) this.inline.feed(char);
  }

  private decideCodeLine(code: Code, lead: string, final: boolean): void {
    let line = lead;
    if (code.quoted) {
      const mark = /^[ \t]*(>?)/.exec(lead);
      if (mark?.[1] !== '>') {
        if (!final && BLANK.test(lead)) return;
        this.leaveCode();
        this.decideLine(final);
        return;
      }
      line = lead.slice(mark[0].length).replace(/^ /, '');
      if (line === '' && !final && !lead.endsWith(' ')) return;
    }
    const text = stripColumns(line, code.indent);
    const spaces = /^ {0,3}/.exec(text)?.[0].length ?? 0;
    const body = text.slice(spaces);
    const fenceChar = code.fence.charAt(0);
    const run = countLeading(body, fenceChar);
    const after = body.slice(run);
    const closes = run >= code.fence.length && BLANK.test(after);
    if (final && closes) {
      this.leaveCode();
      this.lead = null;
      return;
    }
    const undecided = closes || (after === '' && (run > 0 || BLANK.test(text)) && spaces <= 3);
    if (!final && undecided && lead.length < LINE_START_LIMIT && !/^ {4}/.test(text)) return;
    this.lead = null;
    if (text !== '') this.codeText(text);
  }

  private leaveCode(): void {
    this.code = null;
    // The operations name code as the open block until the next one opens; no text can reach it.
    this.paragraphOpen = false;
  }

  private codeText(text: string): void {
    const code = this.code;
    if (code === null) return;
    if (code.lineEnds > 0) {
      // The first of them ended the fence's own line.
      const lineEnds = code.started ? code.lineEnds : code.lineEnds - 1;
      if (lineEnds > 0) this.sink.text('\n'.repeat(lineEnds), {});
      code.lineEnds = 0;
    }
    code.started = true;
    this.sink.text(text, {});
  }
}

function readContainers(lead: string): { quoted: boolean; indent: number; rest: string } {
  let rest = lead;
  let quoted = false;
  let indent = 0;
  for (let depth = 0; depth <= QUOTE_DEPTH_LIMIT; depth += 1) {
    const white = /^[ \t]*/.exec(rest)?.[0] ?? '';
    if (depth === QUOTE_DEPTH_LIMIT || rest.charAt(white.length) !== '>') {
      indent = columns(white);
      rest = rest.slice(white.length);
      break;
    }
    quoted = true;
    rest = rest.slice(white.length + 1).replace(/^ /, '');
  }
  return { quoted, indent, rest };
}

/**
 * `inParagraph`: the line stands right under an open paragraph outside lists; a number other than one is
 * then text ("in the year\n1984. ..."), as in CommonMark.
 */
function readLineStart(rest: string, final: boolean, inParagraph: boolean): LineStart {
  if (rest === '') return { kind: 'blank' };
  const short = rest.length < LINE_START_LIMIT;
  if (RULE_SO_FAR.test(rest) && short) {
    if (!final) return { kind: 'wait' };
    const count = rest.replace(/[ \t]/g, '').length;
    if (count >= 3) return { kind: 'rule' };
    if (BULLET_SO_FAR.test(rest)) return { kind: 'emptyItem' };
  }
  const heading = HEADING.exec(rest);
  if (heading !== null) {
    return { kind: 'heading', level: heading[1]?.length ?? 1, rest: rest.slice(heading[0].length) };
  }
  if (HASHES_SO_FAR.test(rest)) return final ? { kind: 'emptyHeading' } : { kind: 'wait' };
  if (!final && FENCE_SO_FAR.test(rest)) return { kind: 'wait' };
  const fence = FENCE.exec(rest);
  if (fence !== null && short) {
    const [, marks = '', info = ''] = fence;
    if (marks.startsWith('~') || !info.includes('`')) {
      if (!final) return { kind: 'wait' };
      const language = info.trim().split(/\s+/)[0] ?? '';
      return { kind: 'fence', fence: marks, language: LANGUAGE.test(language) ? language : null };
    }
  }
  const bullet = BULLET.exec(rest);
  if (bullet !== null) return { kind: 'bullet', rest: rest.slice(bullet[0].length) };
  if (BULLET_SO_FAR.test(rest) && short) return final ? { kind: 'emptyItem' } : { kind: 'wait' };
  const number = NUMBER.exec(rest);
  if (number !== null) {
    const start = Number(latinDigits(number[1] ?? ''));
    if (inParagraph && start !== 1) return { kind: 'text', rest };
    return { kind: 'number', start, rest: rest.slice(number[0].length) };
  }
  if (!final && short && NUMBER_SO_FAR.test(rest)) return { kind: 'wait' };
  return { kind: 'text', rest };
}

function latinDigits(digits: string): string {
  return digits.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

function columns(white: string): number {
  let width = 0;
  for (const char of white) width += char === '\t' ? 4 - (width % 4) : 1;
  return width;
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
