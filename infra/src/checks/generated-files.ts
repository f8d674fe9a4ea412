// Files that are written from the code and kept in the repository for their readers.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Check, root } from './check.ts';
import { renderEnvExample } from './env-example.ts';
import { renderOpenApi } from './openapi-file.ts';

interface GeneratedFile {
  path: string;
  render(): string | Promise<string>;
}

const FILES: readonly GeneratedFile[] = [
  { path: '.env.example', render: renderEnvExample },
  { path: 'docs/openapi.json', render: renderOpenApi },
];

/** Writes every generated file anew; answers the paths of those that changed. */
export async function writeGeneratedFiles(): Promise<string[]> {
  const changed: string[] = [];
  for (const file of FILES) {
    const text = await file.render();
    if (current(file) === text) continue;
    mkdirSync(dirname(join(root, file.path)), { recursive: true });
    writeFileSync(join(root, file.path), text);
    changed.push(file.path);
  }
  return changed;
}

export const generatedFilesCheck: Check = {
  name: `${FILES.map((file) => file.path).join(' and ')} in step with the code`,
  run: async () => {
    const lines: string[] = [];
    for (const file of FILES) {
      if (current(file) !== (await file.render()))
        lines.push(`${file.path} is out of step: run "npm run generate"`);
    }
    return lines.length === 0 ? { ok: true } : { ok: false, lines };
  },
};

function current(file: GeneratedFile): string | undefined {
  try {
    return readFileSync(join(root, file.path), 'utf8');
  } catch {
    // Not there yet: as different as can be.
    return undefined;
  }
}
