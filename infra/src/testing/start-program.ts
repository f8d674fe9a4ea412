// One of the three programs as a process of its own, for stories in which one dies and the others live.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort } from '../services/free-port.ts';
import { becomesReady, startProcess } from '../services/own-process.ts';

export interface Program {
  port: number;
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** What it has said so far. */
  said(): string;
  exitCode(): number | null;
  /** Bytes that it holds in memory (Linux). */
  residentBytes(): number;
  /** Waits for its end, however long that takes, up to `withinMs`; false when it had to be killed then. */
  terminate(withinMs: number): Promise<boolean>;
  kill9(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const READY_WITHIN_MS = 60_000;

/** Settings that programs of one story share. */
export function programSettings(services: { databaseUrl: string; redisUrl: string }): Record<string, string> {
  return {
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    REDIS_PREFIX: `story-${randomBytes(4).toString('hex')}`,
    APP_SECRET: randomBytes(32).toString('hex'),
    OTP_RESEND_SECONDS: '0',
    RATE_LIMIT_PER_MINUTE: '100000',
    OTP_REQUESTS_PER_MINUTE: '10000',
  };
}

/** Starts a program and waits until it is ready. Throws with what it said when it does not become so. */
export async function startProgram(
  name: 'api' | 'collab-server' | 'worker',
  settings: Record<string, string>,
  port?: number,
): Promise<Program> {
  const at = port ?? (await freePort());
  const process_ = startProcess(process.execPath, [`${ROOT}/${name}/src/main.ts`], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      HOST: '127.0.0.1',
      ...settings,
      [name === 'worker' ? 'WORKER_PORT' : 'PORT']: String(at),
    },
  });
  const url = `http://127.0.0.1:${at}`;
  const isReady = async () => {
    // Until it listens there is nobody to ask.
    return fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  if (!(await becomesReady(process_, isReady, READY_WITHIN_MS))) {
    await process_.stop('SIGKILL');
    throw new Error(`the ${name} did not become ready: ${process_.said()}`);
  }
  return {
    port: at,
    url,
    said: process_.said,
    exitCode: process_.exitCode,
    residentBytes: () =>
      Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${process_.pid}/status`, 'utf8'))?.[1]) * 1024,
    terminate: (withinMs) => process_.end('SIGTERM', withinMs),
    kill9: async () => void (await process_.end('SIGKILL', 5_000)),
  };
}
