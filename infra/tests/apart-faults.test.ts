// What stands in the way of a program that runs apart is told in one line each, without a stack trace.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

async function run(
  program: string,
  env: Record<string, string>,
): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, [`${program}/src/main.ts`], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, lines: said.trim().split('\n') };
}

const AWAY = {
  DATABASE_URL: 'postgres://127.0.0.1:1/hamnevis',
  REDIS_URL: 'redis://127.0.0.1:1',
  APP_SECRET: 'x'.repeat(32),
};

test.each(['api', 'collab-server', 'worker'])('%s: a database out of reach', async (program) => {
  const { code, lines } = await run(program, AWAY);
  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(/^hamnevis: the services .* could not be opened: .*ECONNREFUSED/),
  ]);
});

test.each(['api', 'collab-server', 'worker'])(
  '%s: no database named, and a wrong setting',
  async (program) => {
    expect(await run(program, {})).toEqual({
      code: 1,
      lines: [expect.stringMatching(/^hamnevis: the [\w-]+ alone needs DATABASE_URL and REDIS_URL/)],
    });
    const faulty = await run(program, { ...AWAY, PORT: 'many', LOG_LEVEL: 'loud' });
    expect(faulty.code).toBe(1);
    expect(faulty.lines).toHaveLength(2);
  },
);
