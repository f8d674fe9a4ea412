// The blocks that are open: boxes around a quote around lists around the block that the text of a line goes to.
import { BlockVoice } from './block-voice.ts';
import { InlineReader } from './inline-reader.ts';
import { ListLevels } from './list-levels.ts';
import { OpenBoxes } from './open-boxes.ts';
import type { BlockNode } from './operations.ts';

const PLAIN = { heading: false, bold: false } as const;

export class OpenBlocks {
  readonly voice = new BlockVoice();
  readonly inline: InlineReader;
  readonly boxes = new OpenBoxes();
  readonly lists = new ListLevels();
  private quote: BlockNode | null = null;
  private paragraphOpen = false;

  /** `onNote` is told of each footnote's mark. */
  constructor(onNote: (label: string) => void) {
    this.inline = new InlineReader({
      text: (text, marks) => this.voice.text(text, marks),
      lineBreak: () => this.voice.lineBreak(),
      atom: (atom) => {
        this.voice.atom(atom);
        if (atom.name === 'footnoteMark') onNote(atom.label);
      },
    });
  }

  get isInQuote(): boolean {
    return this.quote !== null;
  }

  /** True while the next line of text goes on in this block. */
  get isParagraphOpen(): boolean {
    return this.paragraphOpen;
  }

  /** From the outermost open container down to these. */
  pathTo(...below: BlockNode[]): BlockNode[] {
    const quote = this.quote === null ? [] : [this.quote];
    return [...this.boxes.nodes, ...quote, ...this.lists.nodes, ...below];
  }

  /** Text goes into a block at the end of this path until the next one begins. */
  begin(...below: BlockNode[]): void {
    this.inline.finish();
    this.voice.begin(this.pathTo(...below));
    this.inline.start(PLAIN);
  }

  /** A block that is said at once. */
  say(...below: BlockNode[]): void {
    this.voice.say(this.pathTo(...below));
  }

  feed(text: string): void {
    for (const char of text) this.inline.feed(char);
  }

  /** A line of ordinary text: it goes on in the open paragraph, or begins one. */
  beginText(rest: string, indent: number): void {
    if (!this.paragraphOpen) {
      this.lists.leave(indent);
      this.beginParagraph();
    }
    this.feed(rest);
  }

  beginParagraph(): void {
    this.begin({ name: 'paragraph' });
    this.paragraphOpen = true;
  }

  beginHeading(level: number): void {
    // A list item begins with a paragraph, so a heading inside one becomes a bold line.
    const inItem = this.lists.depth > 0;
    const leaf: BlockNode = inItem
      ? { name: 'paragraph' }
      : { name: 'heading', level: Math.min(level, 4) as 1 | 2 | 3 | 4 };
    this.voice.begin(this.pathTo(leaf));
    this.inline.start({ heading: true, bold: inItem });
  }

  /** The text of a footnote, said at once: an empty one is for a person to fill in. */
  beginNote(label: string): void {
    this.closeParagraph();
    this.lists.clear();
    this.say({ name: 'footnote', label });
    this.inline.start(PLAIN);
    this.paragraphOpen = true;
  }

  /** The first line of a box: a summary, or bold words. */
  beginTitle(title: string): void {
    if (title === '') return;
    const isDetails = this.boxes.innermost?.name === 'details';
    this.voice.begin(this.pathTo({ name: isDetails ? 'detailsSummary' : 'paragraph' }));
    this.inline.start({ heading: false, bold: !isDetails });
    this.feed(title);
    this.inline.finish();
  }

  /** True in a box that opens and has nothing in it yet, not even its summary. */
  get awaitsSummary(): boolean {
    const box = this.boxes.innermost;
    return box?.name === 'details' && !this.voice.isIn(box) && !this.paragraphOpen;
  }

  endLine(): void {
    if (this.paragraphOpen) this.inline.lineEnd();
    else this.inline.finish();
  }

  closeParagraph(): void {
    if (this.paragraphOpen) this.inline.finish();
    this.paragraphOpen = false;
  }

  /** Ends the quote and the lists; what follows stands in this quote or callout. */
  leaveContainers(quote: BlockNode | null): void {
    this.closeParagraph();
    this.lists.clear();
    this.quote = quote;
  }
}
