// Runs before `npm start` and `npm test`, on whatever Node the machine has (20.19 or newer) and with
// nothing installed: plain JavaScript, no imports but Node's own. It installs what the lockfile says when
// node_modules is missing or stale, and makes sure that the scripts that follow find Node 24.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installState, stampPath, wantedStamp } from './install-state.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const WANTED_NODE_MAJOR = 24;
const OLDEST_NODE = [20, 19];

function stop(message) {
  console.error(`hamnevis: ${message}`);
  process.exit(1);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  stop(`Node ${OLDEST_NODE.join('.')} or newer is needed to begin; this is ${process.versions.node}.`);
}
if (!existsSync(join(root, 'package-lock.json'))) {
  stop('package-lock.json is missing, so the packages that belong to this version are unknown.');
}

const state = installState(root);
if (state.kind === 'stale') {
  console.log(`Installing the packages (${state.reason}); this takes about a minute, once.`);
  const code = await install();
  if (code !== 0) {
    stop(
      `npm ci failed (exit ${code}); its message stands above. Check the network and the registry, then run the command again.`,
    );
  }
  writeFileSync(stampPath(root), wantedStamp(root));
} else if (state.kind === 'unstamped') {
  writeFileSync(stampPath(root), wantedStamp(root));
}
requireNode24();

/** Runs `npm ci` with the npm that runs us, and says every 15 s that it still goes on where npm shows no bar. */
function install() {
  const npm = process.env.npm_execpath;
  const [command, before] = npm?.endsWith('js') ? [process.execPath, [npm]] : ['npm', []];
  // The development packages carry Node 24 and the client's build: they are wanted under NODE_ENV=production too.
  const args = [...before, 'ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'];
  const started = Date.now();
  const tick = process.stderr.isTTY
    ? undefined
    : setInterval(
        () => console.log(`  still installing (${Math.round((Date.now() - started) / 1000)} s)`),
        15_000,
      );
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    child.on('error', (error) => {
      clearInterval(tick);
      console.error(error.message);
      resolve(127);
    });
    child.on('exit', (code, signal) => {
      clearInterval(tick);
      resolve(signal ?? code);
    });
  });
}

/**
 * The package `node` brings its binary by an install script, which npm may have been told not to run.
 * npm puts node_modules/.bin first on the path of the script that follows, so its version is what counts.
 */
function requireNode24() {
  const binary = join(
    root,
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  const command = existsSync(binary) ? binary : process.execPath;
  const found = spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';
  if (Number(found.slice(1).split('.')[0]) >= WANTED_NODE_MAJOR) return;
  const pinned = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.node;
  stop(
    `Node ${pinned} is not there: npm did not run the install script of the package "node" (ignore-scripts, or a refused script). ` +
      'Run "npm rebuild node --ignore-scripts=false --foreground-scripts" and start again, or start with Node 24 itself.',
  );
}
