// How long an article is, counted in the pauses of typing. It stands beside React: what shows the figures is drawn again when
// they change, and nothing around it. The page around an article is felt when it is drawn again in the middle of a word.
import type { Language } from '@hamnevis/core/contract/shared';
import { readingMinutes } from '@hamnevis/core/document/words';
import type { Editor } from '@tiptap/core';
import { WordCounter } from './word-counter.ts';

const COUNT_AFTER_MS = 800;
/** Counting gives way to whatever else the page has to do after this long. */
const SLICE_MS = 6;

export interface Figures {
  words: number;
  minutes: number;
}

export class ArticleFigures {
  private figures: Figures | null = null;
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Null until the article was counted once. */
  get = (): Figures | null => this.figures;

  /** Counts an article, and again when it has changed; the answer ends it. */
  follow(editor: Editor, language: Language): () => void {
    const counter = new WordCounter(language);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const count = () => {
      timer = undefined;
      if (editor.isDestroyed) return;
      const end = performance.now() + SLICE_MS;
      const counted = counter.count(editor.state.doc, () => performance.now() < end);
      if (counted === null) timer = setTimeout(count, 0);
      else this.tell(counted);
    };
    const later = ({ transaction }: { transaction: { docChanged: boolean } }) => {
      if (transaction.docChanged) timer ??= setTimeout(count, COUNT_AFTER_MS);
    };
    timer = setTimeout(count, 50);
    editor.on('transaction', later);
    return () => {
      clearTimeout(timer);
      editor.off('transaction', later);
    };
  }

  private tell(words: number): void {
    if (this.figures?.words === words) return;
    this.figures = { words, minutes: readingMinutes(words) };
    for (const listener of this.listeners) listener();
  }
}
