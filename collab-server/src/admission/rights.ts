// Rights that change while people are connected. The log refuses what is no longer allowed by itself, at once and
// on every node; this tells the people, and takes reading from those who lost it.
import type { ServerMessage } from '@hamnevis/core/sockets/messages';
import type { Database } from '@hamnevis/db/connect';
import { throughOutage } from '@hamnevis/db/log/outage';
import {
  readHeads,
  readLiveSessions,
  readMemberEpochs,
  readStandings,
} from '@hamnevis/db/queries/collab-admission';
import type { Signals } from '@hamnevis/db/signals/signals';
import type { Logger } from 'pino';
import type { ConnectionRoad } from '../commit/connection-road.ts';
import type { HeldDocuments, Holding } from '../documents/held-documents.ts';

/**
 * Who lost a right stops reading within two seconds, hint or no hint (A31, A43): one look finds everybody, and the next
 * is never further away than this. (Their writing stops at once, in the append.)
 */
export const LOOK_EVERY_MS = 1_500;

export interface RightsWatch {
  /** Reads the rights of everybody at a document afresh. */
  refresh(documentId: string): void;
  stop(): void;
}

interface Options {
  database: Database;
  signals: Signals;
  documents: HeldDocuments;
  log: Logger;
  signal: AbortSignal;
}

export function watchRights({ database, signals, documents, log, signal }: Options): RightsWatch {
  const refreshing = new Map<string, Promise<void>>();
  const again = new Set<string>();

  function refresh(documentId: string): void {
    if (!documents.get(documentId)) return;
    if (refreshing.has(documentId)) return void again.add(documentId);
    const work = judgeAgain(documentId)
      .catch((error: unknown) => {
        if (!signal.aborted) log.error({ err: error, documentId }, 'rights could not be read');
      })
      .finally(() => {
        refreshing.delete(documentId);
        if (again.delete(documentId)) refresh(documentId);
      });
    refreshing.set(documentId, work);
  }

  async function judgeAgain(documentId: string): Promise<void> {
    const holding = documents.get(documentId);
    if (!holding) return;
    const people = new Set([...holding.roads].map((road) => road.admission.person.id));
    const standings = await throughOutage(() => readStandings(database, documentId, [...people]), signal);
    for (const road of holding.roads) {
      const standing = standings.get(road.admission.person.id);
      if (standing) road.admitAgain({ ...road.admission, ...standing });
      else road.cut('not-found');
    }
  }

  /** The documents in which somebody of these is connected. */
  function holdingsOf(concerns: (road: ConnectionRoad) => boolean): Holding[] {
    return [...documents.all()].filter((holding) => [...holding.roads].some(concerns));
  }

  function tellAll(documentId: string, message: ServerMessage): void {
    for (const road of documents.get(documentId)?.roads ?? []) road.tell(message);
  }

  const subscriptions = [
    signals.subscribe('status-changed', ({ documentId }) => refresh(documentId)),
    signals.subscribe('member-changed', ({ organizationId, personId }) => {
      const concerns = ({ admission }: ConnectionRoad) =>
        admission.organizationId === organizationId && admission.person.id === personId;
      for (const { held } of holdingsOf(concerns)) refresh(held.id);
    }),
    signals.subscribe('session-ended', ({ sessionId }) => {
      for (const { roads } of documents.all()) {
        for (const road of roads) if (road.admission.sessionId === sessionId) road.cut('unauthenticated');
      }
    }),
    signals.subscribe('document-changed', ({ documentId, what }) => {
      tellAll(documentId, { type: 'changed', what });
      // The document may have gone to the trash.
      if (what === 'document') refresh(documentId);
    }),
    signals.subscribe('log-grew', ({ documentId, sequence }) => {
      const held = documents.get(documentId)?.held;
      if (held && sequence > held.sequence) follow(held.id);
    }),
  ];

  function follow(documentId: string): void {
    const held = documents.get(documentId)?.held;
    held?.follow().catch((error: unknown) => {
      if (!signal.aborted) log.warn({ err: error, documentId }, 'the log could not be followed');
    });
  }

  /** Looks by itself from time to time: hints get lost. */
  async function look(): Promise<void> {
    const holdings = [...documents.all()];
    if (holdings.length === 0) return;
    const roads = holdings.flatMap((holding) => [...holding.roads]);
    const heads = await readHeads(
      database,
      holdings.map(({ held }) => held.id),
    );
    for (const { held } of holdings) {
      const head = heads.get(held.id);
      if (head && head.sequence > held.sequence) follow(held.id);
    }
    const epochs = await readMemberEpochs(database, [
      ...new Set(roads.map((road) => road.admission.person.id)),
    ]);
    const sessionIds = roads.flatMap((road) => road.admission.sessionId ?? []);
    const sessions =
      sessionIds.length > 0 ? await readLiveSessions(database, [...new Set(sessionIds)]) : null;
    for (const road of roads) {
      const { documentId, organizationId, person, sessionId, epoch, memberEpoch } = road.admission;
      if (sessionId !== null && sessions && !sessions.has(sessionId)) road.cut('unauthenticated');
      else if (
        heads.get(documentId)?.epoch !== epoch ||
        epochs.get(`${organizationId}:${person.id}`) !== memberEpoch
      ) {
        refresh(documentId);
      }
    }
  }

  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      // While the database is away there is nothing to see; the next look comes.
      .catch((error: unknown) => log.debug({ err: error }, 'could not look for changed rights'))
      .finally(() => {
        looking = false;
      });
  }, LOOK_EVERY_MS);

  return {
    refresh,
    stop() {
      clearInterval(timer);
      for (const end of subscriptions) end();
    },
  };
}
