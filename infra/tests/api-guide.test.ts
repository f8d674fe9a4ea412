// docs/api.md as its reader follows it: every command in order, against the product as it is started.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from '../src/testing/sign-in.ts';
import { type Product, startProduct } from '../src/testing/start-product.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(join(ROOT, 'docs/api.md'), 'utf8');

let product: Product;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hamnevis-guide-'));
  product = await startProduct();
}, 120_000);
afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The fenced blocks of one language, in order. */
function blocks(language: string): string[] {
  return [...guide.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, text = '']) => text,
  );
}

/** Only what the guide installs is there to be imported, in the versions that this repository holds. */
function install(packages: readonly string[]): void {
  mkdirSync(join(folder, 'node_modules'));
  for (const name of packages) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
}

test('the guide’s commands do the main job, from signing in to a sealed text with a program’s words in it', async () => {
  const commands = blocks('bash').join('\n');
  const installing = /^npm install (.+)$/m;
  const [, packages = ''] = installing.exec(commands) ?? [];
  expect(packages).not.toBe('');
  install(packages.split(' '));
  const [, name = ''] = /^Keep this as `(\S+)`:$/m.exec(guide) ?? [];
  const [example, ...others] = blocks('js');
  expect([name, example?.split('\n').length, others]).toEqual(['write.mjs', expect.any(Number), []]);
  writeFileSync(join(folder, name), example ?? '');
  const address = 'BASE=http://127.0.0.1:3000\n';
  expect(commands.split(address)).toHaveLength(2);
  const script = commands.replace(address, `BASE=${product.url}\n`).replace(installing, '');
  // What a reader would look at is printed at the end; a command that fails ends everything.
  writeFileSync(
    join(folder, 'guide.sh'),
    `set -euo pipefail\n${script}\necho; echo "DOCUMENT $DOCUMENT RUN $RUN SEALED $SEALED"\n`,
  );
  const { stdout } = await promisify(execFile)('bash', ['guide.sh'], {
    cwd: folder,
    env: { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
    timeout: 60_000,
  }).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`the guide failed:\n${error.stdout}\n${error.stderr}`);
  });
  const [, document, run, sealed] = /^DOCUMENT (\S+) RUN (\S+) SEALED (\S+)$/m.exec(stdout) ?? [];

  const { token } = await signIn(product.url, '09000000005');
  const read = async (path: string) => {
    const answer = await fetch(`${product.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came
    return (await answer.json()) as any;
  };
  expect(await read(`/documents/${document}`)).toMatchObject({
    title: 'The weather today',
    status: 'approved',
    sealedVersionId: sealed,
  });
  expect(await read(`/ai-runs/${run}`)).toMatchObject({ status: 'finished', decision: 'accepted' });
  const { items } = await read(`/documents/${document}/versions`);
  expect(items.map((version: { name: string | null }) => version.name)).toContain('Before the meeting');
  const article = readFileSync(join(folder, 'article.json'), 'utf8');
  expect(JSON.parse(article)).toMatchObject({ id: sealed, content: { type: 'doc' } });
  expect(article).toContain('Rain in the north, and snow above 1,800 metres.');
  expect(stdout).toContain('"decision":"accepted"');
}, 90_000);

test('what the three programs did for it stands in the one /metrics', async () => {
  const text = await (await fetch(`${product.url}/metrics`)).text();
  const figure = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
  expect(figure('hamnevis_collab_updates_committed_total')).toBeGreaterThan(1);
  expect(figure('hamnevis_collab_updates_refused_total')).toBe(0);
  expect(figure('hamnevis_worker_ai_runs_done_total')).toBe(1);
  expect(figure('hamnevis_worker_ai_runs_failed_total')).toBe(0);
  expect(text).toMatch(/^hamnevis_http_request_seconds_count\{.*ai-runs.*\} \d+$/m);
  // Every line of figures is said what it is, once.
  const told = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(told.length).toBe(new Set(told).size);
});
