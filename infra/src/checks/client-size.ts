// How much JavaScript is loaded before one can type: the entry and the article, which `client/src/app/main.tsx` boots
// before it asks for anything else, with what both import at once. The page around the article is told beside it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildClient, ClientBuildFailed, clientDistFolder } from '../client-build/build-client.ts';
import type { Check } from './check.ts';

const GOAL_KB = 260;
const BEFORE_TYPING = ['index.html', 'src/app/boot-article.ts'];
const WHOLE_PAGE = [
  ...BEFORE_TYPING,
  'src/app/render-app.tsx',
  'src/app/document-page.tsx',
  'src/locales/fa.ts',
];

interface Chunk {
  file: string;
  imports?: string[];
}

/** Every script that these chunks bring with them at once. */
export function scriptsOf(manifest: Record<string, Chunk>, names: readonly string[]): Set<string> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const chunk = manifest[name];
    if (!chunk) throw new Error(`the built client has no chunk ${name}`);
    if (chunk.file.endsWith('.js')) files.add(chunk.file);
    queue.push(...(chunk.imports ?? []));
  }
  return files;
}

export const clientSizeCheck: Check = {
  name: `at most ${GOAL_KB} KB of JavaScript before one can type`,
  run: async () => {
    try {
      await buildClient(() => undefined);
    } catch (error) {
      if (error instanceof ClientBuildFailed) return { ok: false, lines: error.output.split('\n') };
      throw error;
    }
    const manifestFile = join(clientDistFolder, '.vite', 'manifest.json');
    const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Record<string, Chunk>;
    const sizesOf = (names: readonly string[]) =>
      [...scriptsOf(manifest, names)].map((file) => ({
        file,
        bytes: gzipSync(readFileSync(join(clientDistFolder, file))).length,
      }));
    const sum = (sizes: { bytes: number }[]) => sizes.reduce((total, { bytes }) => total + bytes, 0) / 1024;
    const sizes = sizesOf(BEFORE_TYPING);
    const kb = sum(sizes);
    const note = `${kb.toFixed(1)} KB gzip; ${sum(sizesOf(WHOLE_PAGE)).toFixed(1)} KB with the page around the article`;
    if (kb <= GOAL_KB) return { ok: true, note };
    const largest = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 8);
    return {
      ok: false,
      lines: [note, ...largest.map(({ file, bytes }) => `${(bytes / 1024).toFixed(1)} KB ${file}`)],
    };
  },
};
