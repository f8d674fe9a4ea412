// Markdown as it streams in, turned into operations that only ever append: people edit inside the text
// meanwhile, so what was said is never taken back. The machine reads one character at a time and keeps
// all it knows in itself; therefore any cutting of the same text into pieces gives the same operations,
// and a second worker that feeds it the text already typed stands exactly where the first one stood.
//
// It knows headings, paragraphs, nested lists, tasks, quotes, callouts, fenced code, rules, tables, formulas,
// footnotes, details, verse and the marks of `inline-reader.ts`. Raw HTML and images are plain text to it.
import { CharacterReader } from './characters.ts';
import { CodeLines } from './code-lines.ts';
import { FormulaLines, type FormulaVerdict } from './formula-lines.ts';
import {
  LINE_START_LIMIT,
  type LineStart,
  readContainers,
  readItemStart,
  readLineStart,
} from './line-start.ts';
import { OpenBlocks } from './open-blocks.ts';
import type { BlockNode, MarkdownOperation } from './operations.ts';
import { TableReader } from './table-reader.ts';
import { VerseLines } from './verse-lines.ts';

/** What means nothing to Markdown, in a line or in the cell of a table. */
const LETTERS = /[^\s\\*_~`=[#$|\p{Cc}\ud800-\udfff]+/uy;
/** Footnotes of one answer that are kept apart; more of them are text. */
const NOTES_MOST = 500;

export class MarkdownMachine {
  /** Footnotes by name: whether their text has come. */
  private readonly notes = new Map<string, boolean>();
  private readonly blocks = new OpenBlocks((label) => this.noteSeen(label));
  private readonly table = new TableReader(this.blocks);
  private readonly characters = new CharacterReader({
    character: (char) => this.character(char),
    lineEnd: () => this.lineEnd(),
  });
  private ended = false;

  /** Characters at the start of a line whose meaning is still open; null inside a line. */
  private lead: string | null = '';
  private inItemStart = false;
  /** At most one of these reads the lines. */
  private code: CodeLines | null = null;
  private formula: FormulaLines | null = null;
  private verse: VerseLines | null = null;

  /** Nodes of the block that is open now, from the top-level block to the leaf; empty before the first. */
  get path(): readonly BlockNode[] {
    return this.blocks.voice.path;
  }

  /** Reads on and says what is decided by now. */
  push(text: string): MarkdownOperation[] {
    if (this.ended) throw new Error('The machine was ended; a new text needs a new machine.');
    const { inline, voice } = this.blocks;
    let at = 0;
    while (at < text.length) {
      if (this.isInText && this.characters.isClear && inline.isPlain) {
        LETTERS.lastIndex = at;
        const letters = LETTERS.exec(text)?.[0];
        if (letters !== undefined) {
          this.characters.passed();
          inline.feedLetters(letters);
          at += letters.length;
          continue;
        }
      }
      this.characters.unit(text.charAt(at));
      at += 1;
    }
    return voice.take();
  }

  /** The text is over: says everything that was held back. */
  end(): MarkdownOperation[] {
    if (!this.ended) {
      this.ended = true;
      this.characters.end();
      this.settle();
      this.blocks.inline.finish();
      // A mark whose text never came gets an empty note, for a person to fill in.
      for (const [label, hasText] of this.notes) {
        if (!hasText) this.blocks.voice.say([{ name: 'footnote', label }]);
      }
    }
    return this.blocks.voice.take();
  }

  /** Inside a line of ordinary text, or of a table's cell. */
  private get isInText(): boolean {
    return (
      this.lead === null &&
      this.code === null &&
      this.formula === null &&
      this.verse === null &&
      (!this.table.isReading || this.table.isInCell)
    );
  }

  private character(char: string): void {
    if (this.lead !== null) {
      if (this.lead.length >= LINE_START_LIMIT && (char === ' ' || char === '\t')) return;
      this.lead += char;
      this.decideLine(false);
    } else if (this.code !== null) this.code.text(char);
    else if (this.formula !== null) this.followFormula(this.formula, this.formula.feed(char));
    else if (this.verse !== null) this.verse.feed(char);
    else if (this.table.isReading) this.table.feed(char);
    else this.blocks.inline.feed(char);
  }

  private lineEnd(): void {
    for (;;) {
      if (this.lead !== null) this.decideLine(true);
      const { formula } = this;
      if (formula === null) break;
      this.followFormula(formula, formula.lineEnd());
      if (this.formula === formula) return;
    }
    if (this.code !== null) this.code.lineEnd();
    else if (this.table.isReading) this.table.endLine();
    else {
      this.verse?.lineEnd();
      this.blocks.endLine();
    }
    this.lead = '';
  }

  /** The text is over, perhaps in the middle of something that was held back: that is read as text. */
  private settle(): void {
    for (;;) {
      if (this.lead !== null) this.decideLine(true);
      if (this.formula !== null) this.followFormula(this.formula, this.formula.end());
      else if (this.table.isReading) this.table.end();
      else return;
    }
  }

  private decideLine(final: boolean): void {
    const lead = this.lead ?? '';
    if (this.inItemStart) {
      this.decideItemLine(lead, final);
      return;
    }
    if (this.code !== null) {
      this.decideCodeLine(this.code, lead, final);
      return;
    }
    if (this.verse !== null) {
      const read = this.verse.readLineStart(lead, final);
      if (read === 'wait') return;
      if (read === 'over') this.verse = null;
      this.lead = null;
      return;
    }
    const { quoted, indent, rest } = readContainers(lead);
    if (this.table.awaitsDashes) {
      const below = this.table.readBelow(quoted, rest, final);
      if (below === 'table') this.lead = null;
      if (below !== 'text') return;
    }
    const { blocks } = this;
    const start = readLineStart(rest, {
      final,
      inParagraph: blocks.isParagraphOpen && blocks.lists.depth === 0,
      quote: quoted ? (blocks.isInQuote ? 'later' : 'first') : 'none',
    });
    if (start.kind === 'wait' || (start.kind === 'blank' && !final)) return;
    this.lead = null;
    if (start.kind !== 'bar' || quoted !== blocks.isInQuote) this.table.leave();
    if (start.kind === 'blank') {
      if (blocks.isInQuote && !quoted) blocks.leaveContainers(null);
      blocks.closeParagraph();
      return;
    }
    if (start.kind === 'callout') blocks.leaveContainers({ name: 'callout', kind: start.callout });
    else if (quoted !== blocks.isInQuote) blocks.leaveContainers(quoted ? { name: 'blockquote' } : null);
    this.beginLine(start, indent, quoted);
  }

  private beginLine(
    start: Exclude<LineStart, { kind: 'wait' | 'blank' }>,
    indent: number,
    quoted: boolean,
  ): void {
    const { blocks } = this;
    switch (start.kind) {
      case 'text':
        blocks.beginText(start.rest, indent);
        return;
      case 'callout':
        if (start.rest !== '') blocks.beginText(start.rest, indent);
        return;
      case 'emptyHeading':
        blocks.closeParagraph();
        return;
      case 'emptyItem':
        this.enterItem('bulletList', 1, indent);
        return;
      case 'rule':
        blocks.closeParagraph();
        blocks.lists.clear();
        blocks.say({ name: 'horizontalRule' });
        return;
      case 'fence':
        blocks.closeParagraph();
        blocks.lists.leave(indent);
        blocks.say({ name: 'codeBlock', language: start.language });
        this.code = new CodeLines({ marks: start.marks, indent, quoted }, (text) =>
          blocks.voice.text(text, {}),
        );
        return;
      case 'heading':
        blocks.closeParagraph();
        blocks.lists.leave(indent);
        blocks.beginHeading(start.level);
        blocks.feed(start.rest);
        return;
      case 'bullet':
        this.enterItem('bulletList', 1, indent);
        this.beginItemLine(start.rest);
        return;
      case 'number':
        this.enterItem('orderedList', start.start, indent);
        this.beginItemLine(start.rest);
        return;
      case 'bar':
        this.table.begin(start.rest, indent, quoted);
        return;
      case 'formula':
        this.formula = new FormulaLines(start.opener, indent, quoted);
        this.reread(start.rest);
        return;
      case 'note':
        if (this.takeNote(start.label)) {
          blocks.beginNote(start.label);
          blocks.feed(start.rest);
        } else blocks.beginText(start.whole, indent);
        return;
      case 'verse':
        blocks.leaveContainers(null);
        this.verse = new VerseLines({
          half: (couplet) => blocks.begin(couplet, { name: 'hemistich' }),
          feed: (char) => blocks.inline.feed(char),
        });
        return;
      case 'box':
        blocks.leaveContainers(null);
        if (blocks.boxes.enter(start.box, start.syntax)) blocks.beginTitle(start.title);
        else blocks.beginText(start.whole, indent);
        return;
      case 'boxEnd':
        if (blocks.boxes.leave(start.syntax)) blocks.leaveContainers(null);
        else blocks.beginText(start.whole, indent);
        return;
      case 'summary':
        if (blocks.awaitsSummary) blocks.beginTitle(start.text);
        else blocks.beginText(start.whole, indent);
        return;
      default:
        start satisfies never;
    }
  }

  private enterItem(kind: 'bulletList' | 'orderedList', start: number, indent: number): void {
    this.blocks.closeParagraph();
    this.blocks.lists.enterItem(kind, start, indent);
  }

  private beginItemLine(rest: string): void {
    this.inItemStart = true;
    this.lead = rest;
    this.decideItemLine(rest, false);
  }

  private decideItemLine(lead: string, final: boolean): void {
    const { blocks } = this;
    const start = readItemStart(lead, blocks.lists.isBullet, final);
    if (start === null) return;
    this.lead = null;
    this.inItemStart = false;
    if (start.kind === 'task') blocks.lists.enterTask(start.checked);
    if (start.kind === 'heading') blocks.beginHeading(1);
    else blocks.beginParagraph();
    blocks.feed(start.rest);
  }

  private decideCodeLine(code: CodeLines, lead: string, final: boolean): void {
    const start = code.readLineStart(lead, final);
    switch (start.kind) {
      case 'wait':
        return;
      case 'closed':
        this.code = null;
        this.lead = null;
        return;
      case 'left':
        this.code = null;
        this.decideLine(final);
        return;
      case 'code':
        this.lead = null;
        if (start.text !== '') code.text(start.text);
        return;
      default:
        start satisfies never;
    }
  }

  private followFormula(formula: FormulaLines, verdict: FormulaVerdict): void {
    if (verdict === 'more') return;
    this.formula = null;
    if (verdict === 'formula') {
      this.blocks.closeParagraph();
      this.blocks.lists.leave(formula.indent);
      this.blocks.say({ name: 'formulaBlock', latex: formula.latex });
      return;
    }
    this.blocks.beginText(formula.opener, formula.indent);
    this.reread(formula.raw);
  }

  /** Reads on in text that was held back. */
  private reread(text: string): void {
    for (const char of text) {
      if (char === '\n') this.lineEnd();
      else this.character(char);
    }
  }

  private noteSeen(label: string): void {
    if (!this.notes.has(label) && this.notes.size < NOTES_MOST) this.notes.set(label, false);
  }

  /** True for the first text of a footnote; a second one under the same name is text. */
  private takeNote(label: string): boolean {
    if (this.notes.get(label) || (!this.notes.has(label) && this.notes.size >= NOTES_MOST)) return false;
    this.notes.set(label, true);
    return true;
  }
}
