// What a hostile client can put on the wire once it may write, or before it may do anything. Every attack is made
// over a real socket, beside a witness in the same document and a canary in another one.
import { articleOf } from '@hamnevis/core/document/yjs';
import * as encoding from 'lib0/encoding';
import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  buildArticle,
  buildPerson,
  buildTicket,
  logRows,
  type TestArticle,
  textOf,
  textOfLog,
} from './testing/build-article.ts';
import { buildPeer, firstText, type Peer, synced, until } from './testing/build-peer.ts';
import { buildRawSocket, FRAME, type RawSocket, SYNC } from './testing/build-raw-socket.ts';
import { buildRandom, freshSeed } from './testing/random.ts';
import { useServer } from './testing/use-server.ts';

const FLIPS = Number(process.env.ATTACK_FLIPS ?? 200);
/** What a canary's save may take at the 99th percentile. On a machine that tests share it says little. */
const CANARY_MS = Number(process.env.ATTACK_CANARY_MS ?? 5_000);

const { built, server, stops } = useServer();
let article: TestArticle;
let witness: Peer;

beforeEach(async () => {
  article = await buildArticle(built.owner);
  witness = await peer('editor');
  witness.type('متن سالم');
  await synced(witness);
});

const ticketOf = (role: 'editor' | 'writer' | 'viewer', of = article) =>
  buildTicket(built.owner, { documentId: of.documentId, personId: of.people[role].id, expiresInMs: 600_000 });

async function peer(role: 'editor' | 'writer' | 'viewer', of = article): Promise<Peer> {
  const made = buildPeer(server, of.documentId, await ticketOf(role, of));
  stops.push(made.stop);
  await synced(made);
  return made;
}

async function attacker(token: string): Promise<RawSocket> {
  const socket = await buildRawSocket(server);
  stops.push(socket.stop);
  socket.authenticate(article.documentId, token);
  await until('answered', () => socket.received.some(({ type }) => type === FRAME.auth));
  return socket;
}

/** The article as the log has it, in a replica of its own. */
async function replica(): Promise<Y.Doc> {
  const doc = new Y.Doc();
  for (const { update } of await logRows(built.owner, article.documentId)) Y.applyUpdate(doc, update);
  return doc;
}

/** What a change to a replica is on the wire. */
async function changed(change: (doc: Y.Doc, content: Y.XmlFragment) => void): Promise<Uint8Array> {
  const doc = await replica();
  const before = Y.encodeStateVector(doc);
  doc.transact(() => change(doc, doc.getXmlFragment('default')));
  return Y.encodeStateAsUpdate(doc, before);
}

/** Somebody in another document who saves a word again and again; answers the 99th percentile in milliseconds. */
async function withCanary(attack: () => Promise<void>): Promise<number> {
  const bird = await peer('writer', await buildArticle(built.owner));
  const took: number[] = [];
  let isOver = false;
  const singing = (async () => {
    while (!isOver || took.length < 5) {
      const from = performance.now();
      bird.type('.');
      await synced(bird);
      took.push(performance.now() - from);
      await new Promise((later) => setTimeout(later, 10));
    }
  })();
  await attack();
  isOver = true;
  await singing;
  return took.sort((a, b) => a - b)[Math.ceil(took.length * 0.99) - 1] as number;
}

const ended = (socket: RawSocket) =>
  socket.webSocket.readyState === socket.webSocket.CLOSED || socket.acknowledgements().includes(false);

/** How often the server asked for what it lacks. */
const asked = (socket: RawSocket) =>
  socket.received.filter(({ type, body }) => type === FRAME.sync && body[0] === SYNC.step1).length;

const isTaken = (socket: RawSocket) => socket.acknowledgements()[0] === true;

/** A struct that sets an attribute of the first paragraph to `value`, which is written raw. */
function attribute(paragraph: Y.Item, key: string, value: (encoder: encoding.Encoder) => void): Uint8Array {
  return encoding.encode((encoder) => {
    for (const number of [1, 1, 99, 0]) encoding.writeVarUint(encoder, number);
    encoding.writeUint8(encoder, 8 | 0x20);
    for (const number of [0, paragraph.id.client, paragraph.id.clock]) encoding.writeVarUint(encoder, number);
    encoding.writeVarString(encoder, key);
    encoding.writeVarUint(encoder, 1);
    value(encoder);
    encoding.writeVarUint(encoder, 0);
  });
}

const paragraphIn = (doc: Y.Doc) => (doc.getXmlFragment('default').get(0) as Y.XmlElement)._item as Y.Item;

describe('refused at once, seen by nobody, and nobody else is slower for it', () => {
  const attacks: Record<string, () => Promise<Uint8Array>> = {
    'A05: a value 100,000 levels deep': async () =>
      attribute(paragraphIn(await replica()), 'dir', (encoder) => {
        for (let level = 0; level < 100_000; level += 1) {
          encoding.writeUint8(encoder, 117);
          encoding.writeVarUint(encoder, 1);
        }
        encoding.writeUint8(encoder, 126);
      }),
    'A05: a mark whose value is 100,000 levels deep': async () => {
      const doc = await replica();
      const text = firstText(doc)._item as Y.Item;
      return encoding.encode((encoder) => {
        for (const number of [1, 1, 99, 0]) encoding.writeVarUint(encoder, number);
        encoding.writeUint8(encoder, 6);
        for (const number of [0, text.id.client, text.id.clock]) encoding.writeVarUint(encoder, number);
        encoding.writeVarString(encoder, 'bold');
        encoding.writeVarString(encoder, '['.repeat(100_000) + ']'.repeat(100_000));
        encoding.writeVarUint(encoder, 0);
      });
    },
    'A05: blocks 20,000 levels deep': () =>
      changed((_doc, content) => {
        let within: Y.XmlFragment = content;
        for (let level = 0; level < 20_000; level += 1) {
          const block = new Y.XmlElement('blockquote');
          within.insert(0, [block]);
          within = block;
        }
      }),
    'A08: 1,900,000 deletions': async () =>
      encoding.encode((encoder) => {
        for (const number of [0, 1, 7, 1_900_000]) encoding.writeVarUint(encoder, number);
        encoding.writeUint8Array(
          encoder,
          new Uint8Array(3_800_000).map((_, index) => index % 2),
        );
      }),
    'A08: 190,000 deletions of what is there': async () => {
      const { client, clock } = paragraphIn(await replica()).id;
      return encoding.encode((encoder) => {
        for (const number of [0, 1, client, 190_000]) encoding.writeVarUint(encoder, number);
        for (let range = 0; range < 190_000; range += 1) {
          encoding.writeVarUint(encoder, clock + 1_000 + range);
          encoding.writeVarUint(encoder, 1);
        }
      });
    },
    'A08: 300,000 keys in a map': async () =>
      encoding.encode((encoder) => {
        for (const number of [1, 300_000, 99, 0]) encoding.writeVarUint(encoder, number);
        for (let key = 0; key < 300_000; key += 1) {
          encoding.writeUint8(encoder, 8 | 0x20);
          encoding.writeVarUint(encoder, 1);
          encoding.writeVarString(encoder, 'ai');
          encoding.writeVarString(encoder, key.toString(36));
          encoding.writeVarUint(encoder, 1);
          encoding.writeUint8(encoder, 126);
        }
        encoding.writeVarUint(encoder, 0);
      }),
    'A08: 100,000 subdocuments': async () => {
      const { client, clock } = paragraphIn(await replica()).id;
      return encoding.encode((encoder) => {
        for (const number of [1, 100_000, 99, 0]) encoding.writeVarUint(encoder, number);
        for (let index = 0; index < 100_000; index += 1) {
          encoding.writeUint8(encoder, 9);
          for (const number of [0, client, clock]) encoding.writeVarUint(encoder, number);
          encoding.writeVarString(encoder, `${index}`);
          encoding.writeAny(encoder, {});
        }
        encoding.writeVarUint(encoder, 0);
      });
    },
    'A08: a root of its own': () => changed((doc) => doc.getMap('mine').set('a', 1)),
    'A08: 1,000 clients of 190 letters each, each waiting for the next': async () =>
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, 1_000);
        for (let client = 1; client <= 1_000; client += 1) {
          for (const number of [190, client, 0]) encoding.writeVarUint(encoder, number);
          for (let clock = 0; clock < 190; clock += 1) {
            encoding.writeUint8(encoder, 4 | 0x80);
            encoding.writeVarUint(encoder, (client % 1_000) + 1);
            encoding.writeVarUint(encoder, clock);
            encoding.writeVarString(encoder, 'x');
          }
        }
        encoding.writeVarUint(encoder, 0);
      }),
    'A54: a node that no article has': () =>
      changed((_doc, content) => content.insert(0, [new Y.XmlElement('iframe')])),
    'A54: a node where it may not stand': () =>
      changed((_doc, content) => content.insert(0, [new Y.XmlElement('tableRow')])),
    'A54: an attribute that no paragraph has': () =>
      changed((_doc, content) => (content.get(0) as Y.XmlElement).setAttribute('onclick', 'x')),
    'A54: a link that runs a script': () =>
      changed((doc) => firstText(doc).format(0, 2, { link: { href: 'javascript:alert(1)' } })),
    'the second encoding of Yjs': async () => {
      const doc = await replica();
      const before = Y.encodeStateVector(doc);
      firstText(doc).insert(0, 'V2');
      return Y.encodeStateAsUpdateV2(doc, before);
    },
  };

  test.each(Object.entries(attacks))('%s', async (_name, build) => {
    const update = await build();
    const rows = (await logRows(built.owner, article.documentId)).length;
    const before = JSON.stringify(articleOf(witness.doc));
    const socket = await attacker(await ticketOf('writer'));
    const p99 = await withCanary(async () => {
      socket.send(article.documentId, FRAME.sync, SYNC.update, update);
      let answered = 0;
      // A frame may have been damaged on its way, so the server asks for it again: it gets the same.
      await until(
        'refused',
        () => {
          for (; answered < asked(socket); answered += 1) {
            socket.send(article.documentId, FRAME.sync, SYNC.step2, update);
          }
          return ended(socket);
        },
        20_000,
      );
    });
    expect(socket.acknowledgements()).not.toContain(true);
    expect(await logRows(built.owner, article.documentId)).toHaveLength(rows);
    expect(p99).toBeLessThan(CANARY_MS);
    // Its neighbours stand, and the document is written, emptied and read as ever.
    expect(JSON.stringify(articleOf(witness.doc))).toBe(before);
    witness.text().delete(0, witness.text().length);
    witness.type('و بعد');
    await synced(witness);
    expect(await textOfLog(built.owner, article.documentId)).toBe('و بعد');
  });
});

test('blocks as deep as they may be are read, exported and deleted like others', async () => {
  const update = await changed((_doc, content) => {
    let within: Y.XmlFragment = content;
    for (let level = 0; level < 95; level += 1) {
      const block = new Y.XmlElement('blockquote');
      within.insert(0, [block]);
      within = block;
    }
    const paragraph = new Y.XmlElement('paragraph');
    within.insert(0, [paragraph]);
    paragraph.insert(0, [new Y.XmlText('در ته')]);
  });
  const socket = await attacker(await ticketOf('writer'));
  socket.send(article.documentId, FRAME.sync, SYNC.update, update);
  await until('acknowledged', () => socket.acknowledgements().length === 1);
  expect(socket.acknowledgements()).toEqual([true]);
  await until('seen', () => textOf(witness.doc).includes('در ته'));
  expect(JSON.stringify(articleOf(witness.doc))).toContain('در ته');
  const content = witness.doc.getXmlFragment('default');
  content.delete(0, 1);
  await synced(witness);
  expect(await textOfLog(built.owner, article.documentId)).toBe('متن سالم');
});

const AT_ONCE = 50;

/** An edit of somebody's own replica, with one to three bits of it the other way round. */
function flippedEdit(doc: Y.Doc, random: () => number): Uint8Array {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  const before = Y.encodeStateVector(copy);
  const text = firstText(copy);
  text.insert(Math.floor(random() * text.length), 'واژه', random() < 0.3 ? { bold: {} } : {});
  if (random() < 0.5) text.delete(0, 1);
  const update = Y.encodeStateAsUpdate(copy, before);
  for (let bits = 1 + Math.floor(random() * 3); bits > 0; bits -= 1) {
    const at = Math.floor(random() * update.length);
    update[at] = (update[at] as number) ^ (1 << Math.floor(random() * 8));
  }
  return update;
}

const seed = Number(process.env.ATTACK_SEED ?? freshSeed());
test(
  `A02: ${FLIPS} updates with flipped bits: what is acknowledged has its effect (ATTACK_SEED=${seed})`,
  async () => {
    const random = buildRandom(seed);
    const ticket = await ticketOf('writer');
    const counts = { acknowledged: 0, refused: 0, asked: 0 };
    let doc = await replica();
    let seen = (await logRows(built.owner, article.documentId)).length;
    const p99 = await withCanary(async () => {
      for (let flip = 0; flip < FLIPS; flip += AT_ONCE) {
        const flipped = Array.from({ length: AT_ONCE }, () => flippedEdit(doc, random));
        const sockets = await Promise.all(flipped.map(() => attacker(ticket)));
        await Promise.all(
          sockets.map((socket, index) => {
            socket.send(article.documentId, FRAME.sync, SYNC.update, flipped[index] as Uint8Array);
            return until('answered', () => ended(socket) || asked(socket) > 0 || isTaken(socket), 10_000);
          }),
        );
        const rows = await logRows(built.owner, article.documentId);
        for (const row of rows.slice(seen)) Y.applyUpdate(doc, row.update);
        seen = rows.length;
        expect(doc.store.pendingStructs ?? doc.store.pendingDs, `flip ${flip}`).toBeNull();
        const state = Buffer.from(Y.encodeStateAsUpdate(doc));
        for (const [index, socket] of sockets.entries()) {
          if (isTaken(socket)) {
            counts.acknowledged += 1;
            // Everything that it says is there: applied again it changes nothing, and waits for nothing.
            Y.applyUpdate(doc, flipped[index] as Uint8Array);
            expect(doc.store.pendingStructs ?? doc.store.pendingDs, `flip ${flip + index}`).toBeNull();
            expect(state.equals(Y.encodeStateAsUpdate(doc)), `flip ${flip + index}`).toBe(true);
          } else counts[ended(socket) ? 'refused' : 'asked'] += 1;
          socket.stop();
        }
        articleOf(doc);
      }
    });
    console.info(`A02: ${JSON.stringify(counts)}, canary p99 ${p99.toFixed(1)} ms`);
    expect(counts.refused + counts.asked).toBeGreaterThan(FLIPS / 4);
    expect(p99).toBeLessThan(CANARY_MS);
    await until('the witness has it', () => textOf(witness.doc) === textOf(doc));
    doc = await replica();
    expect(textOf(witness.doc)).toBe(textOf(doc));
  },
  60_000 + FLIPS * 3_000,
);

describe('A26: every message type, from whoever may not write', () => {
  const awareness = encoding.encode((encoder) => {
    for (const number of [1, 4_242, 1]) encoding.writeVarUint(encoder, number);
    encoding.writeVarString(encoder, JSON.stringify({ user: { name: 'دروغ' } }));
  });
  const payloads: Record<string, (update: Uint8Array) => (number | string | Uint8Array)[]> = {
    'a sync message, first step': () => [FRAME.sync, SYNC.step1, new Uint8Array([0])],
    'a sync message, second step': (update) => [FRAME.sync, SYNC.step2, update],
    'an update': (update) => [FRAME.sync, SYNC.update, update],
    'a sync message of no kind': (update) => [FRAME.sync, 3, update],
    awareness: () => [FRAME.awareness, awareness],
    'an auth message of the server': () => [FRAME.auth, 2, 'read-write'],
    'a question for awareness': () => [FRAME.queryAwareness],
    'a sync reply, first step': () => [FRAME.syncReply, SYNC.step1, new Uint8Array([0])],
    'a sync reply, second step': (update) => [FRAME.syncReply, SYNC.step2, update],
    'a sync reply, update': (update) => [FRAME.syncReply, SYNC.update, update],
    'a stateless message': () => [FRAME.stateless, JSON.stringify({ type: 'status', status: 'approved' })],
    'a broadcast': () => [FRAME.broadcastStateless, JSON.stringify({ type: 'status', status: 'approved' })],
    'a close': () => [FRAME.close, 'reason'],
    'an acknowledgement': () => [FRAME.syncStatus, 1],
    'a ping': () => [9],
    'a pong': () => [10],
    'a type that nobody knows': (update) => [120, 2, update],
    'an empty message': () => [],
  };
  const strangers: Record<string, () => Promise<RawSocket>> = {
    'a viewer': async () => attacker(await ticketOf('viewer')),
    'somebody who has not signed in': async () => {
      const socket = await buildRawSocket(server);
      stops.push(socket.stop);
      return socket;
    },
    'a member of another organization': async () => {
      const other = await buildArticle(built.owner);
      return attacker(await ticketOf('admin' as 'editor', other));
    },
    'somebody in no organization': async () => {
      const nobody = await buildPerson(built.owner, 'هیچ‌کس');
      return attacker(
        await buildTicket(built.owner, { documentId: article.documentId, personId: nobody.id }),
      );
    },
  };
  const matrix = Object.keys(strangers).flatMap((who) =>
    Object.keys(payloads).map((what) => [who, what] as const),
  );

  test.each(matrix)('%s sends %s: nothing is written, nothing leaks', async (who, what) => {
    const isViewer = who === 'a viewer';
    const update = await changed((doc) => firstText(doc).insert(0, 'بی‌اجازه'));
    const rows = (await logRows(built.owner, article.documentId)).length;
    const socket = await (strangers[who] as () => Promise<RawSocket>)();
    const [type, ...parts] = (payloads[what] as (update: Uint8Array) => (number | string | Uint8Array)[])(
      update,
    );
    if (type === undefined) socket.webSocket.send(new Uint8Array());
    else socket.send(article.documentId, type as number, ...parts);
    // Whatever it set off is done when somebody who comes after it has been served.
    witness.type('.');
    await synced(witness);
    const later = await peer('viewer');
    expect(textOf(later.doc)).toBe('متن سالم.');
    expect(await logRows(built.owner, article.documentId)).toHaveLength(rows + 1);
    expect(socket.acknowledgements()).not.toContain(true);
    expect(witness.messages).toEqual([]);
    const shown = [...(witness.provider.awareness?.getStates().values() ?? [])];
    expect(shown.filter(({ user }) => user?.name === 'دروغ')).toEqual([]);
    if (isViewer) return;
    const leaked = socket.received.filter(({ type: came }) => came !== FRAME.auth && came !== FRAME.close);
    expect(leaked).toEqual([]);
  });
});
