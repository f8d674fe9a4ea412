// What a load process was asked, and what it found.

/** The question, from the command line. */
export function question<Input>(): Input {
  return JSON.parse(process.argv[2] ?? 'null') as Input;
}

/** Prints the answer and ends the process, whatever is still open. */
export function answer(found: unknown): never {
  process.stdout.write(`${JSON.stringify(found)}\n`);
  process.exit(0);
}

export function pauseMs(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
