// Decides whether node_modules holds what package-lock.json says. Pure file reading; imported by prepare.mjs
// (on any Node) and by its test.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} root */
export function stampPath(root) {
  return join(root, 'node_modules', '.hamnevis-install');
}

/**
 * What the stamp must say: the lockfile's hash, and the platform, because a node_modules copied from another
 * machine has the right versions and the wrong binaries.
 * @param {string} root
 */
export function wantedStamp(root) {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${hash} ${process.platform} ${process.arch}\n`;
}

/**
 * `fresh`: nothing to do. `unstamped`: somebody ran npm by hand and it agrees with the lockfile. `stale`: install.
 * @param {string} root
 * @returns {{ kind: 'fresh' } | { kind: 'unstamped' } | { kind: 'stale', reason: string }}
 */
export function installState(root) {
  if (!existsSync(join(root, 'node_modules'))) return { kind: 'stale', reason: 'node_modules is missing' };
  const wanted = wantedStamp(root);
  const stamp = read(stampPath(root));
  // npm writes its own record last, so a missing one means an install that was broken off.
  const installed = read(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return { kind: 'stale', reason: 'the last install did not finish' };
  if (stamp === wanted) return { kind: 'fresh' };
  if (stamp !== undefined && stamp.split(' ').slice(1).join(' ') !== wanted.split(' ').slice(1).join(' ')) {
    return { kind: 'stale', reason: 'node_modules was made on another platform' };
  }
  const difference = firstDifference(
    JSON.parse(read(join(root, 'package-lock.json')) ?? '{}'),
    JSON.parse(installed),
  );
  if (difference) return { kind: 'stale', reason: difference };
  return { kind: 'unstamped' };
}

/** The first package that the lockfile wants and the install lacks. Optional ones may belong to another platform. */
function firstDifference(lock, installed) {
  for (const [path, wanted] of Object.entries(lock.packages ?? {})) {
    if (path === '' || wanted.optional || wanted.devOptional) continue;
    const present = installed.packages?.[path];
    if (present === undefined) return `${path} is missing`;
    if (present.version !== wanted.version) return `${path} changed`;
  }
  return undefined;
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A file that is not there (or not readable) is the answer, not a fault: the caller then installs.
    return undefined;
  }
}
