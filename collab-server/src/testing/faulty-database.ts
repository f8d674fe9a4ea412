import type { Database } from '@hamnevis/db/connect';

/** A database that can be cut off, and held back, as a test wants. */
export interface FaultyDatabase {
  database: Database;
  /** Every call fails as it does when the server cannot be reached; with `afterwards`, only after it took effect. */
  cut(how?: 'before' | 'afterwards'): void;
  mend(): void;
  /** Calls whose SQL contains the words wait until they are let go. */
  hold(words: string): void;
  letGo(): void;
  /** Calls whose SQL contains the words fail with this error when `when` says so. */
  failWhen(words: string, when: (parameters: unknown[]) => boolean, error: Error): void;
  /** How many calls were made whose SQL contains the words. */
  calls(words: string): number;
}

export function buildFaultyDatabase(real: Database): FaultyDatabase {
  let isCut: 'before' | 'afterwards' | null = null;
  let held: string | null = null;
  let waiting: (() => void)[] = [];
  let failing: { words: string; when: (parameters: unknown[]) => boolean; error: Error } | null = null;
  const made: string[] = [];
  const away = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const database: Database = {
    ...real,
    async sql<Row extends Record<string, unknown>>(text: string, parameters: unknown[] = []): Promise<Row[]> {
      made.push(text);
      if (held !== null && text.includes(held)) await new Promise<void>((go) => waiting.push(go));
      if (isCut === 'before') throw away();
      if (failing && text.includes(failing.words) && failing.when(parameters)) throw failing.error;
      const rows = await real.sql<Row>(text, parameters);
      if (isCut === 'afterwards') throw away();
      return rows;
    },
  };
  return {
    database,
    cut(how = 'before') {
      isCut = how;
    },
    mend() {
      isCut = null;
    },
    hold(words) {
      held = words;
    },
    letGo() {
      held = null;
      for (const go of waiting) go();
      waiting = [];
    },
    failWhen(words, when, error) {
      failing = { words, when, error };
    },
    calls: (words) => made.filter((text) => text.includes(words)).length,
  };
}
