// Asks each route and the empty one by turns, one request after the other over a kept connection, and prints how long
// each took. From its input: where the server is, and how many rounds.
import { Agent, request as send } from 'node:http';
import { SCHEMA_VERSION } from '@hamnevis/core/document/schema';
import { answer, question } from '../engine/load/answer.ts';
import { type Latency, latencyOf } from '../percentiles.ts';
import type { Served, Spent } from './server.ts';

export interface ApiLoad {
  served: Served;
  rounds: number;
}

/** What one request costs: the time that it takes, and the server's processor time, which other programs share less of. */
export interface Cost {
  latency: Latency;
  processorMs: number;
}

export interface ApiFigures {
  empty: Cost;
  routes: (Cost & { name: string; statements: number })[];
}

/** Nothing of the first requests counts: code is compiled, plans are made. */
const WARM_UP = 0.2;
/** Of one route alone, for what is counted and not timed. */
const COUNTED_ROUNDS = 200;

type Route = [method: string, path: string, body?: (round: number) => unknown];
/** Of the document, as it was read or changed last. */
let tag = '';
let document: { id: string; status: string; projectId: string; workspaceId: string } | undefined;
const { served, rounds } = question<ApiLoad>();
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const json = async <Body>(path: string): Promise<Body> => JSON.parse((await ask('GET', path)).text) as Body;

const organization = (await json<{ items: { id: string }[] }>('/organizations')).items[0]?.id;
type Listed = { items: NonNullable<typeof document>[] };
const { items } = await json<Listed>(`/organizations/${organization}/documents`);
document = items.find(({ status }) => status === 'draft') ?? items[0];
if (!document) throw new Error('the demo has no document');

/** Beside the empty one: one statement alone, and a transaction with nothing in it but its tenant. */
const BARE: Route[] = [
  ['GET', '/statement'],
  ['GET', '/transaction'],
];
const BARE_NAMES: Record<string, string> = {
  '/statement': 'a bare route with one statement',
  '/transaction': 'a bare route with an empty transaction',
};
/** What the client asks most: the list, an article as it opens, and what is changed beside its text. */
const ROUTES: Route[] = [
  ...BARE,
  ['GET', '/me'],
  ['GET', '/organizations'],
  ['GET', `/workspaces/${document.workspaceId}/projects`],
  ['GET', `/organizations/${organization}/documents`],
  ['GET', `/documents/${document.id}`],
  ['GET', `/documents/${document.id}/versions`],
  ['GET', `/documents/${document.id}/ai-runs`],
  ['POST', `/documents/${document.id}/collab-ticket`, () => ({ schemaVersion: SCHEMA_VERSION })],
  ['PATCH', `/documents/${document.id}`, (round) => ({ title: `Title ${round}` })],
  ['POST', `/projects/${document.projectId}/documents`, (round) => ({ title: `Made ${round}` })],
];

const samples = ROUTES.map((): number[] => []);
const empties: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  const counts = round >= rounds * WARM_UP;
  for (const [index, [method, path, body]] of ROUTES.entries()) {
    const emptyMs = await timed(() => ask('GET', '/', undefined, served.empty));
    const base = index < BARE.length ? served.empty : undefined;
    const tookMs = await timed(() => ask(method, path, body?.(round), base));
    if (!counts) continue;
    empties.push(emptyMs);
    samples[index]?.push(tookMs);
  }
}
const routes: ApiFigures['routes'] = [];
for (const [index, [method, path, body]] of ROUTES.entries()) {
  const base = index < BARE.length ? served.empty : undefined;
  const each = await spentOnEach((round) => ask(method, path, body?.(rounds + round), base));
  const route = `${method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '{id}')}`;
  routes.push({ name: BARE_NAMES[path] ?? route, latency: latencyOf(samples[index] ?? []), ...each });
}
const { processorMs } = await spentOnEach(() => ask('GET', '/', undefined, served.empty));
answer({ empty: { latency: latencyOf(empties), processorMs }, routes } satisfies ApiFigures);

async function spentOnEach(request: (round: number) => Promise<unknown>): Promise<Spent> {
  const before = await spentSoFar();
  for (let round = 0; round < COUNTED_ROUNDS; round += 1) await request(round);
  const after = await spentSoFar();
  return {
    statements: (after.statements - before.statements) / COUNTED_ROUNDS,
    processorMs: (after.processorMs - before.processorMs) / COUNTED_ROUNDS,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function spentSoFar(): Promise<Spent> {
  return JSON.parse((await ask('GET', '/spent', undefined, served.empty)).text) as Spent;
}

function ask(
  method: string,
  path: string,
  body?: unknown,
  base = `${served.api}/api/v1`,
): Promise<{ text: string }> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = { authorization: `Bearer ${served.token}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (method === 'PATCH') headers['if-match'] = tag;
    const request = send(`${base}${path}`, { method, headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        if (path === `/documents/${document?.id}`) tag = response.headers.etag ?? '';
        if ((response.statusCode ?? 500) < 300) resolve({ text });
        else reject(new Error(`${method} ${path} answered ${response.statusCode}: ${text}`));
      });
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
