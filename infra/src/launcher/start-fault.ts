/**
 * A reason not to start that its reader can act on. `main.ts` prints each line as it is, without a stack, and
 * exits 1. Anything else that is thrown is a bug and keeps its stack.
 */
export class StartFault extends Error {
  readonly lines: readonly string[];

  constructor(...lines: string[]) {
    super(lines.join('\n'));
    this.name = 'StartFault';
    this.lines = lines;
  }
}

/** The `code` of a system error (`ENOSPC`, `EADDRINUSE`, ...), or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
