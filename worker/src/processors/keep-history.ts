// What is done for the history of texts in the background. Each part is safe to repeat and to be cut off anywhere.
// Only documents in the queue are looked at: those that changed, and those that something is still due for.
import { historyWork } from '@hamnevis/core/history/history-work';
import type { Settings } from '@hamnevis/core/settings/settings';
import type { Database } from '@hamnevis/db/connect';
import { readAuthorship } from '@hamnevis/db/log/authorship';
import { foldLog } from '@hamnevis/db/log/fold-log';
import { keepSnapshotBeyond } from '@hamnevis/db/log/keep-snapshot';
import { CorruptSegment } from '@hamnevis/db/log/segments';
import { countWorkOfVersions, makeAutomaticVersion } from '@hamnevis/db/queries/automatic-versions';
import {
  type DueDocument,
  historyStanding,
  settleHistory,
  takeDueHistory,
} from '@hamnevis/db/queries/history-queue';
import { sweepSeals } from '@hamnevis/db/queries/versions';
import type { Signals } from '@hamnevis/db/signals/signals';

/** Time for all documents in one go: what is left over waits for the next. */
const BUDGET_MS = 5000;

/** Authorship of one document takes at most so long in one go. */
const AUTHORSHIP_BUDGET_MS = 2000;

const DOCUMENTS_AT_ONCE = 50;

/** Whoever dies over a document leaves it to the next after so long. */
const LEASE_MS = 60_000;

/** Rows that could not be folded, and segments that cannot be read, raise their alarm once a day. */
const BROKEN_AGAIN_MS = 24 * 3600_000;

export interface HistoryDeps {
  database: Database;
  signals: Signals;
  settings: Pick<Settings, 'HISTORY_FOLD_AFTER_HOURS'>;
}

/**
 * Finishes seals, makes the versions that are due, counts what they brought, keeps authorship near, and folds. What is
 * wrong with one document keeps nobody else's waiting: it is thrown when all had their turn.
 */
export async function keepHistory({ database, signals, settings }: HistoryDeps): Promise<void> {
  await sweepSeals(database);
  const until = performance.now() + BUDGET_MS;
  const changed = new Set<string>();
  const faults: unknown[] = [];
  for (const due of await takeDueHistory(database, DOCUMENTS_AT_ONCE, LEASE_MS)) {
    try {
      if (await careFor(database, due, settings, until)) changed.add(due.documentId);
    } catch (error) {
      if (!(error instanceof CorruptSegment)) {
        faults.push(error);
        continue;
      }
      // Its alarm is raised, and stands in the log. A version may have been made before.
      changed.add(due.documentId);
      await waitForMending(database, due.documentId);
    }
  }
  for (const documentId of await countWorkOfVersions(database)) changed.add(documentId);
  for (const documentId of changed) signals.publish('document-changed', { documentId, what: 'versions' });
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} histories could not be kept`);
}

/** A part of its history cannot be read; until somebody has mended that there is nothing to be done for the rest. */
async function waitForMending(database: Database, documentId: string): Promise<void> {
  const standing = await historyStanding(database, documentId);
  await settleHistory(database, documentId, {
    seenSequence: standing?.sequence ?? 0,
    dueInMs: standing ? BROKEN_AGAIN_MS : null,
  });
}

/** Does what is due for one document, and says when to look at it again. Answers whether it has a new version. */
async function careFor(
  database: Database,
  due: DueDocument,
  settings: HistoryDeps['settings'],
  until: number,
): Promise<boolean> {
  const { documentId, organizationId } = due;
  const foldAfterMs = settings.HISTORY_FOLD_AFTER_HOURS * 3600_000;
  let hasVersion = false;
  for (;;) {
    const standing = await historyStanding(database, documentId);
    if (!standing) {
      await settleHistory(database, documentId, { seenSequence: 0, dueInMs: null });
      return hasVersion;
    }
    const work = historyWork(standing, { foldAfterMs });
    const settle = (dueInMs: number | null) =>
      settleHistory(database, documentId, { seenSequence: standing.sequence, dueInMs });
    // The version first: it is what people wait for. Everything else may take another turn.
    if (work.version && !hasVersion) {
      const personId = standing.lastWriter;
      hasVersion = await makeAutomaticVersion(database, { documentId, organizationId, personId });
      if (hasVersion) continue;
    }
    if (!work.authorship && !work.fold) {
      await settle(work.nextInMs);
      return hasVersion;
    }
    const budgetMs = Math.min(until - performance.now(), AUTHORSHIP_BUDGET_MS);
    if (budgetMs <= 0) {
      await settle(0);
      return hasVersion;
    }
    if (work.authorship) await readAuthorship(database, documentId, { budgetMs });
    else if (work.fold) {
      await keepSnapshotBeyond(database, documentId, work.fold.upTo);
      if ((await foldLog(database, documentId, work.fold)) !== 'unfoldable') continue;
      await settle(Math.min(work.nextInMs ?? BROKEN_AGAIN_MS, BROKEN_AGAIN_MS));
      return hasVersion;
    }
  }
}
