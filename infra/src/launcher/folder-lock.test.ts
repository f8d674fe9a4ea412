import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeFolderLock } from './folder-lock.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hamnevis-lock-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Another process that takes the lock and keeps it. */
async function holdInAnotherProcess(of: string) {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { takeFolderLock } from ${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)};
       const lock = await takeFolderLock(${JSON.stringify(of)});
       lock.announce('http://127.0.0.1:4321');
       console.log('held');
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(child.stdout, 'data');
  return child;
}

describe('the lock of the data folder', () => {
  it('refuses a second process and says who holds it, since when and where', async () => {
    const child = await holdInAnotherProcess(folder);
    try {
      await expect(takeFolderLock(folder)).rejects.toThrow(
        new RegExp(`process ${child.pid} holds it since \\d{4}-.* and answers at http://127.0.0.1:4321`),
      );
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  it('is free again after its holder was killed with -9', async () => {
    const child = await holdInAnotherProcess(folder);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await takeFolderLock(folder);
    await lock.release();
  });

  it('is free again after a release, and leaves nothing behind', async () => {
    const first = await takeFolderLock(folder);
    await first.release();
    expect(existsSync(join(folder, 'hamnevis.lock'))).toBe(false);
    const second = await takeFolderLock(folder);
    await second.release();
  });

  it('holds in a folder whose path is longer than a socket path may be', async () => {
    const deep = join(folder, 'الف'.repeat(30), 'x'.repeat(120));
    mkdirSync(deep, { recursive: true });
    const lock = await takeFolderLock(deep);
    await expect(takeFolderLock(deep)).rejects.toThrow(`process ${process.pid} holds it`);
    await lock.release();
    const again = await takeFolderLock(deep);
    await again.release();
  });

  it('is given to exactly one of many that ask at the same moment, a stale socket in the way', async () => {
    const dead = await holdInAnotherProcess(folder);
    dead.kill('SIGKILL');
    await once(dead, 'exit');
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => takeFolderLock(folder)));
    const taken = results.filter((result) => result.status === 'fulfilled');
    expect(taken).toHaveLength(1);
    await taken[0]?.value.release();
  });
});
