import type { Database } from '@hamnevis/db/connect';

/** A database that can be cut off, and held back, as a test wants. */
export interface FaultyDatabase {
  database: Database;
  /** Every call fails as it does when the server cannot be reached; with `afterwards`, only after it took effect. */
  cut(how?: 'before' | 'afterwards'): void;
  mend(): void;
  /** The program behind it is dead: what it has asked for may still happen, and it never hears of it. */
  kill(): void;
  /** Calls whose SQL contains the words wait until they are let go. */
  hold(words: string): void;
  letGo(): void;
  /** An append with a row that contains the words fails as a whole, as one with an invalid value does. */
  refuseRowsWith(words: string | null): void;
  /** Calls whose SQL contains the words fail as a mistake in our own SQL would. */
  breakCalls(words: string | null): void;
  /** How many calls were made whose SQL contains the words. */
  calls(words: string): number;
}

export function buildFaultyDatabase(real: Database): FaultyDatabase {
  let isCut: 'before' | 'afterwards' | null = null;
  let held: string | null = null;
  let waiting: (() => void)[] = [];
  let broken: string | null = null;
  let poison: string | null = null;
  let isKilled = false;
  const made: string[] = [];
  const away = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const refuseIfKilled = () => {
    if (isKilled) throw new Error('the program is dead');
  };
  const database: Database = {
    ...real,
    async sql<Row extends Record<string, unknown>>(text: string, parameters: unknown[] = []): Promise<Row[]> {
      refuseIfKilled();
      made.push(text);
      if (held !== null && text.includes(held)) await new Promise<void>((go) => waiting.push(go));
      refuseIfKilled();
      if (isCut === 'before') throw away();
      if (broken !== null && text.includes(broken)) {
        throw Object.assign(new Error('syntax error'), { code: '42601' });
      }
      if (poison !== null && text.includes('append_updates') && holds(parameters, poison)) {
        throw Object.assign(new Error('invalid input'), { code: '22P02' });
      }
      const rows = await real.sql<Row>(text, parameters).finally(refuseIfKilled);
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
    kill() {
      isKilled = true;
    },
    hold(words) {
      held = words;
    },
    letGo() {
      held = null;
      for (const go of waiting) go();
      waiting = [];
    },
    refuseRowsWith(words) {
      poison = words;
    },
    breakCalls(words) {
      broken = words;
    },
    calls: (words) => made.filter((text) => text.includes(words)).length,
  };
}

/** Looks through parameters as either driver takes them. */
function holds(value: unknown, words: string): boolean {
  if (value instanceof Uint8Array) return Buffer.from(value).includes(words);
  if (Array.isArray(value)) return value.some((one) => holds(one, words));
  return typeof value === 'object' && value !== null && holds((value as { value?: unknown }).value, words);
}
