import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** A server that this run started and must end. */
export interface OwnProcess {
  pid: number;
  /** What it has said so far, for the message when it does not come up. */
  said(): string;
  exited(): boolean;
  /** Null while it runs, and when a signal ended it. */
  exitCode(): number | null;
  stop(signal: NodeJS.Signals): Promise<void>;
  /** As `stop`, with its own time; false when it had to be killed after it. */
  end(signal: NodeJS.Signals, withinMs: number): Promise<boolean>;
}

const living = new Set<ChildProcess>();
// The last resort when the run itself dies: nothing that it started may outlive it.
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

export function startProcess(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; uid?: number; gid?: number } = {},
): OwnProcess {
  const child = spawn(command, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  living.add(child);
  let output = '';
  let over = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output = (output + text).slice(-20_000);
    });
  }
  const end = () => {
    over = true;
    living.delete(child);
  };
  child.on('exit', end);
  child.on('error', (error) => {
    output += error.message;
    end();
  });
  return {
    pid: child.pid ?? -1,
    said: () => output,
    exited: () => over,
    exitCode: () => child.exitCode,
    stop: async (signal) => void (await endOf(signal, 5_000)),
    end: endOf,
  };

  async function endOf(signal: NodeJS.Signals, withinMs: number): Promise<boolean> {
    if (over) return true;
    const exit = once(child, 'exit');
    child.kill(signal);
    const ended = await Promise.race([exit.then(() => true), wait(withinMs, false, { ref: false })]);
    if (!ended) {
      child.kill('SIGKILL');
      await exit;
    }
    return ended;
  }
}

/** Asks until `ready` says yes; false when the process ends or the time is up first. */
export async function becomesReady(
  process: OwnProcess,
  ready: () => Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline && !process.exited()) {
    if (await ready()) return true;
    await wait(50);
  }
  return false;
}
