import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StartFault, systemErrorCode } from './start-fault.ts';

/** A fresh database takes about 60 MB; below this it would die half made. */
const LEAST_FREE_BYTES = 128 * 1024 * 1024;

/**
 * Makes the data folder and proves that it can be written and synced, before anything is put there.
 * @returns its real path, so that two names of one folder meet in one lock.
 * @throws StartFault naming the folder and what to do.
 */
export function openDataFolder(folder: string): string {
  try {
    makeFolder(resolve(folder));
    probeWrite(folder);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    throw new StartFault(`DATA_DIR ${folder} ${reasonOf(error)}.`);
  }
  const path = realpathSync(folder);
  const { bavail, bsize } = statfsSync(path);
  const freeBytes = bavail * bsize;
  if (freeBytes < LEAST_FREE_BYTES) {
    throw new StartFault(
      `DATA_DIR ${folder} is on a full disk: ${megabytes(freeBytes)} MB free, ${megabytes(LEAST_FREE_BYTES)} MB needed.`,
    );
  }
  return path;
}

/** `mkdir -p`. Node's own never comes back where a file system takes no folders, such as /proc. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  // Articles, sessions and uploads lie here: nobody else's business on a shared machine.
  mkdirSync(folder, { mode: 0o700 });
}

function probeWrite(folder: string): void {
  const probe = join(folder, `.write-probe-${process.pid}`);
  try {
    const file = openSync(probe, 'wx');
    try {
      writeSync(file, Buffer.alloc(64 * 1024));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } finally {
    rmSync(probe, { force: true });
  }
}

function reasonOf(error: unknown): string {
  const code = systemErrorCode(error);
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'cannot be written by this user (permission denied): give the user the folder, or set DATA_DIR to another';
    case 'EROFS':
      return 'lies on a read-only file system: set DATA_DIR to a folder that can be written';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'is on a full disk: nothing could be written there';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'is not a folder: a file stands in its way';
    case 'ENOENT':
      return 'lies where no folder can be made: set DATA_DIR to another folder';
    default:
      return `cannot be used (${code})`;
  }
}

function megabytes(bytes: number): number {
  return Math.floor(bytes / (1024 * 1024));
}
