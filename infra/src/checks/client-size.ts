// How much JavaScript is loaded before one can type (the entry and the article, which `client/src/app/main.tsx` boots
// before it asks for anything else), and before a list is on the screen (the frame with the home screen), each with what
// it imports at once. The page around the article is told beside it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildClient, ClientBuildFailed, clientDistFolder } from '../client-build/build-client.ts';
import type { Check } from './check.ts';

export const TYPING_GOAL_KB = 260;
export const LIST_GOAL_KB = 150;
const BEFORE_TYPING = ['index.html', 'src/app/boot-article.ts'];
const WHOLE_PAGE = [
  ...BEFORE_TYPING,
  'src/app/render-app.tsx',
  'src/app/document-page.tsx',
  'src/locales/base-fa.ts',
  'src/locales/fa.ts',
];
const LIST = [
  'index.html',
  'src/app/render-app.tsx',
  'src/app/shell.tsx',
  'src/features/library/home-page.tsx',
  'src/locales/base-fa.ts',
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

interface Sized {
  file: string;
  /** After gzip. */
  bytes: number;
}

/** What the built client loads before one can type, with the page around the article, and before a list. */
export function clientSizes(): Record<'typing' | 'page' | 'list', Sized[]> {
  const manifestFile = join(clientDistFolder, '.vite', 'manifest.json');
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Record<string, Chunk>;
  const sizesOf = (names: readonly string[]) =>
    [...scriptsOf(manifest, names)].map((file) => ({
      file,
      bytes: gzipSync(readFileSync(join(clientDistFolder, file))).length,
    }));
  return { typing: sizesOf(BEFORE_TYPING), page: sizesOf(WHOLE_PAGE), list: sizesOf(LIST) };
}

/** The sum in KB, as it is told. */
export function kilobytes(sizes: readonly Sized[]): string {
  return (sizes.reduce((total, { bytes }) => total + bytes, 0) / 1024).toFixed(1);
}

export const clientSizeCheck: Check = {
  name: `at most ${TYPING_GOAL_KB} KB of JavaScript before one can type, ${LIST_GOAL_KB} KB before a list`,
  run: async () => {
    try {
      await buildClient(() => undefined);
    } catch (error) {
      if (error instanceof ClientBuildFailed) return { ok: false, lines: error.output.split('\n') };
      throw error;
    }
    const { typing, page, list } = clientSizes();
    const note =
      `${kilobytes(typing)} KB gzip; ${kilobytes(page)} KB with the page around the ` +
      `article; ${kilobytes(list)} KB for a list`;
    const tooLarge = [
      ...(Number(kilobytes(typing)) > TYPING_GOAL_KB ? typing : []),
      ...(Number(kilobytes(list)) > LIST_GOAL_KB ? list : []),
    ];
    if (tooLarge.length === 0) return { ok: true, note };
    const largest = tooLarge.sort((a, b) => b.bytes - a.bytes).slice(0, 8);
    return {
      ok: false,
      lines: [note, ...largest.map(({ file, bytes }) => `${(bytes / 1024).toFixed(1)} KB ${file}`)],
    };
  },
};
