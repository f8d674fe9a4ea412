// How the bench talks to a server that it measures: questions and answers over Node's own channel.
import type { Serializable } from 'node:child_process';

/** What every measured server answers. */
export interface ServerAnswers {
  /** Makes documents that hold `state` (a file with an update), or a fresh one; in memory only once somebody comes. */
  documents(input: { count: number; stateFile: string | null }): Promise<{ name: string; token: string }[]>;
  /** Processor time so far, milliseconds. */
  cpuMs(): number;
  /** Heap and what hangs on it, after a collection. */
  memoryBytes(): number;
  /** How many documents are in memory. */
  heldDocuments(): number;
  /** True when every document that nobody changes is at rest, as far as this server ever lets them rest. */
  isAtRest(): boolean;
}

export interface Question {
  id: number;
  ask: keyof ServerAnswers;
  input: unknown;
}

export type Answer = { id: number; value: Serializable } | { id: number; fault: string };

export const processAnswers = {
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  memoryBytes: () => {
    if (!globalThis.gc) throw new Error('started without --expose-gc');
    for (let round = 0; round < 3; round += 1) globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
};

/** Answers until the bench ends, and not a moment longer. */
export function answerQuestions(answers: ServerAnswers, url: string): void {
  process.on('message', ({ id, ask, input }: Question) => {
    Promise.resolve()
      .then((): unknown => answers[ask](input as never))
      .then(
        (value) => process.send?.({ id, value }),
        (error: unknown) => process.send?.({ id, fault: String(error) }),
      );
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ url });
}
