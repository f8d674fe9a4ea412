import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type HadOrMissing, had, missing } from './had-or-missing.ts';
import { becomesReady, startProcess } from './own-process.ts';
import { aptInstall, canUseApt, findProgram } from './run-command.ts';

export interface RedisServer {
  url: string;
  kill9(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a Redis (or Valkey) of one's own on a free port, as BullMQ wants it: nothing is ever evicted. */
export async function startRedisServer(): Promise<HadOrMissing<RedisServer>> {
  const program = await ensureRedis();
  if (!program.had) return program;
  const folder = mkdtempSync(join(tmpdir(), 'hamnevis-redis-'));
  const port = await freePort();
  const run = () =>
    startProcess(program.value, [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'],
    ]);
  let server = run();
  const stop = async () => {
    await server.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  const isUp = () => becomesReady(server, () => answersPing(port), 10_000);
  const start = async () => {
    server = run();
    if (!(await isUp())) throw new Error(`Redis did not come back: ${server.said()}`);
  };
  if (await isUp()) {
    return had({
      url: `redis://127.0.0.1:${port}`,
      stop,
      start,
      kill9: () => server.stop('SIGKILL'),
    });
  }
  await stop();
  return missing(`Redis did not come up: ${server.said().trim().split('\n').at(-1)}`);
}

async function ensureRedis(): Promise<HadOrMissing<string>> {
  const here = findRedis();
  if (here) return had(here);
  if (!canUseApt()) return missing('redis-server is not installed, and apt needs root on Debian');
  const installed = await aptInstall(['redis-server'], 120_000);
  const now = findRedis();
  return now ? had(now) : missing(`installing redis-server: ${installed.reason}`);
}

function findRedis(): string | undefined {
  return findProgram('redis-server') ?? findProgram('valkey-server');
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => finish(false));
    socket.on('data', (data) => finish(data.toString().startsWith('+PONG')));
    socket.on('error', () => finish(false));
  });
}
