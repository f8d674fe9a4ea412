// The model's output on its way into the database. What is not stored is not there yet: the typist sees only
// what another worker would find after this one died.

import { setTimeout as delay } from 'node:timers/promises';

/** Words are gathered this long before they are stored: a little less than the typist's own beat. */
const GATHER_MS = 25;
/** More than this unstored makes the model wait. */
const BUFFER_LIMIT_CHARS = 16_384;

/** Stores `text` behind the `position` characters stored before it. */
export type StoreOutput = (position: number, text: string) => Promise<void>;

export class Transcript {
  private readonly store: StoreOutput;
  private stored: string;
  private pending = '';
  private over = false;
  private hurry = false;
  private failure: { error: unknown } | null = null;
  private storing: Promise<void> | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(store: StoreOutput, stored: string) {
    this.store = store;
    this.stored = stored;
  }

  /** Everything that is stored. */
  get text(): string {
    return this.stored;
  }

  /** True once no more text will come. */
  get ended(): boolean {
    return this.over;
  }

  /** Takes text from the model; waits when the database is slower than the model. */
  async write(text: string): Promise<void> {
    if (this.failure !== null) throw this.failure.error;
    this.pending += text;
    this.storing ??= this.storeAll().finally(() => {
      this.storing = null;
    });
    if (this.pending.length > BUFFER_LIMIT_CHARS) await this.storing;
  }

  /** Resolves when all text is stored; rejects with what the store threw. */
  async flush(): Promise<void> {
    this.hurry = true;
    await this.storing;
    this.hurry = false;
    if (this.failure !== null) throw this.failure.error;
  }

  /** No more text will come. */
  end(): void {
    this.over = true;
    this.wake();
  }

  /** Resolves when more than `length` characters are stored, or none will come. Rejects with the signal's reason. */
  async more(length: number, signal: AbortSignal): Promise<void> {
    while (this.stored.length <= length && !this.over) {
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        const done = () => {
          this.listeners.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        this.listeners.add(done);
        signal.addEventListener('abort', done, { once: true });
      });
    }
    signal.throwIfAborted();
  }

  private async storeAll(): Promise<void> {
    try {
      while (this.pending !== '') {
        if (!this.hurry) await delay(GATHER_MS);
        const text = this.pending;
        this.pending = '';
        await this.store(this.stored.length, text);
        this.stored += text;
        this.wake();
      }
    } catch (error) {
      this.failure = { error };
    }
  }

  private wake(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
