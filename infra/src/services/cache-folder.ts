import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where tools that took minutes to build are kept between runs, outside of the repository. */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(base, 'hamnevis');
  mkdirSync(folder, { recursive: true });
  return folder;
}
