// The embedded database: Postgres 18 with pgvector, in this process, on disk with real fsync.
// Two processes on one folder destroy each other's rows without any error: the launcher holds the folder's lock.
import fs from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';

const BYTEA = 17;

/** Emscripten's file system, as far as fsync needs it; internal to PGlite, so guarded by a test. */
interface NodeFileSystem {
  FS?: { filesystems?: { NODEFS?: { stream_ops?: { fsync?: (stream: { nfd: number }) => number } } } };
}

/** How often the operating system was asked to write to the disk since start; for the guard test. */
export const fsyncCounter = { count: 0 };

/**
 * Opens the database in `dataDir` (`memory://` for none), a fresh one with `contents` (a dump of PGlite's own). PGlite runs
 * with fsync off by default, which survives the death of the process but not of the machine; here every commit reaches the
 * disk.
 */
export async function openPglite(dataDir: string, contents?: Blob): Promise<PGlite> {
  const onDisk = !dataDir.startsWith('memory://');
  const startParams = [
    ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
    ...(onDisk ? ['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'] : ['-F']),
    ...['-c', 'shared_buffers=16MB'],
    ...['-c', 'search_path=public,bullmq'],
  ];
  const pglite = await PGlite.create(onDisk ? dataDir : 'memory://', {
    startParams,
    extensions: { vector, pg_trgm },
    relaxedDurability: false,
    ...(contents ? { loadDataDir: contents } : {}),
    // The default codec of bytea is slow: 1 MB took 203 ms to write and 78 ms to read, this way 62 and 20.
    parsers: { [BYTEA]: (hex: string) => new Uint8Array(Buffer.from(hex.slice(2), 'hex')) },
    serializers: { [BYTEA]: (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString('hex')}` },
  });
  if (onDisk) installFsync(pglite);
  return pglite;
}

function installFsync(pglite: PGlite): void {
  const streamOps = (pglite as unknown as { Module?: NodeFileSystem }).Module?.FS?.filesystems?.NODEFS
    ?.stream_ops;
  if (!streamOps)
    throw new Error('this PGlite keeps its file system elsewhere: commits would not reach the disk');
  streamOps.fsync = (stream) => {
    fs.fdatasyncSync(stream.nfd);
    fsyncCounter.count += 1;
    return 0;
  };
}
