// A Postgres of one's own for a test or a bench: its own data folder, its own free port, gone afterwards. A
// cluster that already runs on the machine is never touched.
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { freePort } from './free-port.ts';
import { type HadOrMissing, had, missing } from './had-or-missing.ts';
import { becomesReady, startProcess } from './own-process.ts';
import { ensurePgvector } from './pgvector.ts';
import { aptInstall, canUseApt } from './run-command.ts';

const DEBIAN_HOME = '/usr/lib/postgresql';
const OLDEST_MAJOR = 15;

export interface PostgresCluster {
  /** A superuser's URL of the database `postgres`. */
  url: string;
  version: string;
  /** SIGKILL to its first process, whose children end with it. */
  kill9(): Promise<void>;
  /** Starts it again where it was, and resolves when it answers. Throws with what it said when it does not. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a fresh cluster with pgvector.
 * @param durable false leaves fsync and waiting for commits off: right for tests that leave Postgres alone, and wrong
 *   for those that kill it and for a bench, which must pay for its commits.
 */
export async function startPostgresCluster(options: {
  durable: boolean;
}): Promise<HadOrMissing<PostgresCluster>> {
  const binaries = await ensurePostgres();
  if (!binaries.had) return binaries;
  const { bin, major } = binaries.value;
  const vector = await ensurePgvector(major);
  if (!vector.had) return vector;

  const owner = processOwner();
  if (!owner) return missing('Postgres refuses to run as root, and there is no user postgres');
  const folder = mkdtempSync(join(tmpdir(), 'hamnevis-postgres-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const init = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'hamnevis', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...owner, cwd: folder, encoding: 'utf8' },
  );
  if (init.status !== 0) {
    remove();
    return missing(`initdb: ${(init.stderr || String(init.error)).trim().split('\n').at(-1)}`);
  }
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folder,
    max_connections: '200',
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const url = `postgres://hamnevis@127.0.0.1:${port}/postgres`;
  const run = () => startProcess(join(bin, 'postgres'), ['-D', data, ...args], { ...owner, cwd: folder });
  let server = run();
  const ready = await becomesReady(server, () => answers(url), 20_000);
  const stop = async () => {
    await server.stop('SIGINT'); // "Fast" shutdown: it does not wait for clients.
    remove();
  };
  if (!ready) {
    await stop();
    return missing(`Postgres did not come up: ${server.said().trim().split('\n').at(-1)}`);
  }
  const start = async () => {
    const deadline = Date.now() + 20_000;
    // Children of a process that was killed hold its memory for a moment, and it refuses to start beside them.
    for (server = run(); !(await becomesReady(server, () => answers(url), 20_000)); server = run()) {
      await server.stop('SIGINT');
      if (Date.now() > deadline) throw new Error(`Postgres did not come back: ${server.said()}`);
    }
  };
  const version = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).trim();
  return had({ url, version, stop, start, kill9: () => server.stop('SIGKILL') });
}

async function ensurePostgres(): Promise<HadOrMissing<{ bin: string; major: string }>> {
  const here = installedMajor();
  if (here) return had(here);
  if (!canUseApt()) return missing('PostgreSQL 15 or newer is not installed, and apt needs root on Debian');
  const installed = await aptInstall(['postgresql'], 240_000);
  const now = installedMajor();
  return now ? had(now) : missing(`installing PostgreSQL: ${installed.reason}`);
}

function installedMajor(): { bin: string; major: string } | undefined {
  if (!existsSync(DEBIAN_HOME)) return undefined;
  const majors = readdirSync(DEBIAN_HOME)
    .filter((name) => Number(name) >= OLDEST_MAJOR && existsSync(join(DEBIAN_HOME, name, 'bin', 'initdb')))
    .sort((a, b) => Number(b) - Number(a));
  const major = majors[0];
  return major ? { bin: join(DEBIAN_HOME, major, 'bin'), major } : undefined;
}

/** Postgres will not run as root: then it runs as the system's user postgres. Undefined when there is none. */
function processOwner(): { uid?: number; gid?: number } | undefined {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
  const uid = id('-u');
  const gid = id('-g');
  if (uid.status !== 0 || gid.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
  try {
    await sql`select 1`;
    return true;
  } catch {
    // Not yet: it refuses connections until it has started.
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
