import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../services/run-command.ts';
import { root } from './check.ts';

let house: string;
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'hamnevis-floors-'));
  cpSync(join(root, 'biome.json'), join(house, 'biome.json'));
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

/** Lints one file, under the project's own rules, as if it lay at that path. */
async function lint(path: string, source: string): Promise<string> {
  const file = join(house, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const { output } = await runCommand(process.execPath, [biome, 'lint', '--vcs-enabled=false', path], {
    cwd: house,
    timeoutMs: 30_000,
  });
  return output;
}

it.each([
  ['core/src/probe.ts', '@hamnevis/db/connect', 'core is the ground floor'],
  ['core/src/probe.ts', 'node:fs', 'core is the ground floor'],
  ['db/src/probe.ts', '@hamnevis/api/app', 'db stands on core alone'],
  ['api/src/probe.ts', '@hamnevis/worker/worker', 'The programs never import each other'],
  ['collab-server/src/probe.ts', '@hamnevis/infra/launcher/launch', 'The programs never import each other'],
  ['worker/src/probe.ts', '@hamnevis/collab-server/server', 'The programs never import each other'],
  ['client/src/probe.ts', '@hamnevis/db/connect', 'The client knows core alone'],
  ['client/src/probe.ts', 'node:path', 'The client knows core alone'],
  ['core/src/probe.ts', 'node:fs/promises', 'core is the ground floor'],
  ['worker/src/ai/probe.ts', '../../../api/src/app.ts', 'The programs never import each other'],
  ['core/src/probe.ts', '../../db/src/connect.ts', 'core is the ground floor'],
])('%s may not import %s', async (path, imported, message) => {
  const output = await lint(path, `import { thing } from '${imported}';\n\nexport const probe = thing;\n`);
  expect(output).toContain('noRestrictedImports');
  expect(output).toContain(message);
});

it('what a floor may import passes', async () => {
  const source =
    "import { thing } from '@hamnevis/core/workflow/transitions';\n\nexport const probe = thing;\n";
  expect(await lint('api/src/allowed.ts', source)).not.toContain('noRestrictedImports');
});

it('a circle of imports is refused', async () => {
  mkdirSync(join(house, 'core/src'), { recursive: true });
  writeFileSync(
    join(house, 'core/src/one.ts'),
    "import { two } from './two.ts';\n\nexport const one = () => two;\n",
  );
  const output = await lint(
    'core/src/two.ts',
    "import { one } from './one.ts';\n\nexport const two = () => one;\n",
  );
  expect(output).toContain('noImportCycles');
});
