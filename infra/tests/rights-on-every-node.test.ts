// A31: who is suspended, demoted or removed by the API is reached at every node, wherever their socket is.
import { randomUUID } from 'node:crypto';
import { buildApi, buildDocument, buildTeam, type Team, type TestApi } from '@hamnevis/api/testing/build-api';
import { FRAME } from '@hamnevis/collab-server/sockets/frames';
import { buildPeer, type Peer, synced, until } from '@hamnevis/collab-server/testing/build-peer';
import { buildRawSocket } from '@hamnevis/collab-server/testing/build-raw-socket';
import { buildServer, type TestServer } from '@hamnevis/collab-server/testing/build-server';
import { createSession } from '@hamnevis/db/queries/sessions';
import { createRedisSignals, type Signals } from '@hamnevis/db/signals/signals';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const { TEST_REDIS_URL } = process.env;
const CHANGES = [
  { what: 'suspended', method: 'PATCH', body: { suspended: true }, reads: false },
  { what: 'demoted', method: 'PATCH', body: { role: 'viewer' }, reads: true },
  { what: 'removed', method: 'DELETE', body: undefined, reads: false },
] as const;

/** For whoever reads the output: no bound, since the machine may be busy. */
const tell = (what: string, tookMs: readonly number[]) =>
  console.log(`${what}: reached at both nodes after ${tookMs.map(Math.round).join(', ')} ms`);

let api: TestApi;
let nodes: TestServer[];
let links: Signals[] = [];
beforeAll(async () => {
  // No node ever looks by itself in here: between an answer and what it ends stand a hint and one question to the database,
  // and nothing that waits for a time. (How soon a node looks by itself: the collab-server's own tests of rights.)
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  api = await buildApi();
  const prefix = `rights-${randomUUID()}`;
  const fail = (error: Error) => {
    throw error;
  };
  // With Redis the API and the nodes meet there, as they do apart; embedded they share one process.
  links = TEST_REDIS_URL ? [0, 1, 2].map(() => createRedisSignals(TEST_REDIS_URL, prefix, fail)) : [];
  const [ofApi] = links;
  if (ofApi) {
    api.signals.subscribe('member-changed', (change) => ofApi.publish('member-changed', change));
    api.signals.subscribe('session-ended', (ended) => ofApi.publish('session-ended', ended));
  }
  nodes = await Promise.all(
    [1, 2].map((number) =>
      buildServer(api.programs, { signals: links[number] ?? api.signals, nodeId: `node-${number}` }),
    ),
  );
});
afterAll(async () => {
  vi.useRealTimers();
  await Promise.all((nodes ?? []).map((node) => node.stop()));
  await Promise.all(links.map((link) => link.close()));
  await api?.drop();
});

test('A31: whoever loses a right stops at both nodes by the hint alone, and everybody else goes on', async () => {
  const took: number[] = [];
  for (const change of CHANGES) {
    const team = await buildTeam(api, `everywhere-${change.what}`);
    const documentId = await buildDocument(api, team);
    const peers = nodes.map((node) => peer(node, team, 'writer', documentId));
    const colleague = peer(nodes[1] as TestServer, team, 'editor', documentId);
    await Promise.all([...peers, colleague].map(synced));

    const path = `/api/v1/organizations/${team.organization.id}/members/${team.people.writer.person.id}`;
    const answer = await api.request(change.method, path, {
      token: team.people.admin.token,
      body: change.body,
    });
    expect(answer.status).toBeLessThan(300);
    const from = performance.now();
    const isReached = ({ provider, denials }: Peer) =>
      change.reads ? (provider.authorizedScope as string) === 'readonly' : denials.includes('not-found');
    await until(`${change.what} at both nodes`, () => peers.every(isReached));
    took.push(performance.now() - from);

    for (const one of peers) one.type('too late ');
    colleague.type('goes on');
    await synced(colleague);
    const seen = colleague.doc.getXmlFragment('default').toString();
    expect(seen).toContain('goes on');
    expect(seen).not.toContain('too late');
    for (const one of [...peers, colleague]) one.stop();
  }
  tell('A31, suspended, demoted, removed', took);
});

const ENDINGS = [
  { what: 'signing out', method: 'POST', by: 'itself', path: () => '/auth/sign-out' },
  { what: 'ending one', method: 'DELETE', by: 'another', path: (id: string) => `/auth/sessions/${id}` },
  { what: 'ending all', method: 'DELETE', by: 'another', path: () => '/auth/sessions' },
] as const;

test('A43: an ended session loses its sockets at both nodes by the hint alone, however it was ended, and nobody else theirs', async () => {
  const team = await buildTeam(api, 'endings');
  const documentId = await buildDocument(api, team);
  const { person, token: another } = team.people.writer;
  const took: number[] = [];
  for (const { what, method, by, path } of ENDINGS) {
    const session = await createSession(api.database.queries, {
      personId: person.id,
      device: 'a tab',
      ip: null,
      now: api.clock(),
    });
    const open = async (node: TestServer, token: string) => {
      const socket = await buildRawSocket(node);
      socket.authenticate(documentId, token);
      await until('signed in', () => socket.received.some(({ type }) => type === FRAME.auth));
      return socket;
    };
    const ended = await Promise.all(nodes.map((node) => open(node, session.token)));
    const colleagues = await Promise.all(nodes.map((node) => open(node, team.people.editor.token)));
    let cut = 0;
    for (const { closed } of colleagues) void closed.then(() => (cut += 1));

    const answer = await api.request(method, `/api/v1${path(session.id)}`, {
      token: by === 'itself' ? session.token : another,
    });
    expect([what, answer.status]).toEqual([what, 204]);
    const from = performance.now();
    expect([what, await Promise.all(ended.map(({ closed }) => closed))]).toEqual([what, [4401, 4401]]);
    took.push(performance.now() - from);
    expect((await api.request('GET', '/api/v1/me', { token: session.token })).status).toBe(401);
    expect(cut).toBe(0);
    for (const { stop } of colleagues) stop();
  }
  tell('A43, signed out, one ended, all ended', took);
});

function peer(node: TestServer, team: Team, role: 'writer' | 'editor', documentId: string): Peer {
  return buildPeer(node, documentId, team.people[role].token);
}
