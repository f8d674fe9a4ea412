// A31: who is suspended, demoted or removed by the API is reached at every node, wherever their socket is.
import { randomUUID } from 'node:crypto';
import { buildApi, buildDocument, buildTeam, type Team, type TestApi } from '@hamnevis/api/testing/build-api';
import { buildPeer, type Peer, synced, until } from '@hamnevis/collab-server/testing/build-peer';
import { buildServer, type TestServer } from '@hamnevis/collab-server/testing/build-server';
import { createRedisSignals, type Signals } from '@hamnevis/db/signals/signals';
import { afterAll, beforeAll, expect, test } from 'vitest';

const { TEST_REDIS_URL } = process.env;
const CHANGES = [
  { what: 'suspended', method: 'PATCH', body: { suspended: true }, reads: false },
  { what: 'demoted', method: 'PATCH', body: { role: 'viewer' }, reads: true },
  { what: 'removed', method: 'DELETE', body: undefined, reads: false },
] as const;

let api: TestApi;
let nodes: TestServer[];
let links: Signals[] = [];
beforeAll(async () => {
  api = await buildApi();
  const prefix = `rights-${randomUUID()}`;
  const fail = (error: Error) => {
    throw error;
  };
  // With Redis the API and the nodes meet there, as they do apart; embedded they share one process.
  links = TEST_REDIS_URL ? [0, 1, 2].map(() => createRedisSignals(TEST_REDIS_URL, prefix, fail)) : [];
  const [ofApi] = links;
  if (ofApi) api.signals.subscribe('member-changed', (change) => ofApi.publish('member-changed', change));
  nodes = await Promise.all(
    [1, 2].map((number) =>
      buildServer(api.programs, { signals: links[number] ?? api.signals, nodeId: `node-${number}` }),
    ),
  );
});
afterAll(async () => {
  await Promise.all((nodes ?? []).map((node) => node.stop()));
  await Promise.all(links.map((link) => link.close()));
  await api?.drop();
});

test('whoever loses a right stops at both nodes within a second, and everybody else goes on', async () => {
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
  // Without the hint a node looks every three seconds; a busy machine may lose a second now and then.
  expect(Math.min(...took)).toBeLessThan(1000);
});

function peer(node: TestServer, team: Team, role: 'writer' | 'editor', documentId: string): Peer {
  return buildPeer(node, documentId, team.people[role].token);
}
