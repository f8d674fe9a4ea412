// What may be kept of a model's words: whole characters that the database can store, without the thinking
// that some servers put in front of the answer.

const THINK_OPEN = '<think>';
const THINK_CLOSE = '</think>';

/** Cleans an answer as it streams in. Any cutting of the same answer gives the same text. */
export class AnswerText {
  private phase: 'start' | 'thinking' | 'text' = 'start';
  private held = '';

  /** The text that is certain by now. */
  push(piece: string): string {
    return this.read(this.held + piece, false);
  }

  /** The answer is over: the rest of it. */
  end(): string {
    return this.read(this.held, true);
  }

  private read(input: string, final: boolean): string {
    this.held = '';
    let text = input;
    if (this.phase === 'start') {
      const trimmed = text.trimStart();
      if (trimmed.startsWith(THINK_OPEN)) {
        this.phase = 'thinking';
        text = trimmed.slice(THINK_OPEN.length);
      } else if (!final && THINK_OPEN.startsWith(trimmed)) {
        this.held = text;
        return '';
      } else {
        // White space in front stays: a continued answer may begin with the end of a paragraph.
        this.phase = 'text';
      }
    }
    if (this.phase === 'thinking') {
      const close = text.indexOf(THINK_CLOSE);
      if (close === -1) {
        this.held = text.slice(-(THINK_CLOSE.length - 1));
        return '';
      }
      const after = text.slice(close + THINK_CLOSE.length).trimStart();
      if (after === '' && !final) {
        this.held = THINK_CLOSE;
        return '';
      }
      this.phase = 'text';
      text = after;
    }
    // A pair that was cut in two waits for its second half.
    if (!final && /[\ud800-\udbff]$/.test(text)) {
      this.held = text.slice(-1);
      text = text.slice(0, -1);
    }
    return text.toWellFormed().replaceAll('\0', '');
  }
}
