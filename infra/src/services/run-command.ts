import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface CommandResult {
  ok: boolean;
  /** Standard output and standard error together, as they came. */
  output: string;
  /** One line for a reader: the last that the command said, or that it took too long. */
  reason: string;
}

/** Runs a command to its end without a shell and without input; never throws for the command's own failure. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { timeoutMs: number; cwd?: string; env?: NodeJS.ProcessEnv },
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32', // A group of its own, so that a timeout reaches its children too.
    });
    let output = '';
    let timedOut = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        output = (output + text).slice(-200_000);
      });
    }
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid) killGroup(child.pid);
    }, options.timeoutMs);
    const finish = (ok: boolean, last: string) => {
      clearTimeout(timer);
      const reason = timedOut
        ? `${command} took longer than ${Math.round(options.timeoutMs / 1000)} s`
        : last;
      resolve({ ok: ok && !timedOut, output, reason });
    };
    child.on('error', (error) => finish(false, error.message));
    child.on('close', (code) => finish(code === 0, lastLine(output) || `${command} exited with ${code}`));
  });
}

/** Where a program lies on the path, or undefined. */
export function findProgram(name: string): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return candidates.find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there or not executable: the same answer for a search.
    return false;
  }
}

/** True where packages can be had: Debian or a relative of it, as root. */
export function canUseApt(): boolean {
  return process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
}

let listsAreFresh = false;

/** Installs Debian packages (as root), refreshing the lists once per run. */
export async function aptInstall(packages: readonly string[], timeoutMs: number): Promise<CommandResult> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const patience = ['-o', 'DPkg::Lock::Timeout=60', '-o', 'Acquire::Retries=2'];
  if (!listsAreFresh) {
    const update = await runCommand('apt-get', ['update', '-qq', ...patience], { timeoutMs, env });
    if (!update.ok) return update;
    listsAreFresh = true;
  }
  return runCommand(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...patience, ...packages],
    {
      timeoutMs,
      env,
    },
  );
}

/** Whether a package of that name exists in the lists. */
export function aptHas(name: string): boolean {
  const answer = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' });
  return /Candidate: (?!\(none\))/.test(answer.stdout ?? '');
}

function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It ended between the timer and the kill.
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
