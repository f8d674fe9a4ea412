// Says blocks as operations, each with its first character, so that an empty item or heading never appears; and
// knows the path of what was said last.
import {
  type BlockNode,
  type InlineAtom,
  type MarkdownOperation,
  OperationSink,
  type TextMarks,
} from './operations.ts';

export class BlockVoice {
  private readonly sink = new OperationSink();
  /** The path of the last block said, and the one that the next character will open. */
  private opened: readonly BlockNode[] = [];
  private pending: readonly BlockNode[] | null = null;

  /** From the top-level block said last to its leaf; empty before the first. */
  get path(): readonly BlockNode[] {
    return this.opened;
  }

  /** The next character stands in a new block at the end of this path. */
  begin(path: readonly BlockNode[]): void {
    this.pending = path;
  }

  /** The same for a block that is said at once, though nothing stands in it. */
  say(path: readonly BlockNode[]): void {
    this.pending = path;
    this.open();
  }

  text(text: string, marks: TextMarks): void {
    this.open();
    this.sink.text(text, marks);
  }

  atom(atom: InlineAtom): void {
    this.open();
    this.sink.add({ type: 'atom', atom });
  }

  lineBreak(): void {
    this.open();
    this.sink.add({ type: 'break' });
  }

  /** True once this block (the object itself) was said and nothing was said outside it since. */
  isIn(block: BlockNode): boolean {
    return this.opened.includes(block);
  }

  /** Hands out what was said since the last time. */
  take(): MarkdownOperation[] {
    return this.sink.take();
  }

  private open(): void {
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
}
