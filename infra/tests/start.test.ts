// `npm start` as its user meets it: the real launcher, real folders, real signals.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { buildClient } from '../src/client-build/build-client.ts';
import { DEMO_PEOPLE } from '../src/demo-data/demo-people.ts';
import { becomesReady, startProcess } from '../src/services/own-process.ts';
import { signIn } from '../src/testing/sign-in.ts';
import { type Ended, type Product, runLauncher, startProduct } from '../src/testing/start-product.ts';

// Several real starts each; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 120_000 });

let dataDir: string;
let running: Product[] = [];
beforeAll(async () => {
  await buildClient(() => undefined);
}, 120_000);
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hamnevis-start-'));
});
afterEach(async () => {
  for (const product of running) await product.kill9();
  running = [];
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(options: Parameters<typeof startProduct>[0] = {}): Promise<Product> {
  const product = await startProduct({ dataDir, ...options });
  running.push(product);
  return product;
}

/** A start that must not succeed: exit code 1, the reason in one line each, no stack trace. */
function expectRefusal(ended: Ended, ...reasons: RegExp[]): void {
  expect(ended.code, ended.output).toBe(1);
  for (const reason of reasons) expect(ended.output).toMatch(reason);
  expect(ended.output).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  const lines = ended.output.trim().split('\n');
  expect(lines.filter((line) => line.startsWith('hamnevis: '))).toHaveLength(reasons.length);
}

const page = async (url: string) => {
  const response = await fetch(url, { headers: { accept: 'text/html' } });
  return { status: response.status, text: await response.text() };
};

describe('a first start', () => {
  it('serves the page, prints everybody of the demo, and signs a printed person in by the printed code', async () => {
    const product = await start();
    expect((await page(product.url)).text).toContain('<script');
    for (const person of DEMO_PEOPLE) {
      expect(product.logs()).toMatch(new RegExp(`${person.role}\\s+${person.phone}\\s+${person.name}`));
    }
    const { organizationId, token } = await signIn(product.url, DEMO_PEOPLE[1].phone);
    expect(product.logs()).toMatch(/one-time code for \+989000000002: \d{6}/);
    const workspaces = await fetch(`${product.url}/api/v1/organizations/${organizationId}/workspaces`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(((await workspaces.json()) as { items: unknown[] }).items).toHaveLength(1);
  });

  it('with --empty has nobody, and prints a one-time link whose token is not in the database', async () => {
    const product = await start({ args: ['--empty'] });
    const link = /(http\S+\/setup\?token=(\S+))/.exec(product.logs());
    expect(link, product.logs()).not.toBeNull();
    expect((await page(link?.[1] ?? '')).status).toBe(200);
    const setup = (body: object) =>
      fetch(`${product.url}/api/v1/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'نخستین', organizationName: 'خانه', language: 'fa', ...body }),
      });
    expect((await setup({ token: 'not-this-one', phone: '09000000009' })).ok).toBe(false);
    const made = await setup({ token: link?.[2], phone: '09000000009' });
    expect(made.ok, await made.clone().text()).toBe(true);
    const again = await setup({ token: link?.[2], phone: '09000000008' });
    expect(again.ok).toBe(false);
    const { user } = (await made.json()) as { user: { memberships: { role: string }[] } };
    expect(user.memberships.map((membership) => membership.role)).toEqual(['admin']);

    // The second time somebody is here, so no link is printed any more.
    await product.stop();
    const second = await start({ args: ['--empty'] });
    expect(second.logs()).not.toContain('setup?token');
  });
});

describe('a second start', () => {
  it('on a folder in use says who holds it, since when and where, and leaves the first alone', async () => {
    const product = await start();
    const ended = await runLauncher({ dataDir });
    expectRefusal(
      ended,
      new RegExp(
        `DATA_DIR \\S+ is in use: process ${product.pid} holds it since \\d{4}-\\S+ and answers at ${product.url}`,
      ),
    );
    expect((await page(product.url)).status).toBe(200);
  });

  it('after a stop finds everything as it was', async () => {
    const first = await start();
    const { personId } = await signIn(first.url, DEMO_PEOPLE[2].phone);
    await first.stop();
    const second = await start();
    expect((await signIn(second.url, DEMO_PEOPLE[2].phone)).personId).toBe(personId);
  });

  it('after kill -9 just works', async () => {
    const first = await start();
    const { personId } = await signIn(first.url, DEMO_PEOPLE[2].phone);
    await first.kill9();
    const second = await start();
    expect((await signIn(second.url, DEMO_PEOPLE[2].phone)).personId).toBe(personId);
  });

  it('after kill -9 in the middle of the first start just works', async () => {
    for (const afterMs of [150, 600, 1_200, 2_000]) {
      const early = startProduct({ dataDir }).then(
        (product) => product.kill9(),
        () => undefined,
      );
      // The moment is the point here: the process dies wherever it is.
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      killHolder();
      await early;
    }
    const product = await start();
    await signIn(product.url, DEMO_PEOPLE[0].phone);
  });
});

/** Kills the launcher that works on this test's folder, by its environment. */
function killHolder(): void {
  const listing = execFileSync(
    'sh',
    ['-c', 'grep -lz "^DATA_DIR=$0$" /proc/[0-9]*/environ 2>/dev/null || true', dataDir],
    {
      encoding: 'utf8',
    },
  );
  for (const [, pid] of listing.matchAll(/\/proc\/(\d+)\//g)) {
    if (Number(pid) !== process.pid) process.kill(Number(pid), 'SIGKILL');
  }
}

describe('SIGTERM', () => {
  it('closes sockets as going away, lets go of everything, and exits 0 within 5 s', async () => {
    const product = await start();
    const socket = new WebSocket(`${product.url.replace(/^http/, 'ws')}/collab`);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    const began = performance.now();
    const ended = await product.stop();
    expect(ended, ended.output).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await closed).toBe(1001);
    await expect(fetch(product.url)).rejects.toThrow();
    expect(existsSync(join(dataDir, 'hamnevis.lock'))).toBe(false);
  });
});

describe('what nobody handled', () => {
  it('is logged, lets go of everything, and ends the process with 1', async () => {
    const preload = "process.on('SIGUSR2',()=>{Promise.reject(new Error('nobody handled me'))})";
    const product = await start({
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` },
    });
    process.kill(product.pid, 'SIGUSR2');
    const ended = await product.ended;
    expect(ended.code, ended.output).toBe(1);
    expect(ended.output).toContain('nobody handled me');
    expect(existsSync(join(dataDir, 'hamnevis.lock'))).toBe(false);
  });
});

describe('npm start', () => {
  it('passes SIGTERM on to the product, and its exit code back', async () => {
    // The shell between npm and Node would die of the signal and leave Node behind, were it not for "exec".
    const npm = startProcess('npm', ['start', '--', '--empty'], {
      cwd: new URL('../..', import.meta.url).pathname,
      env: { ...process.env, DATA_DIR: dataDir, PORT: '0', NODE_ENV: '' },
    });
    const url = () => /answers at (http\S+)/.exec(npm.said())?.[1];
    expect(await becomesReady(npm, async () => url() !== undefined, 100_000), npm.said()).toBe(true);
    await npm.stop('SIGTERM');
    expect(npm.exitCode(), npm.said()).toBe(0);
    expect(npm.said()).toContain('Stopping.');
    await expect(fetch(url() ?? '')).rejects.toThrow();
    expect(existsSync(join(dataDir, 'hamnevis.lock'))).toBe(false);
  });
});

describe('what cannot start says why in one line', () => {
  it('names every faulty setting at once', async () => {
    const ended = await runLauncher({
      dataDir,
      env: { PORT: '70000', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x', REDIS_URL: 'redis://127.0.0.1' },
    });
    expectRefusal(
      ended,
      /setting PORT /,
      /setting LOG_LEVEL /,
      /setting DATABASE_URL /,
      /setting APP_SECRET /,
    );
  });

  it('a taken port, without touching what stands on it', async () => {
    const other = createServer((_, response) => response.end('somebody else'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      expectRefusal(await runLauncher({ dataDir, port }), new RegExp(`PORT ${port} on 127.0.0.1 is taken`));
      expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('somebody else');
    } finally {
      other.close();
    }
  });

  it('a data folder that is a file', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, 'not a folder');
    expectRefusal(await runLauncher({ dataDir: file }), /DATA_DIR \S+ is not a folder/);
    expectRefusal(await runLauncher({ dataDir: join(file, 'below') }), /DATA_DIR \S+ is not a folder/);
  });

  it.skipIf(process.getuid?.() === 0)(
    'a data folder that this user may not write (not as root, who may)',
    async () => {
      chmodSync(dataDir, 0o500);
      expectRefusal(await runLauncher({ dataDir }), /DATA_DIR \S+ cannot be written by this user/);
      chmodSync(dataDir, 0o700);
    },
  );

  it('a place that takes no folders', async () => {
    expectRefusal(
      await runLauncher({ dataDir: '/proc/hamnevis/data' }),
      /DATA_DIR \/proc\/hamnevis\/data lies where no/,
    );
  });

  const mountable = canMount();
  it.skipIf(!mountable)('a read-only file system (as root, who may mount one)', async () => {
    const mount = join(dataDir, 'sealed');
    mkdirSync(mount);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,ro', 'tmpfs', mount]);
    try {
      expectRefusal(
        await runLauncher({ dataDir: join(mount, 'data') }),
        /DATA_DIR \S+ lies on a read-only file system/,
      );
    } finally {
      execFileSync('umount', [mount]);
    }
  });

  it.skipIf(!mountable)('a full disk (as root, who may mount a small one)', async () => {
    const mount = join(dataDir, 'small');
    mkdirSync(mount);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', mount]);
    try {
      expectRefusal(await runLauncher({ dataDir: join(mount, 'data') }), /is on a full disk: \d+ MB free/);
    } finally {
      execFileSync('umount', [mount]);
    }
  });

  it('a database that is damaged', async () => {
    const { stop } = await startProduct({ dataDir });
    await stop();
    writeFileSync(join(dataDir, 'database', 'global', 'pg_control'), 'not a control file');
    expectRefusal(await runLauncher({ dataDir }), /the database in DATA_DIR \S+ could not be opened/);
  });

  it('services that are not there', async () => {
    const env = {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
      REDIS_URL: 'redis://127.0.0.1:9',
      APP_SECRET: 'x'.repeat(40),
    };
    expectRefusal(
      await runLauncher({ dataDir, env }),
      /the services of DATABASE_URL and REDIS_URL could not be opened/,
    );
  });

  it('an option that does not exist, with those that do', async () => {
    const ended = await runLauncher({ dataDir, args: ['--vacant'] });
    expect(ended.code).toBe(1);
    expect(ended.output).toContain('unknown option --vacant');
    expect(ended.output).toContain('--empty');
  });
});

function canMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const probe = mkdtempSync(join(tmpdir(), 'hamnevis-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe], { stdio: 'ignore' });
    return true;
  } catch {
    // Containers often may not.
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}
