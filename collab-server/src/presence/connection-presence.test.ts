import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import { encodeAwarenessUpdate } from 'y-protocols/awareness';
import { buildArticle, buildRun, buildTicket, type TestArticle } from '../testing/build-article.ts';
import { buildPeer, type Peer, synced, until } from '../testing/build-peer.ts';
import { buildRawSocket, FRAME, type RawSocket, SYNC } from '../testing/build-raw-socket.ts';
import { buildServer } from '../testing/build-server.ts';
import { buildSharedSignals } from '../testing/shared-signals.ts';
import { useServer } from '../testing/use-server.ts';
import { writeAwareness } from './awareness-frame.ts';

const { built, server, stops } = useServer();
let article: TestArticle;

async function peer(role: 'editor' | 'writer' | 'viewer', on = server): Promise<Peer> {
  const { documentId, people } = article;
  const made = buildPeer(on, documentId, () =>
    buildTicket(built.owner, { documentId, personId: people[role].id }),
  );
  stops.push(made.stop);
  await synced(made);
  return made;
}

async function raw(role: 'writer' | 'viewer'): Promise<RawSocket> {
  const { documentId, people } = article;
  const socket = await buildRawSocket(server);
  stops.push(socket.stop);
  socket.authenticate(documentId, await buildTicket(built.owner, { documentId, personId: people[role].id }));
  await until('signed in', () => socket.received.some(({ type }) => type === FRAME.auth));
  return socket;
}

const statesAt = (at: Peer) => [...(at.provider.awareness?.getStates().entries() ?? [])];
async function isBound({ doc }: Peer): Promise<boolean> {
  const rows = await built.owner.sql(
    'select from document_clients where document_id = $1 and client_id = $2',
    [article.documentId, doc.clientID],
  );
  return rows.length === 1;
}
const stateOf = (at: Peer, of: Peer) => at.provider.awareness?.getStates().get(of.doc.clientID);

test('everybody is shown as who they are, whatever they say (A14)', async () => {
  article = await buildArticle(built.owner);
  const [liar, witness] = [await peer('viewer'), await peer('editor')];
  liar.provider.awareness?.setLocalState({
    user: { id: article.people.editor.id, name: 'سردبیر', color: '#f00', kind: 'ai' },
    cursor: { anchor: null, head: null },
  });
  await until('shown', () => stateOf(witness, liar)?.user !== undefined);
  const { viewer } = article.people;
  expect(stateOf(witness, liar)?.user).toEqual({
    id: viewer.id,
    name: viewer.name,
    color: 'p1',
    kind: 'person',
  });
});

test('nobody speaks for another: not for their state, not for their leaving', async () => {
  article = await buildArticle(built.owner);
  const [victim, witness] = [await peer('editor'), await peer('writer')];
  victim.provider.awareness?.setLocalState({ cursor: 'mine' });
  await until('shown', () => stateOf(witness, victim)?.cursor === 'mine');
  const attacker = await raw('viewer');
  const { documentId } = article;
  const forged = [
    [{ clientId: victim.doc.clientID, clock: 1_000_000, json: '{"cursor":"forged"}' }],
    [{ clientId: victim.doc.clientID, clock: 1_000_000, json: 'null' }],
  ];
  for (const entries of forged) attacker.send(documentId, FRAME.awareness, writeAwareness(entries));
  // Its own state comes after, so the forged ones were seen by the server when this is shown.
  const own = 4_000_000_000;
  attacker.send(
    documentId,
    FRAME.awareness,
    writeAwareness([{ clientId: own, clock: 1, json: '{"cursor":"own"}' }]),
  );
  await until('its own is shown', () => witness.provider.awareness?.getStates().get(own)?.cursor === 'own');
  expect(stateOf(witness, victim)?.cursor).toBe('mine');
  expect(stateOf(victim, victim)?.cursor).toBe('mine');
});

test('one state per connection, of at most 4 kB (A15)', async () => {
  article = await buildArticle(built.owner);
  const witness = await peer('editor');
  const attacker = await raw('viewer');
  const { documentId } = article;
  const many = Array.from({ length: 900 }, (_, index) => ({
    clientId: 100 + index,
    clock: 1,
    json: '{"a":1}',
  }));
  attacker.send(documentId, FRAME.awareness, writeAwareness(many));
  const idsBound = async () => {
    const rows = await built.owner.sql(
      'select from document_clients where document_id = $1 and person_id = $2',
      [documentId, article.people.viewer.id],
    );
    return rows.length;
  };
  let clientId = 0;
  const goOn = () => {
    clientId += 1;
    attacker.send(documentId, FRAME.awareness, writeAwareness([{ clientId, clock: 1, json: '{"a":1}' }]));
  };
  await until('it runs out of ids', async () => {
    goOn();
    return (await idsBound()) === 8;
  });
  for (let more = 0; more < 5; more += 1) {
    goOn();
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  expect(await idsBound()).toBe(8);
  const others = () => statesAt(witness).filter(([id]) => id !== witness.doc.clientID);
  await until('one is shown', () => others().length === 1);
  const [shown] = others()[0] as [number, unknown];
  for (const [clock, json] of [
    [2, JSON.stringify({ a: 'x'.repeat(5_000) })],
    [3, '{"a":"small"}'],
  ] as const) {
    attacker.send(documentId, FRAME.awareness, writeAwareness([{ clientId: shown, clock, json }]));
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  await until('the small one is shown', () => others()[0]?.[1].a === 'small');
  expect(others()).toHaveLength(1);
});

test('a cursor that is hidden is gone at once, and so is somebody who leaves (A17)', async () => {
  article = await buildArticle(built.owner);
  const [leaver, witness] = [await peer('writer'), await peer('editor')];
  leaver.provider.awareness?.setLocalState({ cursor: 1 });
  await until('shown', () => stateOf(witness, leaver) !== undefined);
  leaver.provider.awareness?.setLocalState(null);
  await until('gone', () => stateOf(witness, leaver) === undefined, 2_000);
  leaver.provider.awareness?.setLocalState({ cursor: 2 });
  await until('shown again', () => stateOf(witness, leaver) !== undefined);
  (leaver.socket.webSocket as unknown as { terminate(): void }).terminate();
  leaver.socket.shouldConnect = false;
  await until('gone', () => stateOf(witness, leaver) === undefined, 2_000);
});

test('a client id belongs to whom it was shown for first', async () => {
  article = await buildArticle(built.owner);
  const editor = await peer('editor');
  await until('bound', () => isBound(editor));
  const thief = await raw('writer');
  const doc = editor.doc;
  const frame = encodeAwarenessUpdate(
    editor.provider.awareness as NonNullable<typeof editor.provider.awareness>,
    [doc.clientID],
  );
  thief.send(article.documentId, FRAME.awareness, frame);
  thief.send(article.documentId, FRAME.sync, SYNC.update, structOf(doc.clientID));
  await until('refused', () => thief.acknowledgements().length > 0);
  expect(thief.acknowledgements()).toEqual([false]);
});

test('an AI run is shown as one', async () => {
  article = await buildArticle(built.owner);
  const run = await buildRun(built.owner, article);
  const { documentId, people } = article;
  const witness = await peer('editor');
  const worker = buildPeer(
    server,
    documentId,
    await buildTicket(built.owner, { documentId, personId: people.writer.id, run }),
  );
  stops.push(worker.stop);
  worker.provider.awareness?.setLocalState({ user: { name: 'x' }, cursor: null });
  await until('shown', () => stateOf(witness, worker)?.user !== undefined);
  expect(stateOf(witness, worker)?.user).toEqual({
    id: people.writer.id,
    name: people.writer.name,
    color: 'p1',
    kind: 'ai',
    runId: run.id,
  });
});

test('people at two nodes see each other, a newcomer at once, and nobody who left', async () => {
  article = await buildArticle(built.owner);
  const shared = buildSharedSignals();
  stops.push(() => shared.close());
  const nodes = [
    await buildServer(built.database, { signals: shared.ofNode(), nodeId: 'a' }),
    await buildServer(built.database, { signals: shared.ofNode(), nodeId: 'b' }),
  ] as const;
  for (const node of nodes) stops.push(node.stop);
  const first = await peer('writer', nodes[0]);
  first.provider.awareness?.setLocalState({ cursor: 1 });
  await until('bound', () => isBound(first));
  const second = await peer('editor', nodes[1]);
  await until('seen', () => stateOf(second, first)?.user?.id === article.people.writer.id, 2_000);
  second.provider.awareness?.setLocalState({ cursor: 2 });
  await until('seen', () => stateOf(first, second)?.cursor === 2, 2_000);
  first.stop();
  await until('gone', () => stateOf(second, first) === undefined, 2_000);
});

/** The smallest update under a client id: one struct, of which nothing is left. */
function structOf(clientId: number): Uint8Array {
  return encoding.encode((encoder) => {
    for (const number of [1, 1, clientId, 0, 0, 1, 0]) encoding.writeVarUint(encoder, number);
  });
}
