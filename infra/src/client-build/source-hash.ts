import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const IGNORED = new Set(['node_modules', 'dist', '.vite']);

/**
 * One hash over everything that the built client depends on: its own sources, core's, and the lockfile.
 * Contents and not times, since a fresh clone and a checkout give every file a new time.
 */
export function clientSourceHash(root: string): string {
  const hash = createHash('sha256');
  const files = [
    join(root, 'package-lock.json'),
    ...filesIn(join(root, 'client')),
    ...filesIn(join(root, 'core')),
  ];
  for (const file of files) {
    hash.update(relative(root, file).split(sep).join('/'));
    hash.update('\0');
    hash.update(readFileSync(file));
    hash.update('\0');
  }
  return hash.digest('hex');
}

function filesIn(folder: string): string[] {
  const found: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    // Tests do not reach the bundle; leaving them out spares a rebuild while they are written.
    if (IGNORED.has(entry.name) || /\.test\.tsx?$/.test(entry.name)) continue;
    if (entry.isDirectory()) found.push(...filesIn(path));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}
