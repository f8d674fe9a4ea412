// What costs seconds to make and stays as it is (a migrated database, a seeded folder), made once for a whole test run:
// its files come one after the other in processes of their own, and share what lies in the run's folder.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const FOLDER = 'TEST_RUN_FOLDER';
const LONGEST_MS = 120_000;

/** Makes the run's folder; answers what removes it. For vitest's `globalSetup`, before any file runs. */
export default function openRunFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'hamnevis-run-'));
  process.env[FOLDER] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/**
 * The path of what `make` leaves at the path that it is given; made by whoever asks first, awaited by the others. Outside
 * of a test run nothing is shared: undefined. Throws when it could not be made.
 */
export async function madeOnce(
  name: string,
  make: (path: string) => Promise<void>,
): Promise<string | undefined> {
  const folder = process.env[FOLDER];
  if (!folder) return undefined;
  const made = join(folder, name);
  const failed = join(folder, `${name}.failed`);
  if (takes(join(folder, `${name}.making`))) {
    try {
      const part = join(folder, `${name}.part`);
      await make(part);
      renameSync(part, made);
    } catch (error) {
      mkdirSync(failed);
      throw error;
    }
  }
  for (const deadline = Date.now() + LONGEST_MS; !existsSync(made); await wait(50)) {
    if (existsSync(failed)) throw new Error(`${name} could not be made for this run; its maker said why`);
    if (Date.now() > deadline) throw new Error(`${name} was not made within ${LONGEST_MS} ms`);
  }
  return made;
}

/** Whether this process is the one that makes it. */
function takes(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
