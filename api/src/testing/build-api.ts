// The real app on a real database, with nobody in it but those whom a test puts there.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@hamnevis/core/access/roles';
import { ROLES } from '@hamnevis/core/access/roles';
import { parseSettings } from '@hamnevis/core/settings/settings';
import type { Database } from '@hamnevis/db/connect';
import { insertMember } from '@hamnevis/db/queries/members';
import { insertOrganization } from '@hamnevis/db/queries/organizations';
import { insertPerson, type PersonRow } from '@hamnevis/db/queries/people';
import { createSession } from '@hamnevis/db/queries/sessions';
import { insertProject, insertWorkspace } from '@hamnevis/db/queries/workspaces';
import type { Queues } from '@hamnevis/db/queues/connect-queues';
import { type Channel, createLocalSignals, type SignalMap } from '@hamnevis/db/signals/signals';
import { buildDatabase } from '@hamnevis/db/testing/build-database';
import pino from 'pino';
import { createApi } from '../app.ts';
import type { CodeMessage, CodeSender } from '../senders/code-sender.ts';
import type { Message, MessageSender } from '../senders/message-sender.ts';
import type { ApiDependencies } from '../services.ts';

/** A clock that stands until it is moved. */
export interface TestClock {
  (): Date;
  advance(ms: number): void;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came
  body: any;
}

export type TestApi = Awaited<ReturnType<typeof buildApi>>;

/** The app with generous limits; `environment` overrides settings by name. */
export async function buildApi(
  environment: Record<string, string> = {},
  clientDir?: string,
  codeSender: Partial<CodeSender> = {},
  messageSender: Partial<MessageSender> = {},
  parts: Pick<ApiDependencies, 'imageFetcher'> = {},
) {
  const statements: string[] = [];
  const { database, owner, drop } = await buildDatabase(undefined, (text) => void statements.push(text));
  const dataDir = mkdtempSync(join(tmpdir(), 'hamnevis-api-'));
  const parsed = parseSettings({
    NODE_ENV: 'test',
    APP_SECRET: 'a pepper that only tests know, 32+',
    DATA_DIR: dataDir,
    RATE_LIMIT_PER_MINUTE: '100000',
    RATE_LIMIT_PERSON_PER_MINUTE: '100000',
    RATE_LIMIT_KEY_PER_MINUTE: '100000',
    OTP_REQUESTS_PER_MINUTE: '10000',
    OTP_REQUESTS_PER_CONTACT: '10000',
    OTP_WRONG_CODES: '10000',
    OTP_SENDS_PER_PREFIX: '10000',
    ...environment,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  const signals = createLocalSignals();
  const jobs: { queue: string; jobId: string; payload: unknown }[] = [];
  const codes: CodeMessage[] = [];
  const messages: Message[] = [];
  const broker = { isAway: false };
  const clock = buildClock();
  const app = createApi({
    database,
    signals,
    settings: parsed.settings,
    queues: recordingQueues(jobs, broker),
    log: pino({ level: 'silent' }),
    clock,
    codeSender: {
      showsCodes: () => true,
      send: async (message) => void codes.push(message),
      ...codeSender,
    },
    messageSender: {
      missing: () => [],
      send: async (message) => void messages.push(message),
      ...messageSender,
    },
    ...(clientDir ? { clientDir } : {}),
    ...parts,
  });
  const request = async (
    method: string,
    path: string,
    options: { token?: string; body?: unknown; headers?: Record<string, string>; address?: string } = {},
  ): Promise<Answer> => {
    const headers = new Headers(options.headers);
    if (options.token) headers.set('Authorization', `Bearer ${options.token}`);
    if (options.body !== undefined && !headers.has('Content-Type')) {
      headers.set('Content-Type', 'application/json');
    }
    const init: RequestInit = { method, headers };
    if (options.body !== undefined) {
      init.body = typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
    }
    const socket = { incoming: { socket: { remoteAddress: options.address ?? '203.0.113.7' } } };
    const response = await app.request(path, init, socket);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: readBody(response, text) };
  };
  return {
    app,
    /** As its owner sees it, for what a test puts in and looks up. */
    database: owner,
    /** As the app has it: behind the wall between organizations. */
    programs: database,
    signals,
    clock,
    /** Every statement that the app has sent to its database so far. */
    statements,
    jobs,
    /** While it is away a job that is added waits for it without end. */
    broker,
    codes,
    /** What people were told without having asked. */
    messages,
    settings: parsed.settings,
    request,
    /** Signals of a channel from now on. */
    listen<C extends Channel>(channel: C): SignalMap[C][] {
      const heard: SignalMap[C][] = [];
      signals.subscribe(channel, (payload) => void heard.push(payload));
      return heard;
    },
    async drop() {
      app.close();
      await signals.close();
      await drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Uploads a small file for a document and answers its id. */
export async function uploadFile(
  api: Pick<TestApi, 'app'>,
  documentId: string,
  token: string,
): Promise<string> {
  const form = new FormData();
  form.set('file', new File(['a'], 'a.txt'));
  const answer = await api.app.request(`/api/v1/documents/${documentId}/files`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: form,
  });
  return ((await answer.json()) as { id: string }).id;
}

let contacts = 0;

/** A person with a session, in no organization. */
export async function buildPerson(
  api: Pick<TestApi, 'database' | 'clock'>,
  fields: Partial<PersonRow> = {},
): Promise<{ person: PersonRow; token: string; sessionId: string }> {
  contacts += 1;
  const person = await insertPerson(api.database.queries, {
    name: `Person ${contacts}`,
    phone: null,
    email: `person${contacts}@example.test`,
    color: 'p1',
    language: 'en',
    ...fields,
  });
  const session = await createSession(api.database.queries, {
    personId: person.id,
    device: 'test',
    ip: null,
    now: api.clock(),
  });
  return { person, token: session.token, sessionId: session.id };
}

export type Team = Awaited<ReturnType<typeof buildTeam>>;

/** An organization with one person of each role, a workspace and a project. */
export async function buildTeam(api: Pick<TestApi, 'database' | 'clock'>, slug: string) {
  const { queries } = api.database;
  const organization = await insertOrganization(queries, { name: slug, slug });
  const people = {} as Record<Role, Awaited<ReturnType<typeof buildPerson>>>;
  for (const role of ROLES) {
    people[role] = await buildPerson(api, { name: `${slug} ${role}` });
    await insertMember(queries, {
      organizationId: organization.id,
      personId: people[role].person.id,
      role,
    });
  }
  const workspace = await insertWorkspace(queries, {
    organizationId: organization.id,
    name: 'Desk',
    slug: 'desk',
  });
  const project = await insertProject(queries, {
    organizationId: organization.id,
    workspaceId: workspace.id,
    name: 'Issue',
    slug: 'issue',
  });
  return { organization, people, workspace, project };
}

/** A document that the team's writer made by the API; answers its id. */
export async function buildDocument(api: TestApi, team: Team, title = 'گزارش'): Promise<string> {
  const made = await api.request('POST', `/api/v1/projects/${team.project.id}/documents`, {
    token: team.people.writer.token,
    body: { title, language: 'fa' },
  });
  if (made.status !== 201) throw new Error(`${made.status} ${JSON.stringify(made.body)}`);
  return made.body.id;
}

/** Rows of a plain query, for looking past the API. */
export function rowsOf(database: Database, sql: string, parameters: unknown[] = []) {
  return database.sql<Record<string, unknown>>(sql, parameters);
}

function buildClock(): TestClock {
  let ms = Date.parse('2026-11-21T08:00:00Z');
  const advance = (by: number): void => {
    ms += by;
  };
  return Object.assign(() => new Date(ms), { advance });
}

function recordingQueues(
  jobs: { queue: string; jobId: string; payload: unknown }[],
  broker: { isAway: boolean },
): Queues {
  return {
    add(queue, jobId, payload) {
      if (broker.isAway) return new Promise(() => {});
      jobs.push({ queue, jobId, payload });
      return Promise.resolve();
    },
    schedule: async () => {},
    work: () => ({ close: async () => {} }),
    onReturn: () => {},
    ping: async () => {},
    close: async () => {},
  };
}

function readBody(response: Response, text: string): unknown {
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  return isJson && text ? JSON.parse(text) : text;
}
