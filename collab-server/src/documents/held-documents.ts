// Every document that this node holds, with the roads of its connections.

import { countWords } from '@hamnevis/core/document/words';
import { type ArticleNode, articleOf, plainText } from '@hamnevis/core/document/yjs';
import type { Database } from '@hamnevis/db/connect';
import { foldDocument } from '@hamnevis/db/log/fold';
import { throughOutage } from '@hamnevis/db/log/outage';
import type { Document } from '@hocuspocus/server';
import type { Logger } from 'pino';
import type { ConnectionRoad } from '../commit/connection-road.ts';
import { HeldDocument } from './held-document.ts';

/** A held document and the connections to it. */
export interface Holding {
  held: HeldDocument;
  roads: Set<ConnectionRoad>;
}

export interface HeldDocuments {
  /** Reads a document from the log into `document`, waiting for the database if it is away. */
  open(document: Document): Promise<Holding>;
  get(documentId: string): Holding | undefined;
  all(): Iterable<Holding>;
  size(): number;
  /** To be called after rows were committed: folds in the background when it is time. */
  grew(documentId: string): void;
  /** Lets a document go, after a last fold in the background. */
  close(document: Document): void;
  /** Resolves when no fold is being written. */
  settled(): Promise<void>;
}

interface Options {
  database: Database;
  log: Logger;
  snapshotEvery: number;
  signal: AbortSignal;
}

/** Longest stretch of counting words before others get their turn. */
const COUNT_SLICE_MS = 4;

export function createHeldDocuments({ database, log, snapshotEvery, signal }: Options): HeldDocuments {
  const holdings = new Map<string, Holding>();
  const folding = new Map<string, Promise<void>>();

  /** Takes the state now, writes it later. */
  function fold(held: HeldDocument): void {
    if (folding.has(held.id) || !held.isExact || held.unfolded === 0) return;
    const { id: documentId, sequence } = held;
    const state = held.fullState();
    const article = articleOf(held.document);
    const work = countArticleWords(article)
      .then((wordCount) =>
        throughOutage(() => foldDocument(database, { documentId, sequence, state, wordCount }), signal),
      )
      .then(
        () => held.folded(sequence, state.length),
        (error: unknown) => {
          // The log has it all; the next fold tries again.
          if (!signal.aborted) log.error({ err: error, documentId }, 'a document could not be folded');
        },
      )
      .finally(() => folding.delete(documentId));
    folding.set(documentId, work);
  }

  return {
    async open(document) {
      const held = new HeldDocument(document, database, log);
      await throughOutage(() => held.load(), signal);
      const holding: Holding = { held, roads: new Set() };
      holdings.set(held.id, holding);
      return holding;
    },
    get: (documentId) => holdings.get(documentId),
    all: () => holdings.values(),
    size: () => holdings.size,
    grew(documentId) {
      const held = holdings.get(documentId)?.held;
      if (held && held.unfolded >= snapshotEvery) setImmediate(fold, held);
    },
    close(document) {
      const holding = holdings.get(document.name);
      if (holding?.held.document !== document) return;
      fold(holding.held);
      holdings.delete(document.name);
    },
    async settled() {
      while (folding.size > 0) await Promise.all(folding.values());
    },
  };
}

/** Block by block, so that a long article does not hold up anybody's typing. */
async function countArticleWords(article: ArticleNode): Promise<number> {
  let words = 0;
  let since = performance.now();
  for (const block of article.content ?? []) {
    words += countWords(plainText(block), 'fa');
    if (performance.now() - since < COUNT_SLICE_MS) continue;
    await new Promise(setImmediate);
    since = performance.now();
  }
  return words;
}
