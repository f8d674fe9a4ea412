import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@hamnevis/db/connect';
import {
  failExport,
  findOpenExport,
  keepExport,
  setExportProgress,
} from '@hamnevis/db/queries/person-exports';
import { transact } from '@hamnevis/db/queries/transact';
import type { Logger } from 'pino';
import { writePerson } from '../exports/write-person.ts';
import { ZipFile } from '../exports/zip-file.ts';

const PART_BYTES = 1024 * 1024;
/** A text that is too broken to be read stays so: after so long nothing better comes. */
const GIVE_UP_MS = 3600_000;

/**
 * Makes the export of a person into a file of its own, and keeps it all at once. Safe to be cut off anywhere and to
 * run twice: it begins anew, and the first that is ready counts.
 */
export async function processPersonExport(
  { database, log }: { readonly database: Database; readonly log: Logger },
  exportId: string,
  now = () => new Date(),
): Promise<void> {
  const { queries } = database;
  const row = await findOpenExport(queries, exportId);
  if (!row) return;
  const folder = await mkdtemp(join(tmpdir(), 'hamnevis-export-'));
  try {
    const file = await open(join(folder, 'export.zip'), 'w+');
    try {
      const zip = new ZipFile(file, now());
      await setExportProgress(queries, exportId, 1);
      await writePerson(database, row.personId, {
        add: (name, text) => zip.add(name, text),
        progress: (percent) => setExportProgress(queries, exportId, percent),
      });
      await zip.end();
      await transact(database, null, (tx) => keepExport(tx, exportId, partsOf(file), now()));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (now().getTime() - row.createdAt.getTime() < GIVE_UP_MS) throw error;
    log.error({ err: error, exportId }, 'an export was given up');
    await failExport(queries, exportId);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* partsOf(file: FileHandle): AsyncIterable<Uint8Array> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(PART_BYTES), 0, PART_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield new Uint8Array(buffer.subarray(0, bytesRead));
  }
}
