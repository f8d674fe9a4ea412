// The way down: a list of steps, each added when its thing was opened, run once and in reverse.

/** What a step was given up after; SIGTERM must end in 5 s, and the last step is the database's. */
const STEP_TIMEOUT_MS = 3_000;

export interface Drain {
  /** Adds a step; the one added last runs first. */
  add(name: string, step: () => Promise<unknown> | unknown): void;
  /**
   * Runs every step, also when one fails or hangs, and answers the names of those that did. A second call
   * waits for the first.
   */
  run(): Promise<string[]>;
}

export function createDrain(onFault: (step: string, error: unknown) => void): Drain {
  const steps: { name: string; step: () => Promise<unknown> | unknown }[] = [];
  let running: Promise<string[]> | undefined;
  return {
    add: (name, step) => {
      steps.push({ name, step });
    },
    run: () => {
      running ??= runAll();
      return running;
    },
  };

  async function runAll(): Promise<string[]> {
    const failed: string[] = [];
    for (let next = steps.pop(); next; next = steps.pop()) {
      try {
        await within(STEP_TIMEOUT_MS, next.step);
      } catch (error) {
        failed.push(next.name);
        onFault(next.name, error);
      }
    }
    return failed;
  }
}

async function within(timeoutMs: number, step: () => Promise<unknown> | unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still not done after ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([Promise.resolve().then(step), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
