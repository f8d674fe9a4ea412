// Which marks are on, and what a row of stars, underscores, tildes or equals signs does to them. It decides as early as
// Markdown lets it and never takes back what it said; a mark that nobody closes ends with its block.
import type { TextMarks } from './operations.ts';

const WORD = /[\p{L}\p{N}]/u;
const DIGIT = /\p{Nd}/u;

/** A row of equal signs that mark words. */
export type MarkRun = { readonly char: '*' | '_' | '~' | '='; readonly length: number };

/** What stands around a run; `''` at the edge of the block. */
export type RunNeighbours = {
  readonly previous: string;
  readonly next: string;
  /** Called before a mark is switched on: what came before does not carry it. */
  readonly beforeOpening: () => void;
};

type Switches = { bold: '' | '*' | '_'; italic: '' | '*' | '_'; strike: boolean; highlight: boolean };

const OFF: Switches = { bold: '', italic: '', strike: false, highlight: false };

export class Emphasis {
  private on: Switches = { ...OFF };

  clear(): void {
    this.on = { ...OFF };
  }

  /** For going back to with {@link restore}. */
  save(): Switches {
    return { ...this.on };
  }

  restore(saved: Switches): void {
    this.on = { ...saved };
  }

  marks(): TextMarks {
    return {
      ...(this.on.bold === '' ? {} : { bold: true as const }),
      ...(this.on.italic === '' ? {} : { italic: true as const }),
      ...(this.on.strike ? { strike: true as const } : {}),
      ...(this.on.highlight ? { highlight: true as const } : {}),
    };
  }

  /** Switches what the run switches, and answers what of it is text. */
  read(run: MarkRun, around: RunNeighbours): string {
    switch (run.char) {
      case '~':
        return this.readPair('strike', run, around, true);
      case '=':
        // Behind a letter or a digit it opens nothing: «x==1» is no highlight.
        return this.readPair('highlight', run, around, !WORD.test(around.previous));
      default:
        return this.readEmphasis(run.char, run.length, around);
    }
  }

  private readPair(
    mark: 'strike' | 'highlight',
    run: MarkRun,
    { previous, next, beforeOpening }: RunNeighbours,
    mayOpen: boolean,
  ): string {
    if (run.length !== 2) return run.char.repeat(run.length);
    if (this.on[mark] && previous !== ' ') {
      this.on[mark] = false;
      return '';
    }
    if (!this.on[mark] && mayOpen && !isSpace(next)) {
      beforeOpening();
      this.on[mark] = true;
      return '';
    }
    return run.char.repeat(run.length);
  }

  /**
   * Looser than CommonMark on purpose where it closes: `**«متن»**و` must close, and by its flanking rule
   * would not, because a letter follows the punctuation.
   */
  private readEmphasis(
    char: '*' | '_',
    length: number,
    { previous, next, beforeOpening }: RunNeighbours,
  ): string {
    if (length > 3) return char.repeat(length);
    const inWord = char === '_' && WORD.test(next);
    const canClose = previous !== '' && !isSpace(previous) && !inWord;
    const afterWord = char === '_' && WORD.test(previous);
    const product = length === 1 && DIGIT.test(previous) && DIGIT.test(next);
    const canOpen = !isSpace(next) && !afterWord && !product;
    let left = length;
    while (left > 0) {
      if (canClose && left >= 2 && this.on.bold === char) {
        this.on.bold = '';
        left -= 2;
      } else if (canClose && this.on.italic === char) {
        this.on.italic = '';
        left -= 1;
      } else if (canOpen && left >= 2 && this.on.bold === '') {
        beforeOpening();
        this.on.bold = char;
        left -= 2;
      } else if (canOpen && left === 1 && this.on.italic === '') {
        beforeOpening();
        this.on.italic = char;
        left -= 1;
      } else return char.repeat(left);
    }
    return '';
  }
}

function isSpace(char: string): boolean {
  return char === '' || /\s/u.test(char);
}
