// Where words that lost their place are handed in. What a node noticed is filed before the rows that brought it are
// folded away; a node that dies in between leaves them in the log's tail, and whoever loads it looks through that.
import { setTimeout as pause } from 'node:timers/promises';
import type { HomelessText } from '@hamnevis/core/history/homeless';
import type { Database } from '@hamnevis/db/connect';
import { fileHomeless, homelessOf } from '@hamnevis/db/log/homeless';
import type { LoadedLog } from '@hamnevis/db/log/load';
import { throughOutage } from '@hamnevis/db/log/outage';
import type { Logger } from 'pino';

/** Whoever opens the document comes first. */
const LOOK_BACK_AFTER_MS = 300;

export interface HomelessDesk {
  /** Files in the background; the author is told when it is done. */
  file(documentId: string, texts: readonly HomelessText[]): void;
  /** Looks through rows behind the snapshot with which a document was loaded, in the background. */
  lookBack(documentId: string, loaded: LoadedLog): void;
  /** Resolves when nothing of a document waits to be filed; rejects when something could not be. */
  settled(documentId: string): Promise<void>;
  allSettled(): Promise<void>;
}

interface Options {
  database: Database;
  log: Logger;
  signal: AbortSignal;
  /** Something new was filed. */
  onFiled: (documentId: string) => void;
}

export function createHomelessDesk({ database, log, signal, onFiled }: Options): HomelessDesk {
  const working = new Map<string, Promise<void>>();
  const failed = new Set<string>();

  /** One thing after the other for each document: filing reads what is filed already. */
  function then(documentId: string, work: () => Promise<void>): void {
    const before = working.get(documentId) ?? Promise.resolve();
    const now = before
      .then(work)
      .catch((error: unknown) => {
        // Its rows are not folded any more: they are looked through again when the document is loaded elsewhere.
        failed.add(documentId);
        if (!signal.aborted) log.error({ err: error, documentId }, 'homeless words could not be filed');
      })
      .finally(() => {
        if (working.get(documentId) === now) working.delete(documentId);
      });
    working.set(documentId, now);
  }

  async function fileNow(documentId: string, texts: readonly HomelessText[]): Promise<void> {
    if (texts.length === 0) return;
    const filed = await throughOutage(() => fileHomeless(database, documentId, texts), signal);
    if (filed > 0) onFiled(documentId);
  }

  async function lookThrough(documentId: string, loaded: LoadedLog): Promise<void> {
    await pause(LOOK_BACK_AFTER_MS, undefined, { signal, ref: false });
    for await (const texts of homelessOf(loaded)) await fileNow(documentId, texts);
  }

  return {
    file: (documentId, texts) => then(documentId, () => fileNow(documentId, texts)),
    lookBack(documentId, loaded) {
      failed.delete(documentId);
      const rows = loaded.updates.length - (loaded.snapshotSequence > 0 ? 1 : 0);
      // The first row is the server's own.
      if (rows > 0 && loaded.sequence > 1) then(documentId, () => lookThrough(documentId, loaded));
    },
    async settled(documentId) {
      await working.get(documentId);
      if (failed.has(documentId)) throw new Error('homeless words of these rows are not filed');
    },
    async allSettled() {
      while (working.size > 0) await Promise.all(working.values());
    },
  };
}
