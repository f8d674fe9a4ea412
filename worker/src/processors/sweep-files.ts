import type { Settings } from '@hamnevis/core/settings/settings';
import type { Database } from '@hamnevis/db/connect';
import type { FileStore } from '@hamnevis/db/files/file-store';
import { judgeLooseFiles, organizationsWithLooseFiles, removeBytes } from '@hamnevis/db/files/loose-files';
import type { Logger } from 'pino';

const DAY_MS = 24 * 3600_000;

interface SweepFilesDeps {
  readonly database: Database;
  readonly settings: Pick<Settings, 'FILES_KEEP_UNUSED_DAYS'>;
  readonly fileStore: FileStore;
  readonly log: Logger;
}

/**
 * Lets go of files that no text names any more, organization by organization, and of the bytes of those whose rows are
 * gone. A history that cannot be read keeps the files of its organization, and nobody else's waiting.
 */
export async function sweepFiles(
  { database, settings, fileStore, log }: SweepFilesDeps,
  now = new Date(),
): Promise<void> {
  const keepMs = settings.FILES_KEEP_UNUSED_DAYS * DAY_MS;
  const faults: unknown[] = [];
  for (const organizationId of await organizationsWithLooseFiles(database, now)) {
    try {
      const judged = await judgeLooseFiles(database, organizationId, { keepMs, now });
      if (judged.letGo > 0) log.info({ organizationId, ...judged }, 'files that no text names were let go');
    } catch (error) {
      faults.push(error);
    }
  }
  await removeBytes(database, fileStore);
  if (faults.length > 0)
    throw new AggregateError(faults, `the files of ${faults.length} organizations could not be judged`);
}
