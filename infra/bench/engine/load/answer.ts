// What a load process was asked, and what it found.
import { readFileSync } from 'node:fs';

/** The question, from the input. */
export function question<Input>(): Input {
  return JSON.parse(readFileSync(0, 'utf8')) as Input;
}

/**
 * Prints the answer and then ends the process, whatever is still open. Not before: a long answer does not fit into the
 * pipe at once, and what is left of it would be cut off.
 */
export function answer(found: unknown): void {
  process.stdout.write(`${JSON.stringify(found)}\n`, () => process.exit(0));
}

export function pauseMs(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
