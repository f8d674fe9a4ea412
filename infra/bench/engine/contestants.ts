// The servers that are compared, each in a process of its own on the core of the servers.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pinned } from '../pinned.ts';
import type { Address } from './load/peer.ts';
import type { Answer, ServerAnswers } from './servers/questions.ts';

export interface Contestant {
  /** As the tables call it. */
  readonly name: string;
  documents(count: number, stateFile?: string): Promise<Address[]>;
  cpuMs(): Promise<number>;
  memoryBytes(): Promise<number>;
  heldDocuments(): Promise<number>;
  isAtRest(): Promise<boolean>;
  /** Ends it with -9: its memory is gone, what it stored is there. */
  kill(): Promise<void>;
  /** Starts it again, elsewhere. */
  start(): Promise<void>;
}

interface Options {
  name: string;
  file: 'ours' | 'stock' | 'relay';
  argument?: string;
}

const STARTS_WITHIN_MS = 60_000;

export async function startContestant({ name, file, argument = '' }: Options): Promise<Contestant> {
  let child: ChildProcess | null = null;
  let url = '';
  let asked = 0;
  const open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();

  async function start(): Promise<void> {
    const { command, args } = pinned(
      'server',
      new URL(`servers/${file}.ts`, import.meta.url),
      [argument],
      ['--expose-gc'],
    );
    const started = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child = started;
    url = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} did not start`)), STARTS_WITHIN_MS);
      started.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
      started.on('message', (message: Answer | { url: string }) => {
        if ('url' in message) {
          clearTimeout(timer);
          return resolve(message.url);
        }
        const question = open.get(message.id);
        open.delete(message.id);
        if ('fault' in message) question?.reject(new Error(`${name}: ${message.fault}`));
        else question?.resolve(message.value as never);
      });
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  function ask<Name extends keyof ServerAnswers>(
    what: Name,
    input: unknown = null,
  ): Promise<Awaited<ReturnType<ServerAnswers[Name]>>> {
    return new Promise((resolve, reject) => {
      asked += 1;
      open.set(asked, { resolve: resolve as (value: never) => void, reject });
      child?.send({ id: asked, ask: what, input });
    });
  }

  await start();
  return {
    name,
    documents: async (count, stateFile) => {
      const made = await ask('documents', { count, stateFile: stateFile ?? null });
      return made.map((document) => ({ ...document, url }));
    },
    cpuMs: () => ask('cpuMs'),
    memoryBytes: () => ask('memoryBytes'),
    heldDocuments: () => ask('heldDocuments'),
    isAtRest: () => ask('isAtRest'),
    kill: () => end('SIGKILL'),
    start,
  };
}
