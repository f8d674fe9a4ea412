// The real product for a story: the launcher as its user starts it, in a process of its own that can be killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { madeOnce } from '@hamnevis/db/testing/made-once';

const MAIN = fileURLToPath(new URL('../launcher/main.ts', import.meta.url));
/** As `npm start`, reaching sites on this machine. */
const NEAR_SITES = fileURLToPath(new URL('./product-near-sites.ts', import.meta.url));
/** As `npm start`, of a schema that its client does not know yet. */
const NEWER = fileURLToPath(new URL('./product-newer.ts', import.meta.url));
const DIE_WITH_PARENT = new URL('./die-with-parent.mjs', import.meta.url).href;
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Node's own flags as `npm start` gives them, without the file of settings: those of a test are its own. */
const NODE_FLAGS = flagsOf(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
/** A first start makes a database and builds the client; on a busy machine that takes its time. */
const READY_TIMEOUT_MS = 90_000;

/** Limits that a story of many people in one minute would meet; a test of the limits sets its own. */
const WIDE_LIMITS = {
  RATE_LIMIT_PER_MINUTE: '100000',
  OTP_REQUESTS_PER_MINUTE: '10000',
  OTP_RESEND_SECONDS: '0',
  AI_RUNS_PER_MINUTE: '1000',
};

export interface ProductOptions {
  /** Settings beside the defaults of a test. */
  env?: Record<string, string>;
  /** Without one the product gets a folder with the demo in it (fresh with `--empty`), which goes with it. */
  dataDir?: string;
  /** Default 0: a free one. */
  port?: number;
  args?: readonly string[];
  /** It may fetch images from sites on this machine. */
  nearSites?: boolean;
  /** Its articles may hold what the client does not know: see core's `testing/newer-schema.ts`. */
  newer?: boolean;
  /** A bench pins the server to one core (Linux). */
  core?: number;
}

/** How a launcher process ended, and everything that it said. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
}

export interface Product {
  url: string;
  pid: number;
  dataDir: string;
  /** Everything that it has said so far. */
  logs(): string;
  /** SIGTERM, and how it ended. */
  stop(): Promise<Ended>;
  /** SIGKILL to the one process that is the whole product. */
  kill9(): Promise<void>;
  ended: Promise<Ended>;
}

/** Starts the product and waits until it is ready. Throws with what it said when it ends before. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataDir = options.dataDir ?? (await freshFolder(options));
  const process = spawnLauncher({ ...options, dataDir });
  const forget = () => {
    if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
  };
  let early: Ended | undefined;
  void process.ended.then((ended) => {
    early = ended;
  });
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let url: string | undefined;
  while (!url || !(await isReady(url))) {
    if (early) {
      forget();
      throw new Error(`the product ended at start (exit ${early.code ?? early.signal}):\n${early.output}`);
    }
    if (Date.now() > deadline) {
      process.signal('SIGKILL');
      forget();
      throw new Error(`the product was not ready after ${READY_TIMEOUT_MS} ms:\n${process.logs()}`);
    }
    url = /answers at (http\S+)/.exec(process.logs())?.[1];
    await wait(25);
  }
  return {
    url,
    pid: process.pid,
    dataDir,
    logs: process.logs,
    ended: process.ended,
    stop: async () => {
      process.signal('SIGTERM');
      const ended = await process.ended;
      forget();
      return ended;
    },
    kill9: async () => {
      process.signal('SIGKILL');
      await process.ended;
      forget();
    },
  };
}

/** A folder as a first start leaves it, which is made once per test run; for any other product an empty one. */
async function freshFolder({ args, env }: ProductOptions): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hamnevis-product-'));
  const hasDemo = !args?.includes('--empty') && !env?.DATABASE_URL && env?.NODE_ENV !== 'production';
  const seeded = hasDemo ? await madeOnce('demo-folder', seedFolder) : undefined;
  if (seeded) cpSync(seeded, folder, { recursive: true });
  return folder;
}

async function seedFolder(dataDir: string): Promise<void> {
  const product = await startProduct({ dataDir });
  const { code, output } = await product.stop();
  if (code !== 0) throw new Error(`the first product did not end in peace:\n${output}`);
}

/** Starts the launcher where it is expected to end by itself, and answers how. */
export async function runLauncher(options: ProductOptions & { dataDir: string }): Promise<Ended> {
  const process = spawnLauncher(options);
  const timer = setTimeout(() => process.signal('SIGKILL'), 60_000);
  try {
    return await process.ended;
  } finally {
    clearTimeout(timer);
  }
}

function spawnLauncher(options: ProductOptions & { dataDir: string }) {
  const [command = '', ...before] =
    options.core === undefined
      ? [process.execPath]
      : ['taskset', '-c', String(options.core), process.execPath];
  const flags = [...before, ...NODE_FLAGS, '--import', DIE_WITH_PARENT];
  const main = options.nearSites ? NEAR_SITES : options.newer ? NEWER : MAIN;
  const child = spawn(command, [...flags, main, ...(options.args ?? [])], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      ...WIDE_LIMITS,
      HOST: '127.0.0.1',
      PORT: String(options.port ?? 0),
      DATA_DIR: options.dataDir,
      ...options.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('the launcher could not be started');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    return { code, signal, output };
  });
  return { pid, ended, logs: () => output, signal: (name: NodeJS.Signals) => child.kill(name) };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    // Not listening yet, or no more: the caller looks again and knows when to give up.
    return false;
  }
}

function flagsOf({ scripts }: { scripts: { start: string } }): string[] {
  return scripts.start.split(' ').filter((word) => word.startsWith('--') && !word.startsWith('--env-file'));
}
