// What is told of saving, which is not each of its steps: a letter is on its way for some milliseconds, and a line that
// changes with every one of them says nothing. That something is on its way is told when no acknowledgement came for a
// second; everything else at once.
import type { SaveSource, SaveState } from './save-state.ts';

/** An acknowledgement that takes longer is worth telling. */
export const TOLD_AFTER_MS = 1_000;

export class CalmSave {
  private readonly source: SaveSource;
  private readonly listeners = new Set<() => void>();
  private told: SaveState;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Changes that were safe when the wait for the next acknowledgement began. */
  private safeThen = 0;
  private stop: (() => void) | null = null;

  constructor(source: SaveSource) {
    this.source = source;
    this.told = source.getSave();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.stop ??= this.source.subscribe(this.look);
    this.look();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      this.stop?.();
      this.stop = null;
      this.endWait();
    };
  };

  getTold = (): SaveState => this.told;

  private look = (): void => {
    const save = this.source.getSave();
    // Told already, it stays told until it is over; the number goes along.
    if (save.kind !== 'saving' || this.told.kind !== 'saved') {
      this.endWait();
      this.tell(save);
      return;
    }
    if (this.timer !== undefined && save.confirmed === this.safeThen) return;
    this.endWait();
    this.safeThen = save.confirmed;
    this.timer = setTimeout(() => this.tell(this.source.getSave()), TOLD_AFTER_MS);
  };

  private endWait(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private tell(save: SaveState): void {
    if (save === this.told) return;
    this.told = save;
    for (const listener of this.listeners) listener();
  }
}
