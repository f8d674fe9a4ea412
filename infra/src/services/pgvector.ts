// pgvector for the Postgres that is installed here: the packaged one where there is one, else built from the
// source of the next Debian and kept, so that it is built once per machine.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { type HadOrMissing, had, missing } from './had-or-missing.ts';
import { aptHas, aptInstall, canUseApt, runCommand } from './run-command.ts';

const SOURCE_SUITE = 'trixie';

/** Makes `create extension vector` work for the Postgres of this major version. */
export async function ensurePgvector(major: string): Promise<HadOrMissing<string>> {
  const control = `/usr/share/postgresql/${major}/extension/vector.control`;
  if (existsSync(control)) return had(control);
  if (!canUseApt()) return missing(`pgvector for PostgreSQL ${major} is not installed, and apt needs root`);
  const packaged = `postgresql-${major}-pgvector`;
  if (aptHas(packaged) && (await aptInstall([packaged], 120_000)).ok && existsSync(control))
    return had(control);
  const tools = await aptInstall([`postgresql-server-dev-${major}`, 'build-essential', 'dpkg-dev'], 240_000);
  if (!tools.ok) return missing(`the tools to build pgvector: ${tools.reason}`);
  const source = await pgvectorSource();
  if (!source.had) return source;
  const pgConfig = `/usr/lib/postgresql/${major}/bin/pg_config`;
  for (const target of [['clean'], ['-j2'], ['install']]) {
    // OPTFLAGS empty: a binary for any machine, since the cache may travel.
    const args = [...target, 'OPTFLAGS=', `PG_CONFIG=${pgConfig}`];
    const made = await runCommand('make', args, { cwd: source.value, timeoutMs: 180_000 });
    if (!made.ok) return missing(`building pgvector: ${made.reason}`);
  }
  return existsSync(control) ? had(control) : missing('pgvector was built but did not arrive');
}

/** The unpacked source, from the cache or from Debian's own archive. */
async function pgvectorSource(): Promise<HadOrMissing<string>> {
  const cache = join(cacheFolder(), 'pgvector');
  mkdirSync(cache, { recursive: true });
  const unpacked = () =>
    readdirSync(cache, { withFileTypes: true }).find(
      (entry) => entry.isDirectory() && entry.name.startsWith('pgvector-'),
    );
  const before = unpacked();
  if (before) return had(join(cache, before.name));

  const archive = debianArchive();
  if (!archive) return missing('no Debian archive stands in the sources of apt');
  const scratch = mkdtempSync(join(tmpdir(), 'hamnevis-pgvector-'));
  try {
    // A list of its own: the machine's apt must not learn another release.
    const list = join(scratch, 'sources.list');
    mkdirSync(join(scratch, 'lists', 'partial'), { recursive: true });
    writeFileSync(list, `deb-src ${archive} ${SOURCE_SUITE} main\n`);
    const own = [
      ...['-o', `Dir::Etc::sourcelist=${list}`],
      ...['-o', 'Dir::Etc::sourceparts=-'],
      ...['-o', `Dir::State::lists=${join(scratch, 'lists')}`],
      ...['-o', 'APT::Sandbox::User=root'],
    ];
    const update = await runCommand('apt-get', [...own, 'update', '-qq'], { timeoutMs: 120_000 });
    if (!update.ok) return missing(`the source of pgvector: ${update.reason}`);
    const fetched = await runCommand('apt-get', [...own, 'source', '--download-only', 'pgvector'], {
      cwd: cache,
      timeoutMs: 120_000,
    });
    const tarball = readdirSync(cache).find((name) => /^pgvector_.*\.orig\.tar\.gz$/.test(name));
    if (!fetched.ok || !tarball) return missing(`the source of pgvector: ${fetched.reason}`);
    const untar = await runCommand('tar', ['xf', tarball], { cwd: cache, timeoutMs: 60_000 });
    const folder = unpacked();
    return untar.ok && folder
      ? had(join(cache, folder.name))
      : missing(`unpacking pgvector: ${untar.reason}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The Debian archive that this machine already uses. */
function debianArchive(): string | undefined {
  const folder = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
  ];
  for (const file of files.filter((path) => existsSync(path))) {
    const found = /(https?:\/\/\S+\/debian)\/?(?=\s|$)/m.exec(
      readFileSync(file, 'utf8').replace(/^\s*#.*$/gm, ''),
    );
    if (found) return found[1];
  }
  return undefined;
}
