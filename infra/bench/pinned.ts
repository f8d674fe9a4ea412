import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../src/services/run-command.ts';

/** Server and load each on a core of their own, where the machine has two and can pin. */
export type Core = 'server' | 'load';

/** True when {@link pinned} really pins. */
export const canPin = cpus().length >= 2 && findProgram('taskset') !== undefined;

/** The command line that runs a file under our Node on that core. */
export function pinned(
  core: Core,
  file: URL,
  args: readonly string[],
  nodeFlags: readonly string[] = [],
): { command: string; args: string[] } {
  const node = [process.execPath, ...nodeFlags, fileURLToPath(file), ...args];
  if (!canPin) return { command: node[0] as string, args: node.slice(1) };
  return { command: 'taskset', args: ['-c', core === 'server' ? '0' : '1', ...node] };
}

/** A measuring process and what it will print at its end, as JSON. */
export interface Measuring<Found> {
  found: Promise<Found>;
  /** Resolves when it has printed `line`. */
  said(line: string): Promise<void>;
}

/** Starts a measuring process; it reads `asked` from its input, as JSON. */
export function startMeasuring<Found>(
  core: Core,
  file: URL,
  args: readonly string[],
  asked: unknown = null,
): Measuring<Found> {
  const { command, args: all } = pinned(core, file, args);
  const child = spawn(command, all, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(asked));
  let output = '';
  const waiting: { line: string; resolve: () => void }[] = [];
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (chunk: string) => {
    output += chunk;
    for (const { line, resolve } of waiting) if (output.includes(`${line}\n`)) resolve();
  });
  const found = new Promise<Found>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const last = output.trimEnd().split('\n').at(-1) ?? '';
      if (code === 0) resolve(JSON.parse(last) as Found);
      else reject(new Error(`${file.pathname} ended with ${code}: ${output.slice(-500)}`));
    });
  });
  return {
    found,
    said: (line) =>
      Promise.race([
        new Promise<void>((resolve) => {
          waiting.push({ line, resolve });
          if (output.includes(`${line}\n`)) resolve();
        }),
        found.then(() => {}),
      ]),
  };
}

/** Runs a measuring process to its end. */
export function measured<Found>(
  core: Core,
  file: URL,
  args: readonly string[],
  asked: unknown = null,
): Promise<Found> {
  return startMeasuring<Found>(core, file, args, asked).found;
}
