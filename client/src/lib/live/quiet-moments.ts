// When the page may do what takes a while and nobody waits for. Whoever types feels everything that stands between a key and
// its letter; right after the letter was painted the hands are on their way to the next key.

/** Whoever touched a key this lately is typing. */
const TYPING_MS = 500;
/** Nothing waits for such a moment longer than this. */
const MOST_MS = 250;

/** What of the page has to be known; a test gives its own. */
export interface TypingPage {
  now(): number;
  /** Answers how to take it back. */
  after(ms: number, run: () => void): () => void;
  /** Called with each key that goes down or up, and each letter that comes by another way. */
  onKey(listener: () => void): void;
  /** Calls back once the next frame is drawn. */
  afterPaint(run: () => void): void;
  /** A key was pressed that the page has not heard of yet. */
  isKeyPending(): boolean;
}

export class QuietMoments {
  private readonly page: TypingPage;
  private readonly waiting = new Set<() => void>();
  private keys = 0;
  private keyAt = Number.NEGATIVE_INFINITY;

  constructor(page: TypingPage) {
    this.page = page;
    page.onKey(() => {
      this.keys += 1;
      this.keyAt = page.now();
      if (this.waiting.size === 0) return;
      const { keys } = this;
      // A key that came meanwhile is painted later, and that is waited for.
      page.afterPaint(() => {
        if (keys === this.keys && !page.isKeyPending()) this.runAll();
      });
    });
  }

  /** Nobody types: everything may be done at once. */
  isQuiet(): boolean {
    return this.page.now() - this.keyAt > TYPING_MS;
  }

  /** Runs at once while nobody types, else after the next letter, or when that takes long. The answer takes it back. */
  run(what: () => void): () => void {
    if (this.isQuiet()) {
      what();
      return () => undefined;
    }
    const once = () => {
      takeBack();
      what();
    };
    const stopTimer = this.page.after(MOST_MS, once);
    const takeBack = () => {
      stopTimer();
      this.waiting.delete(once);
    };
    this.waiting.add(once);
    return takeBack;
  }

  private runAll(): void {
    for (const one of [...this.waiting]) one();
  }
}

/** The page that this runs in; outside a browser nobody types. */
export function thisPage(): TypingPage {
  return {
    now: () => performance.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    onKey: (listener) => {
      if (typeof window === 'undefined') return;
      for (const name of ['keydown', 'keyup', 'input'] as const)
        window.addEventListener(name, listener, { capture: true, passive: true });
    },
    // A timer that begins in a frame's callbacks runs after the frame.
    afterPaint: (run) => requestAnimationFrame(() => setTimeout(run, 0)),
    isKeyPending: () =>
      (navigator as { scheduling?: { isInputPending?: () => boolean } }).scheduling?.isInputPending?.() ??
      false,
  };
}
