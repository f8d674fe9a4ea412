// What began with a bracket and may become a link or the mark of a footnote. It is held back until that is known;
// anything else is text. An image is text whatever it is: nothing that a model names is ever fetched.
import { NOTE_LABEL, noteLabel } from './note-label.ts';

/** Longer than this a `[...](...)` is taken for plain text, so that little is ever held back. */
const TEXT_LIMIT = 400;
const ADDRESS_LIMIT = 2048;
const PROTOCOLS = new Set(['http:', 'https:', 'mailto:']);
const NOTE = new RegExp(`^\\^(${NOTE_LABEL})$`, 'u');

/**
 * What a character did to something that is held back. `more`: still held. `done`: it is complete with this character.
 * `text`: it is text, this character too. With `-before` the character is none of it and has to be read on its own.
 */
export type HoldVerdict = 'more' | 'done' | 'done-before' | 'text' | 'text-before';

export class BracketCandidate {
  readonly opener = '[';
  /** What was read behind the bracket. */
  held = '';
  /** The words of a link, still Markdown. */
  text = '';
  /** The name of a footnote; null when it is none. */
  note: string | null = null;
  readonly isImage: boolean;
  private phase: 'text' | 'after' | 'address' | 'title' = 'text';
  private address = '';
  private depth = 0;
  private escaped = false;

  constructor(isImage: boolean) {
    this.isImage = isImage;
  }

  /** A link that the text's end leaves open is none. */
  readonly isClosed = false;

  /** The address of a link that may be followed; null for any other. */
  get href(): string | null {
    const { address } = this;
    const bare = address.startsWith('<') && address.endsWith('>') ? address.slice(1, -1) : address;
    try {
      return PROTOCOLS.has(new URL(bare).protocol) ? bare : null;
    } catch {
      return null;
    }
  }

  feed(char: string): HoldVerdict {
    if (this.escaped) {
      this.escaped = false;
      this.held += char;
      this.text += char;
      return 'more';
    }
    // No bracket can stand inside; letting one through would let `[a]([a]([a](` be read again and again.
    if (char === '[') return 'text-before';
    switch (this.phase) {
      case 'text':
        return this.feedText(char);
      case 'after':
        if (char !== '(') return 'text-before';
        this.held += char;
        this.phase = 'address';
        return 'more';
      case 'address':
        return this.feedAddress(char);
      case 'title':
        this.held += char;
        if (char === ')') return 'done';
        return this.held.length > TEXT_LIMIT + ADDRESS_LIMIT ? 'text' : 'more';
      default:
        return this.phase satisfies never;
    }
  }

  private feedText(char: string): HoldVerdict {
    this.held += char;
    if (char === ']') {
      const note = NOTE.exec(this.text);
      if (note) {
        this.note = noteLabel(note[1] ?? '');
        return 'done';
      }
      this.phase = 'after';
      return 'more';
    }
    this.escaped = char === '\\';
    this.text += char;
    return this.text.length > TEXT_LIMIT ? 'text' : 'more';
  }

  private feedAddress(char: string): HoldVerdict {
    this.held += char;
    if (char === ')' && this.depth === 0) return 'done';
    if (char === ' ' || char === '\t') {
      if (this.address !== '') this.phase = 'title';
      return 'more';
    }
    if (char === '(') this.depth += 1;
    if (char === ')') this.depth -= 1;
    this.address += char;
    return this.address.length > ADDRESS_LIMIT ? 'text' : 'more';
  }
}
