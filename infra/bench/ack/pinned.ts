import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../src/services/run-command.ts';

/** Server and load each on a core of their own, where the machine has two and can pin. */
export type Core = 'server' | 'load';

/** True when {@link pinned} really pins. */
export const canPin = cpus().length >= 2 && findProgram('taskset') !== undefined;

/** The command line that runs a file of this folder under our Node on that core. */
export function pinned(
  core: Core,
  file: string,
  args: readonly string[],
): { command: string; args: string[] } {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const node = [process.execPath, script, ...args];
  if (!canPin) return { command: node[0] as string, args: node.slice(1) };
  return { command: 'taskset', args: ['-c', core === 'server' ? '0' : '1', ...node] };
}

/** Runs a measuring process to its end and reads the samples from its last line. */
export function samplesOf(core: Core, file: string, args: readonly string[]): Promise<number[]> {
  const { command, args: all } = pinned(core, file, args);
  return new Promise((resolve, reject) => {
    const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk: string) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const last = output.trimEnd().split('\n').at(-1) ?? '';
      if (code === 0 && last.startsWith('[')) resolve(JSON.parse(last) as number[]);
      else reject(new Error(`${file} ended with ${code}: ${output.slice(-500)}`));
    });
  });
}
