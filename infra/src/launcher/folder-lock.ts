// Two PGlites on one folder open without an error and lose committed rows, so the folder has one owner at a
// time. The lock is a unix socket in the folder: while its owner lives, a connection succeeds; after kill -9 it
// is refused, and the next start takes it over. No process id is trusted, so pid reuse (containers) cannot fool it.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StartFault, systemErrorCode } from './start-fault.ts';

const SOCKET_NAME = 'hamnevis.lock';
/** sun_path holds 108 bytes on Linux and 104 elsewhere, the closing zero included. */
const LONGEST_SOCKET_PATH_BYTES = 100;
/** Taking the lock lasts milliseconds; a guard older than this was left by a process that died inside it. */
const GUARD_LIFETIME_MS = 3_000;
const ANSWER_TIMEOUT_MS = 1_000;

export interface FolderLock {
  /** Tells later starts under which address this one is reached. */
  announce(address: string): void;
  release(): Promise<void>;
}

interface Holder {
  pid: number;
  since: string;
  address: string | null;
}

/**
 * Takes the folder for this process.
 * @param folder an existing folder, as its real path
 * @throws StartFault naming the process that holds it
 */
export async function takeFolderLock(folder: string): Promise<FolderLock> {
  const guard = await enterGuard(folder);
  try {
    const socket = reachableSocket(folder);
    try {
      const holder = await askHolder(socket.path);
      if (holder !== 'nobody') throw new StartFault(heldLine(folder, holder));
      // Left behind by a process that was killed. The guard keeps a second start from removing a live one here.
      rmSync(join(folder, SOCKET_NAME), { force: true });
      const me: Holder = { pid: process.pid, since: new Date().toISOString(), address: null };
      const server = await listen(socket.path, me);
      return {
        announce: (address) => {
          me.address = address;
        },
        release: () => close(server, folder),
      };
    } finally {
      socket.forget();
    }
  } finally {
    rmdirSync(guard);
  }
}

function heldLine(folder: string, holder: Holder | 'silent'): string {
  if (holder === 'silent') {
    return `DATA_DIR ${folder} is in use by another process, which does not answer. Stop it, or set DATA_DIR to another folder.`;
  }
  const at = holder.address ? ` and answers at ${holder.address}` : '';
  return `DATA_DIR ${folder} is in use: process ${holder.pid} holds it since ${holder.since}${at}. Stop it, or set DATA_DIR to another folder.`;
}

/** mkdir is atomic: of two starts at the same moment one looks and takes while the other waits. */
async function enterGuard(folder: string): Promise<string> {
  const guard = join(folder, `${SOCKET_NAME}.taking`);
  for (;;) {
    try {
      mkdirSync(guard);
      return guard;
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw error;
    }
    const made = statSync(guard, { throwIfNoEntry: false });
    if (made && Date.now() - made.mtimeMs > GUARD_LIFETIME_MS)
      rmSync(guard, { recursive: true, force: true });
    else await wait(25);
  }
}

/**
 * A path under which the folder's socket can be bound and reached. A long one goes through a short symlink in
 * the temporary folder, which is only needed while the call is made: the socket itself lies in the folder.
 */
function reachableSocket(folder: string): { path: string; forget(): void } {
  if (process.platform === 'win32') {
    const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
    return { path: `\\\\.\\pipe\\hamnevis-${name}`, forget: () => undefined };
  }
  const path = join(folder, SOCKET_NAME);
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH_BYTES) return { path, forget: () => undefined };
  const shortcut = mkdtempSync(join(tmpdir(), 'hv-'));
  symlinkSync(folder, join(shortcut, 'd'));
  return {
    path: join(shortcut, 'd', SOCKET_NAME),
    forget: () => rmSync(shortcut, { recursive: true, force: true }),
  };
}

function askHolder(path: string): Promise<Holder | 'silent' | 'nobody'> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(path);
    const finish = (result: Holder | 'silent' | 'nobody') => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => finish('silent'), ANSWER_TIMEOUT_MS);
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      answer += text;
    });
    socket.on('end', () => finish(parseHolder(answer)));
    socket.on('error', (error) => {
      const code = systemErrorCode(error);
      if (code === 'ENOENT' || code === 'ECONNREFUSED') return finish('nobody');
      // Reset: it accepted us and died or was closing. Held or not cannot be told, so it counts as held.
      if (code === 'ECONNRESET' || code === 'EPIPE') return finish('silent');
      clearTimeout(timer);
      reject(error);
    });
  });
}

function parseHolder(answer: string): Holder | 'silent' {
  try {
    return JSON.parse(answer) as Holder;
  } catch {
    // Somebody listens and speaks something else: held all the same.
    return 'silent';
  }
}

function listen(path: string, me: Holder): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined); // A start that asked and went away is no event.
      socket.end(JSON.stringify(me));
    });
    server.once('error', reject);
    server.listen(path, () => {
      server.unref(); // The lock must not keep a finished process alive.
      resolve(server);
    });
  });
}

function close(server: Server, folder: string): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      rmSync(join(folder, SOCKET_NAME), { force: true });
      resolve();
    });
  });
}
