// The AI's road in one process: a database, the real collab-server on a port of its own, the real worker, and the
// demo model over HTTP. For stories about what people see while the co-writer writes.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startCollabServer } from '@hamnevis/collab-server/server';
import type { Role } from '@hamnevis/core/access/roles';
import type { AiRunCreate } from '@hamnevis/core/contract/ai-runs';
import { ARTICLE_FRAGMENT, SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import { type ArticleNode, updateFromArticle } from '@hamnevis/core/document/yjs';
import { parseSettings, type Settings } from '@hamnevis/core/settings/settings';
import type { Database } from '@hamnevis/db/connect';
import { appendUpdates } from '@hamnevis/db/log/append';
import { insertDocument } from '@hamnevis/db/queries/documents';
import { insertMember } from '@hamnevis/db/queries/members';
import { newId } from '@hamnevis/db/queries/new-id';
import { insertOrganization } from '@hamnevis/db/queries/organizations';
import { insertPerson } from '@hamnevis/db/queries/people';
import { createSession } from '@hamnevis/db/queries/sessions';
import { createTicket } from '@hamnevis/db/queries/tickets';
import { transact } from '@hamnevis/db/queries/transact';
import { insertProject, insertWorkspace } from '@hamnevis/db/queries/workspaces';
import { connectQueues, type Queues } from '@hamnevis/db/queues/connect-queues';
import { aiRuns } from '@hamnevis/db/schema/tables';
import { createLocalSignals, createRedisSignals, type Signals } from '@hamnevis/db/signals/signals';
import { buildDatabase } from '@hamnevis/db/testing/build-database';
import { type RunningWorker, startWorker } from '@hamnevis/worker/worker';
import { HocuspocusProvider } from '@hocuspocus/provider';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { type DemoModel, startDemoModel } from '../demo-model/start-demo-model.ts';

/** One document of one organization, and a writer in it. */
export interface RoadDocument {
  organizationId: string;
  documentId: string;
  writerId: string;
  /** The writer's session token: opens the socket for as long as the story lasts. */
  token: string;
}

export type RunRow = typeof aiRuns.$inferSelect;

let counter = 0;

/** Puts a document with these paragraphs, and its writer, into a database. */
export async function buildRoadDocument(
  database: Database,
  paragraphs: readonly string[],
  options: { role?: Role; language?: 'fa' | 'en' } = {},
): Promise<RoadDocument> {
  counter += 1;
  const name = `road-${process.pid}-${counter}`;
  const { queries } = database;
  const writer = await insertPerson(queries, {
    name,
    phone: null,
    email: `${name}@example.test`,
    color: 'p1',
    language: 'fa',
  });
  const organizationId = newId();
  const document = await transact(database, { organizationId }, async (tx) => {
    await insertOrganization(tx, { id: organizationId, name, slug: name });
    await insertMember(tx, { organizationId, personId: writer.id, role: options.role ?? 'writer' });
    const workspace = await insertWorkspace(tx, { organizationId, name, slug: name });
    const project = await insertProject(tx, { organizationId, workspaceId: workspace.id, name, slug: name });
    return insertDocument(tx, {
      organizationId,
      projectId: project.id,
      title: 'مقالهٔ آزمایشی',
      language: options.language ?? 'fa',
      createdBy: writer.id,
    });
  });
  const article: ArticleNode = {
    type: 'doc',
    content: paragraphs.map((text) =>
      text === '' ? { type: 'paragraph' } : { type: 'paragraph', content: [{ type: 'text', text }] },
    ),
  };
  const [answer] = await appendUpdates(database, [
    {
      documentId: document.id,
      requestId: randomUUID(),
      update: updateFromArticle(article, 1),
      actorId: writer.id,
      run: null,
      epoch: 0,
      memberEpoch: 0,
      kind: 'seed',
      clientIds: [],
    },
  ]);
  if (answer?.outcome !== 'ok') throw new Error(`the article was not seeded: ${answer?.outcome}`);
  const session = await createSession(queries, {
    personId: writer.id,
    device: null,
    ip: null,
    now: new Date(),
  });
  return {
    organizationId,
    documentId: document.id,
    writerId: writer.id,
    token: session.token,
  };
}

/** Writes a run's row, as the API does before it adds the job. */
export async function insertRun(
  database: Database,
  at: RoadDocument,
  request: Partial<AiRunCreate> = {},
): Promise<string> {
  const { organizationId } = at;
  const [row] = await transact(database, { organizationId }, (tx) =>
    tx
      .insert(aiRuns)
      .values({
        organizationId,
        documentId: at.documentId,
        askedBy: at.writerId,
        kind: request.kind ?? 'draft',
        request: { kind: 'draft', ...request },
      })
      .returning({ id: aiRuns.id }),
  );
  if (!row) throw new Error('the insert answered no row');
  return row.id;
}

export async function readRun(database: Database, runId: string): Promise<RunRow> {
  const [row] = await transact(database, { ofRun: runId }, (tx) =>
    tx.select().from(aiRuns).where(eq(aiRuns.id, runId)),
  );
  if (!row) throw new Error(`there is no run ${runId}`);
  return row;
}

/** One more peer in the document: a stock provider with a stock document. */
export interface Peer {
  document: Y.Doc;
  fragment: Y.XmlFragment;
  provider: HocuspocusProvider;
  /** Updates that came in under each client id. */
  leave(): void;
}

export function joinAsPeer(url: string, documentId: string, token: string | (() => Promise<string>)): Peer {
  const document = new Y.Doc();
  const socket = { WebSocketPolyfill: QuietWebSocket, delay: 1000, maxDelay: 1500 };
  const provider = new HocuspocusProvider({ url, name: documentId, document, token, ...socket });
  return {
    document,
    fragment: document.getXmlFragment(ARTICLE_FRAGMENT),
    provider,
    leave() {
      provider.destroy();
      document.destroy();
    },
  };
}

/** Closing a socket that is still connecting emits an error; the provider no longer listens then. */
class QuietWebSocket extends WebSocket {
  constructor(url: string | URL) {
    super(url);
    this.on('error', () => {});
  }
}

export interface AiRoad {
  database: Database;
  /** The same database past the wall between organizations. */
  owner: Database;
  signals: Signals;
  queues: Queues;
  settings: Settings;
  /** The same settings for a worker in a process of its own; only on real services. */
  environment: Record<string, string>;
  /** Closes every socket and starts again, as a deploy does. */
  restartCollab(): Promise<void>;
  collabUrl: string;
  model: DemoModel;
  startWorker(): Promise<RunningWorker>;
  ticketFor(at: RoadDocument): () => Promise<string>;
  close(): Promise<void>;
}

/** Builds the road; `environment` overrides settings by name, such as another model's address. */
export async function buildAiRoad(
  options: { tokensPerSecond?: number; environment?: Record<string, string> } = {},
): Promise<AiRoad> {
  const log = pino({ level: process.env.ROAD_LOG ?? 'silent' });
  const { database, owner, place, drop } = await buildDatabase();
  const redisUrl = process.env.TEST_REDIS_URL;
  const prefix = `road-${process.pid}-${Date.now()}`;
  const onError = (error: Error) => log.warn(error);
  const signals = redisUrl ? createRedisSignals(redisUrl, prefix, onError) : createLocalSignals();
  const queues = await connectQueues(redisUrl ? { redisUrl, prefix } : { database }, onError);
  const model = await startDemoModel({
    port: 0,
    host: '127.0.0.1',
    tokensPerSecond: options.tokensPerSecond ?? 200,
  });
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const collabUrl = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/collab`;
  const environment = {
    NODE_ENV: 'test',
    LOG_LEVEL: process.env.ROAD_LOG ?? 'silent',
    ...('url' in place && redisUrl
      ? { DATABASE_URL: place.url, REDIS_URL: redisUrl, REDIS_PREFIX: prefix }
      : {}),
    APP_SECRET: 'a pepper that only tests know, 32+',
    COLLAB_URL: collabUrl,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'demo',
    OPENAI_DEFAULT_MODEL: 'demo',
    ...options.environment,
  };
  const parsed = parseSettings(environment);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  const { settings } = parsed;
  let collab = startCollabServer({ database, signals, settings, log });
  http.on('upgrade', (request, socket, head) => {
    if (!collab.handleUpgrade(request, socket, head)) socket.destroy();
  });
  const workers: RunningWorker[] = [];
  return {
    database,
    owner,
    signals,
    queues,
    settings,
    environment,
    async restartCollab() {
      await collab.stop();
      collab = startCollabServer({ database, signals, settings, log });
    },
    collabUrl,
    model,
    async startWorker() {
      const worker = await startWorker({ database, signals, queues, settings, log });
      workers.push(worker);
      return worker;
    },
    ticketFor: (at) => async () => {
      const { ticket } = await createTicket(database.queries, {
        documentId: at.documentId,
        personId: at.writerId,
        sessionId: null,
        run: null,
        schemaVersion: SCHEMA_VERSION,
        now: new Date(),
      });
      return ticket;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await collab.stop();
      await new Promise((resolve) => http.close(resolve));
      await model.stop();
      await queues.close();
      await signals.close();
      await drop();
    },
  };
}
