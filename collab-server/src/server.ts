// The collab-server: sockets in, the durable log behind them. The road of an edit, from top to bottom:
//   handleUpgrade -> Hocuspocus (who is it, which document) -> ConnectionRoad (judge, append, apply, acknowledge)
// Hocuspocus keeps sockets and documents; it neither stores nor queues anything here.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Settings } from '@hamnevis/core/settings/settings';
import type { Database } from '@hamnevis/db/connect';
import { bindClient } from '@hamnevis/db/queries/collab-clients';
import type { Signals } from '@hamnevis/db/signals/signals';
import { type Connection, type Document, Hocuspocus } from '@hocuspocus/server';
import type { Logger } from 'pino';
import { admit, mayEdit } from './admission/admission.ts';
import { gatherTickets } from './admission/gathered-tickets.ts';
import { watchRights } from './admission/rights.ts';
import { createUpdateRate } from './admission/update-rate.ts';
import { type ConnectionContext, ConnectionRoad, type RoadParts } from './commit/connection-road.ts';
import { createGroupCommit } from './commit/group-commit.ts';
import { createHeldDocuments } from './documents/held-documents.ts';
import { createNodePresence } from './presence/node-presence.ts';
import type { GuardedSocket } from './sockets/guarded-socket.ts';
import { createUpgrades } from './sockets/upgrades.ts';

export interface CollabDependencies {
  database: Database;
  signals: Signals;
  settings: Settings;
  log: Logger;
  /** Names this node in hints; made up when not given. */
  nodeId?: string;
}

export interface CollabServer {
  /** Takes a socket for `/collab` or `/yjs/<document id>`; false when the path is somebody else's. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  metrics(): CollabMetrics;
  /** Takes no more, closes every socket (1001), and commits what was received. Bounded in time. */
  stop(): Promise<void>;
}

/** Figures of this moment, and counters since the start. */
export interface CollabMetrics {
  sockets: number;
  connections: number;
  documents: number;
  /** Documents that nobody has changed for a while: their article is kept as bytes. */
  documentsAsleep: number;
  /** Bytes received and not yet committed. */
  waitingBytes: number;
  updatesCommitted: number;
  updatesRefused: number;
}

/** Documents on one socket, and refused tokens before it is closed. */
const MOST_DOCUMENTS = 20;
const MOST_REFUSED_TOKENS = 10;
/** A socket that has not signed in by then is closed. */
const SIGN_IN_WITHIN_MS = 30_000;
const DRAIN_MS = 4_000;

export function startCollabServer(dependencies: CollabDependencies): CollabServer {
  const { database, signals, settings, log } = dependencies;
  const node = dependencies.nodeId ?? randomUUID();
  const stopping = new AbortController();
  const { signal } = stopping;
  const counters = { updatesCommitted: 0, updatesRefused: 0 };

  const limits = {
    maxUpdateBytes: settings.COLLAB_MAX_UPDATE_KB * 1024,
    maxDocumentBytes: settings.COLLAB_MAX_DOCUMENT_MB * 1024 * 1024,
  };
  const documents = createHeldDocuments({
    database,
    log,
    signal,
    snapshotEvery: settings.COLLAB_SNAPSHOT_EVERY,
    maxDocumentBytes: limits.maxDocumentBytes,
    idleMs: settings.COLLAB_IDLE_SECONDS * 1000,
    onHomelessFiled: (documentId) => signals.publish('document-changed', { documentId, what: 'homeless' }),
  });
  const commit = createGroupCommit({
    database,
    log,
    apply: (documentId, rows) => documents.get(documentId)?.held.applyOwn(rows),
    onCommitted(documentId, sequence) {
      signals.publish('log-grew', { documentId, sequence, node });
      documents.grew(documentId);
    },
  });
  const readTicket = gatherTickets(database);
  const rights = watchRights({ database, signals, documents, log, signal });
  const presence = createNodePresence({ signals, documents, node });
  const parts: RoadParts = {
    commit,
    log,
    signal,
    counters,
    presence: { database, log, signal, publish: presence.publish },
    limits,
    rate: createUpdateRate(settings.COLLAB_UPDATES_PER_SECOND),
    onRightsChanged: rights.refresh,
    bindClient: (documentId, clientId, owner) => bindClient(database, documentId, clientId, owner),
    keepHomeless: documents.keepHomeless,
  };

  const hocuspocus = new Hocuspocus<ConnectionContext>({
    quiet: true,
    timeout: SIGN_IN_WITHIN_MS,
    maxPendingDocuments: MOST_DOCUMENTS,
    // Its documents carry awareness alone: what changed in one turn goes in one frame.
    flushDelay: 0,
    async onAuthenticate({ token, documentName, context, connectionConfig }) {
      const { socket } = context;
      if (socket.openDocuments >= MOST_DOCUMENTS) throw new Denied('too-fast');
      // Counted before anything is awaited, so that many at once are no way around.
      socket.openDocuments += 1;
      const result = await admit(database, token, documentName, readTicket, signal).catch((error: unknown) =>
        comeAgain(context.socket, error, 'a token could not be judged'),
      );
      if (!result.admitted) {
        socket.openDocuments -= 1;
        socket.refusedTokens += 1;
        if (socket.refusedTokens >= MOST_REFUSED_TOKENS) setImmediate(() => socket.closeFor(result.reason));
        throw new Denied(result.reason);
      }
      connectionConfig.readOnly = !mayEdit(result.admission);
      return { admission: result.admission, head: result.head };
    },
    async onLoadDocument({ document, context }) {
      await documents
        .open(document)
        .catch((error: unknown) => comeAgain(context.socket, error, 'a document could not be loaded'));
      openRoads(document, parts);
      presence.askOthers(document.name);
    },
    async connected({ documentName, connection }) {
      const message = documents.get(documentName)?.held.room.tellNewcomer();
      if (message) connection.sendStateless(JSON.stringify(message));
    },
    async beforeUnloadDocument({ documentName }) {
      await documents.get(documentName)?.drained();
    },
  });

  /** "Permission denied" would stop a stock client for good; a closed socket makes it come again. */
  function comeAgain(socket: GuardedSocket, error: unknown, what: string): never {
    if (!signal.aborted) log.error({ err: error }, what);
    socket.closeFor('try-again');
    throw new Denied('try-again');
  }

  /** Each connection of a document gets its road. */
  function openRoads(document: Document, roadParts: RoadParts): void {
    const add = document.addConnection.bind(document);
    document.addConnection = (connection: Connection<ConnectionContext>) => {
      const holding = documents.get(document.name);
      if (holding?.held.document !== document) {
        // Hocuspocus let the document go while this connection was on its way to it.
        connection.handleMessage = () => {};
        connection.context.socket.closeFor('try-again');
        return document;
      }
      add(connection);
      const road = new ConnectionRoad(connection, holding.held, roadParts);
      // Hocuspocus would hand its hooks one message at a time; a road keeps the order and fills commits.
      connection.handleMessage = (frame) => road.receive(frame);
      connection.waitForPendingMessages = () => road.drained();
      holding.take(road);
      connection.onClose(() => {
        holding.letGo(road);
        connection.context.socket.openDocuments -= 1;
        road.presence.end();
      });
      return document;
    };
  }

  const upgrades = createUpgrades({
    settings,
    log,
    open: (socket, transport, request) =>
      hocuspocus.handleConnection(transport, request, { socket } as ConnectionContext),
  });

  return {
    handleUpgrade: upgrades.handle,
    metrics: () => ({
      sockets: upgrades.count(),
      connections: [...documents.all()].reduce((sum, { roads }) => sum + roads.size, 0),
      documents: documents.size(),
      documentsAsleep: documents.asleep(),
      waitingBytes: commit.waitingBytes(),
      ...counters,
    }),
    async stop() {
      await upgrades.close();
      const deadline = setTimeout(() => {
        // What is not committed by now was never acknowledged: its authors send it again.
        commit.abandon();
        stopping.abort(new Error('the server stops'));
      }, DRAIN_MS);
      await Promise.all([...documents.all()].map((holding) => holding.drained()));
      await commit.drained();
      await documents.settled();
      rights.stop();
      presence.stop();
      documents.stop();
      commit.abandon();
      clearTimeout(deadline);
      stopping.abort(new Error('the server stopped'));
    },
  };
}

/** Hocuspocus tells the client its `reason`; without a message it does not print it. */
class Denied extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super('');
    this.reason = reason;
  }
}
