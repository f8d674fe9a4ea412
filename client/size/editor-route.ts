// Prints how much JavaScript must be loaded before one can type, and fails above the budget. Counted: everything
// that the entry and the article's first screen import statically; the interface around it is loaded after that.
// biome-ignore lint/style/noRestrictedImports: a tool that runs in Node, no part of the client
import { readFileSync } from 'node:fs';
// biome-ignore lint/style/noRestrictedImports: as above
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 260;
const DIST = new URL('../dist/', import.meta.url);

interface Chunk {
  file: string;
  imports?: string[];
}

const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', DIST), 'utf8')) as Record<
  string,
  Chunk
>;
const roots = ['index.html', 'src/app/boot-article.ts'];
const seen = new Set<string>();

function collect(key: string): void {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`the manifest has no ${key}: build first`);
  if (seen.has(chunk.file)) return;
  seen.add(chunk.file);
  for (const imported of chunk.imports ?? []) collect(imported);
}

for (const root of roots) collect(root);
const sizes = [...seen]
  .filter((file) => file.endsWith('.js'))
  .map((file) => ({ file, bytes: gzipSync(readFileSync(new URL(file, DIST))).length }))
  .sort((a, b) => b.bytes - a.bytes);
const totalKb = sizes.reduce((sum, size) => sum + size.bytes, 0) / 1000;
for (const { file, bytes } of sizes) console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB  ${file}`);
console.log(`${totalKb.toFixed(1).padStart(7)} kB  before one can type (budget ${BUDGET_KB} kB, gzip)`);
if (totalKb > BUDGET_KB) process.exitCode = 1;
