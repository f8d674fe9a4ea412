// The three programs as processes of their own, on real Postgres and Redis: the same code, met in the services.
import { randomBytes } from 'node:crypto';
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { DEMO_PEOPLE } from '../src/demo-data/demo-people.ts';
import { seedDemo } from '../src/demo-data/seed-demo.ts';
import { startDemoModel } from '../src/demo-model/start-demo-model.ts';
import { freePort } from '../src/services/free-port.ts';
import { becomesReady, type OwnProcess, startProcess } from '../src/services/own-process.ts';
import { signIn } from '../src/testing/sign-in.ts';

const { TEST_DATABASE_URL, TEST_REDIS_URL } = process.env;
const WAIT = { timeout: 30_000, interval: 50 };

describe.skipIf(!TEST_DATABASE_URL || !TEST_REDIS_URL)('api, collab-server and worker apart', () => {
  let test: TestDatabase;
  let ports: { api: number; collab: number };
  let stopModel: () => Promise<void>;
  const programs = new Map<string, OwnProcess>();
  const providers: HocuspocusProvider[] = [];

  async function program(
    name: 'api' | 'collab-server' | 'worker',
    env: Record<string, string>,
  ): Promise<OwnProcess> {
    const main = new URL(`../../${name}/src/main.ts`, import.meta.url).pathname;
    const process_ = startProcess(process.execPath, [main], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...env },
    });
    programs.set(name, process_);
    return process_;
  }

  const answers = (port: number) => async () => {
    try {
      return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
    } catch {
      // Not listening yet.
      return false;
    }
  };

  beforeAll(async () => {
    test = await buildDatabase();
    await seedDemo(test.database);
    const model = await startDemoModel({ host: '127.0.0.1', port: 0, tokensPerSecond: 200 });
    stopModel = () => model.stop();
    ports = { api: await freePort(), collab: await freePort() };
    const shared = {
      DATABASE_URL: 'url' in test.place ? test.place.url : '',
      REDIS_URL: TEST_REDIS_URL ?? '',
      REDIS_PREFIX: `apart-${randomBytes(4).toString('hex')}`,
      APP_SECRET: randomBytes(32).toString('hex'),
      PUBLIC_URL: `http://127.0.0.1:${ports.api}`,
      COLLAB_URL: `ws://127.0.0.1:${ports.collab}/collab`,
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'demo',
      OPENAI_DEFAULT_MODEL: 'demo',
      OTP_RESEND_SECONDS: '0',
    };
    const api = await program('api', { ...shared, PORT: String(ports.api) });
    expect(await becomesReady(api, answers(ports.api), 30_000), api.said()).toBe(true);
    const collab = await program('collab-server', { ...shared, PORT: String(ports.collab) });
    expect(await becomesReady(collab, answers(ports.collab), 30_000), collab.said()).toBe(true);
    const worker = await program('worker', shared);
    const said = async () => worker.said().includes('the worker is ready');
    expect(await becomesReady(worker, said, 30_000), worker.said()).toBe(true);
  }, 120_000);

  afterEach(() => {
    for (const provider of providers.splice(0)) provider.destroy();
  });
  afterAll(async () => {
    for (const process_ of programs.values()) await process_.stop('SIGKILL');
    await stopModel?.();
    await test?.drop();
  });

  const url = () => `http://127.0.0.1:${ports.api}`;

  async function get<Body>(path: string, token: string): Promise<Body> {
    const response = await fetch(`${url()}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status, path).toBe(200);
    return (await response.json()) as Body;
  }

  /** The demo's English article, seen by this person. */
  async function articleOf(token: string, organizationId: string): Promise<string> {
    type List = { items: { id: string; title: string }[] };
    const workspaces = await get<List>(`/organizations/${organizationId}/workspaces`, token);
    for (const workspace of workspaces.items) {
      const projects = await get<List>(`/workspaces/${workspace.id}/projects`, token);
      for (const project of projects.items) {
        const documents = await get<List>(`/projects/${project.id}/documents`, token);
        const found = documents.items.find((document) => document.title === 'How we edit');
        if (found) return found.id;
      }
    }
    throw new Error('the demo article is not listed');
  }

  function open(documentId: string, token: string): HocuspocusProvider {
    const websocketProvider = new HocuspocusProviderWebsocket({
      url: `ws://127.0.0.1:${ports.collab}/collab`,
      WebSocketPolyfill: WebSocket,
    });
    const provider = new HocuspocusProvider({
      websocketProvider,
      name: documentId,
      document: new Y.Doc(),
      token,
    });
    provider.attach();
    providers.push(provider);
    return provider;
  }

  const textOf = (provider: HocuspocusProvider) => provider.document.getXmlFragment('default').toString();

  it('one signs in at the api and writes at the collab-server; another reads it, and it is in Postgres', async () => {
    const daniel = await signIn(url(), DEMO_PEOPLE[3].phone);
    const sara = await signIn(url(), DEMO_PEOPLE[1].phone);
    const documentId = await articleOf(daniel.token, daniel.organizationId);
    const writer = open(documentId, daniel.token);
    const reader = open(documentId, sara.token);
    await vi.waitFor(() => expect(writer.isSynced && reader.isSynced).toBe(true), WAIT);

    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText('written while the programs run apart')]);
    writer.document.getXmlFragment('default').push([paragraph]);
    await vi.waitFor(() => expect(writer.unsyncedChanges).toBe(0), WAIT);
    const rows = await test.owner.sql<{ count: string }>(
      'select count(*) from document_updates where document_id = $1',
      [documentId],
    );
    expect(Number(rows[0]?.count)).toBe(2);
    await vi.waitFor(() => expect(textOf(reader)).toContain('written while the programs run apart'), WAIT);
  });

  it('an AI run asked for at the api is typed by the worker through the collab-server', async () => {
    const daniel = await signIn(url(), DEMO_PEOPLE[3].phone);
    const documentId = await articleOf(daniel.token, daniel.organizationId);
    const watcher = open(documentId, daniel.token);
    await vi.waitFor(() => expect(watcher.isSynced).toBe(true), WAIT);
    const asked = await fetch(`${url()}/api/v1/documents/${documentId}/ai-runs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${daniel.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'draft', topic: 'proof-reading', minWords: 60 }),
    });
    expect(asked.status, await asked.clone().text()).toBe(202);
    const { id } = (await asked.json()) as { id: string };
    await vi.waitFor(async () => {
      expect((await get<{ status: string }>(`/ai-runs/${id}`, daniel.token)).status).toBe('finished');
    }, WAIT);
    await vi.waitFor(() => expect(textOf(watcher)).toContain('proof-reading'), WAIT);
  });

  it('the collab-server tells this machine what it counts, and a proxy nothing but how it is', async () => {
    const collab = `http://127.0.0.1:${ports.collab}`;
    const figures = await (await fetch(`${collab}/metrics`)).text();
    const committed = /^hamnevis_collab_updates_committed_total (\d+)$/m.exec(figures)?.[1];
    expect(Number(committed)).toBeGreaterThan(0);
    expect(figures).toContain('hamnevis_history_alarms_total{kind="corrupt-snapshot"} 0\n');
    const forwarded = { headers: { 'x-forwarded-for': '127.0.0.1' } };
    expect((await fetch(`${collab}/metrics`, forwarded)).status).toBe(404);
    const health = await fetch(`${collab}/health`, forwarded);
    expect([health.status, await health.json()]).toEqual([
      200,
      { state: 'ok', dependencies: { database: { state: 'ok' } } },
    ]);
  });

  it('each lets go on SIGTERM and exits by itself', async () => {
    for (const [name, process_] of programs) {
      const began = performance.now();
      await process_.stop('SIGTERM');
      expect(process_.exitCode(), `${name}: ${process_.said()}`).toBe(0);
      expect(performance.now() - began).toBeLessThan(5_000);
    }
  });
});
