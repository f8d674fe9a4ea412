// What is done for the history of texts in the background. Each part is safe to repeat and to be cut off anywhere.
import type { Database } from '@hamnevis/db/connect';
import { listBehindAuthorship, readAuthorship } from '@hamnevis/db/log/authorship';
import { countWorkOfVersions, makeDueVersions } from '@hamnevis/db/queries/automatic-versions';
import { sweepSeals } from '@hamnevis/db/queries/versions';
import type { Signals } from '@hamnevis/db/signals/signals';

/** Whoever asks for authorship works out so few rows alone, at once. */
const ROWS_BEHIND = 2000;

/** Time for authorship in one go: what is left over waits for the next. */
const AUTHORSHIP_BUDGET_MS = 2000;

const DOCUMENTS_AT_ONCE = 10;

/** Finishes seals, makes the versions that are due, counts what versions brought, and keeps authorship near. */
export async function keepHistory(database: Database, signals: Signals): Promise<void> {
  await sweepSeals(database);
  const changed = new Set(await makeDueVersions(database));
  for (const documentId of await countWorkOfVersions(database)) changed.add(documentId);
  for (const documentId of changed) signals.publish('document-changed', { documentId, what: 'versions' });
  await advanceAuthorship(database);
}

async function advanceAuthorship(database: Database): Promise<void> {
  const until = performance.now() + AUTHORSHIP_BUDGET_MS;
  for (const documentId of await listBehindAuthorship(database, ROWS_BEHIND, DOCUMENTS_AT_ONCE)) {
    const budgetMs = until - performance.now();
    if (budgetMs <= 0) return;
    await readAuthorship(database, documentId, { budgetMs });
  }
}
