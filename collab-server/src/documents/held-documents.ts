// Every document that this node holds, with the roads of its connections.

import { setTimeout as pause } from 'node:timers/promises';
import type { HomelessText } from '@hamnevis/core/history/homeless';
import type { Database } from '@hamnevis/db/connect';
import { countArticleWords } from '@hamnevis/db/log/count-article-words';
import { foldDocument } from '@hamnevis/db/log/fold';
import { throughOutage } from '@hamnevis/db/log/outage';
import type { Document } from '@hocuspocus/server';
import type { Logger } from 'pino';
import type { ConnectionRoad } from '../commit/connection-road.ts';
import { HeldDocument } from './held-document.ts';
import { createHomelessDesk } from './homeless-desk.ts';

/** A held document and the connections to it. */
export interface Holding {
  readonly held: HeldDocument;
  /** The roads of the connections that are open. */
  readonly roads: ReadonlySet<ConnectionRoad>;
  take(road: ConnectionRoad): void;
  letGo(road: ConnectionRoad): void;
  /** Resolves when everything that came by open or closed connections is committed or refused. */
  drained(): Promise<void>;
}

export interface HeldDocuments {
  /** Reads a document from the log into `document`, waiting for the database if it is away. */
  open(document: Document): Promise<Holding>;
  get(documentId: string): Holding | undefined;
  all(): Iterable<Holding>;
  size(): number;
  /** To be called after rows were committed: folds in the background when it is time. */
  grew(documentId: string): void;
  /** Keeps words for the owner of their client id; resolves when they are in the database. */
  keepHomeless(documentId: string, pieces: readonly HomelessText[]): Promise<void>;
  /** How many of them have their article as bytes only. */
  asleep(): number;
  /** Resolves when no document is held by anybody and no fold is being written. */
  settled(): Promise<void>;
  stop(): void;
}

interface Options {
  database: Database;
  log: Logger;
  snapshotEvery: number;
  /** The largest state that a document may have. */
  maxDocumentBytes: number;
  /** After so long without a change an article is kept as bytes. */
  idleMs: number;
  signal: AbortSignal;
  /** Words that lost their place were filed for somebody. */
  onHomelessFiled: (documentId: string) => void;
}

/** How often a stop looks whether Hocuspocus has let everything go. */
const SETTLING_MS = 5;
const LOOK_FOR_IDLE_MS = 5_000;

export function createHeldDocuments({
  database,
  log,
  snapshotEvery,
  maxDocumentBytes,
  idleMs,
  signal,
  onHomelessFiled,
}: Options): HeldDocuments {
  const holdings = new Map<string, Holding>();
  const folding = new Map<string, Promise<void>>();
  const homeless = createHomelessDesk({ database, log, signal, onFiled: onHomelessFiled });

  /** Takes the state now, writes it later. */
  function fold(held: HeldDocument): void {
    if (folding.has(held.id) || !held.isExact || held.unfolded === 0) return;
    const { id: documentId, sequence } = held;
    const state = held.article.fullState();
    const stateVector = held.article.stateVector();
    // Taken now: asked for later it would wake an article that went to sleep meanwhile.
    const { document } = held.article;
    // A row that is folded is not looked at again when the document is loaded.
    const work = homeless
      .settled(documentId)
      .then(() => countArticleWords(document))
      .then((wordCount) =>
        throughOutage(
          () => foldDocument(database, { documentId, sequence, state, stateVector, wordCount }),
          signal,
        ),
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

  /** Lets idle articles go one per turn: encoding a large one takes some milliseconds. */
  async function letSleep(): Promise<void> {
    for (const { held, roads } of holdings.values()) {
      if (held.article.idleMs < idleMs) continue;
      if (!held.article.isAwake) {
        held.article.sleep();
        continue;
      }
      if ([...roads].some((road) => road.isWorking) || folding.has(held.id)) continue;
      // So that the next start finds it whole, and nobody need wake it when the last one leaves.
      fold(held);
      held.article.sleep();
      await new Promise(setImmediate);
    }
  }

  let isLetting = false;
  const looking = setInterval(
    () => {
      if (isLetting) return;
      isLetting = true;
      letSleep()
        .catch((error: unknown) => log.error({ err: error }, 'idle articles could not be let go'))
        .finally(() => {
          isLetting = false;
        });
    },
    Math.min(idleMs, LOOK_FOR_IDLE_MS),
  );

  return {
    async open(document) {
      const held = new HeldDocument(document, database, log, {
        maxBytes: maxDocumentBytes,
        onHomeless: (texts) => homeless.file(document.name, texts),
        onRoom: (message) => {
          for (const road of holdings.get(document.name)?.roads ?? []) road.tell(message);
        },
      });
      homeless.lookBack(held.id, await throughOutage(() => held.load(), signal));
      const holding = buildHolding(held);
      holdings.set(held.id, holding);
      // The one moment that Hocuspocus cannot take back: nobody is at the document any more.
      document.on('destroy', () => {
        fold(held);
        holdings.delete(held.id);
      });
      return holding;
    },
    get: (documentId) => holdings.get(documentId),
    all: () => holdings.values(),
    async keepHomeless(documentId, pieces) {
      homeless.file(documentId, pieces);
      await homeless.settled(documentId);
    },
    size: () => holdings.size,
    asleep: () => [...holdings.values()].filter(({ held }) => !held.article.isAwake).length,
    grew(documentId) {
      const held = holdings.get(documentId)?.held;
      if (held && held.unfolded >= snapshotEvery) setImmediate(fold, held);
    },
    async settled() {
      while (holdings.size > 0 && !signal.aborted) await pause(SETTLING_MS);
      while (folding.size > 0) await Promise.all(folding.values());
      await homeless.allSettled();
    },
    stop: () => clearInterval(looking),
  };
}

function buildHolding(held: HeldDocument): Holding {
  const roads = new Set<ConnectionRoad>();
  const leaving = new Set<ConnectionRoad>();
  return {
    held,
    roads,
    take: (road) => void roads.add(road),
    letGo(road) {
      roads.delete(road);
      held.lacking.delete(road);
      leaving.add(road);
      void road.drained().then(() => leaving.delete(road));
    },
    async drained() {
      await Promise.all([...roads, ...leaving].map((road) => road.drained()));
    },
  };
}
