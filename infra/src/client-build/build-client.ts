import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { clientSourceHash } from './source-hash.ts';

const STAMP = '.built-from';
const LINES_OF_BLAME = 25;

/** The folder that holds package.json, client/ and the other workspaces. */
export const repositoryRoot = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
/** Where the built client is served from. */
export const clientDistFolder = join(repositoryRoot, 'client', 'dist');

export interface BuildOutcome {
  /** False when what stands there was already built from these sources. */
  built: boolean;
}

/** The client did not build. `output` holds the last lines of the bundler. */
export class ClientBuildFailed extends Error {
  readonly output: string;
  constructor(output: string) {
    super('the client did not build');
    this.name = 'ClientBuildFailed';
    this.output = output;
  }
}

/** True when client/dist was built from exactly the sources that lie there now. */
export function clientIsCurrent(hash = clientSourceHash(repositoryRoot)): boolean {
  const stamp = join(clientDistFolder, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

/**
 * Builds the client unless it is current. The build goes to a folder of its own and takes the old one's place by
 * renaming, so that a failed or interrupted build never leaves half a client, and two starts do not mix theirs.
 * @throws ClientBuildFailed
 */
export async function buildClient(say: (line: string) => void): Promise<BuildOutcome> {
  const hash = clientSourceHash(repositoryRoot);
  if (clientIsCurrent(hash)) return { built: false };
  say('Building the client (a few seconds; only when its sources changed).');
  const scratch = join(repositoryRoot, 'client', '.vite');
  const next = join(scratch, `next-${process.pid}`);
  const last = join(scratch, `last-${process.pid}`);
  mkdirSync(scratch, { recursive: true });
  try {
    await runVite(next);
    compressOnce(join(next, 'assets'));
    writeFileSync(join(next, STAMP), hash);
    if (existsSync(clientDistFolder)) renameSync(clientDistFolder, last);
    renameSync(next, clientDistFolder);
  } finally {
    rmSync(next, { recursive: true, force: true });
    rmSync(last, { recursive: true, force: true });
  }
  return { built: true };
}

/** Beside each text its compressed form, which the server sends as it is instead of making it for every visitor. */
function compressOnce(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!/\.(?:js|css)$/.test(name)) continue;
    const file = join(folder, name);
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  }
}

function runVite(outDir: string): Promise<void> {
  const vite = join(repositoryRoot, 'node_modules', 'vite', 'bin', 'vite.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vite, 'build', '--outDir', outDir, '--emptyOutDir'], {
      cwd: join(repositoryRoot, 'client'),
      // A program's own production mode must not leak either way: this is always a production build.
      env: { ...process.env, NODE_ENV: 'production', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        output = (output + text).slice(-20_000);
      });
    }
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new ClientBuildFailed(output.trimEnd().split('\n').slice(-LINES_OF_BLAME).join('\n')));
    });
  });
}
