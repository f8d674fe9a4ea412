// Seeded life of one document on the real server: five people, random edits, cut sockets, server restarts. At the
// end all replicas and the log agree, and every word that was typed stands in it exactly once.
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { buildArticle, buildTicket, logRows, textOf, textOfLog } from './testing/build-article.ts';
import { buildPeer, type Peer, synced, until } from './testing/build-peer.ts';
import { buildServer, type TestServer } from './testing/build-server.ts';
import { buildRandom, freshSeed, pick } from './testing/random.ts';

/** Seeds that once failed stay here for good; the others change with every run. */
const KEPT_SEEDS: readonly number[] = [];
const FRESH_SEEDS = Number(process.env.CONVERGENCE_SEEDS ?? 3);
const STEPS = 150;

let built: TestDatabase;

beforeAll(async () => {
  built = await buildDatabase();
});
afterAll(() => built.drop());

const seeds = process.env.CONVERGENCE_SEED
  ? [Number(process.env.CONVERGENCE_SEED)]
  : [...KEPT_SEEDS, ...Array.from({ length: FRESH_SEEDS }, freshSeed)];

test.each(seeds)(
  'five people, cuts and restarts: everybody and the log agree (CONVERGENCE_SEED=%i)',
  async (seed) => {
    const random = buildRandom(seed);
    const { database, owner } = built;
    const { documentId, people } = await buildArticle(owner);
    let server = await buildServer(database);
    const { url } = server;
    const port = Number(new URL(url).port);
    const roles = ['admin', 'editor', 'writer', 'writer', 'writer'] as const;
    const peers: Peer[] = roles.map((role) =>
      buildPeer({ url }, documentId, () => buildTicket(owner, { documentId, personId: people[role].id })),
    );
    const kept: string[] = [];
    try {
      await Promise.all(peers.map(synced));
      for (let step = 0; step < STEPS; step += 1) {
        const chance = random();
        if (chance < 0.02) {
          await server.stop();
          server = await restart(database, port);
        } else if (chance < 0.08) cut(pick(peers, random));
        else edit(pick(peers, random), `${step}`, kept, random);
        if (random() < 0.3) await new Promise((resolve) => setTimeout(resolve, random() * 20));
      }
      await until('everybody is saved', () => peers.every(isSaved), 20_000);
      await until('all are equal', () => new Set(peers.map((peer) => textOf(peer.doc))).size === 1, 20_000);
      const text = await textOfLog(owner, documentId);
      expect(textOf(peers[0]?.doc as Y.Doc)).toBe(text);
      for (const word of kept) expect(text.split(word).length - 1, `${word} stands once`).toBe(1);
      const states = new Set(
        peers.map((peer) => JSON.stringify(peer.doc.getXmlFragment('default').toJSON())),
      );
      expect(states.size).toBe(1);
      const rows = await logRows(owner, documentId);
      expect(rows.map((row) => row.sequence)).toEqual(rows.map((_, index) => index + 1));
      for (const peer of peers) expect(peer.messages.filter(({ type }) => type === 'refused')).toEqual([]);
    } finally {
      for (const peer of peers) peer.stop();
      await server.stop();
    }
  },
  90_000,
);

async function restart(database: TestDatabase['database'], port: number): Promise<TestServer> {
  return buildServer(database, { port });
}

function isSaved({ provider }: Peer): boolean {
  return provider.isSynced && provider.unsyncedChanges === 0;
}

/** The network goes away under a client. */
function cut(peer: Peer): void {
  const webSocket = peer.socket.webSocket as unknown as WebSocket | null;
  if (webSocket?.readyState === WebSocket.OPEN) webSocket.terminate();
}

/** One random edit. Words that nobody will delete are noted in `kept`. */
function edit(peer: Peer, mark: string, kept: string[], random: () => number): void {
  const article = peer.doc.getXmlFragment('default');
  const chance = random();
  if (chance < 0.15) {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText()]);
    article.insert(Math.floor(random() * (article.length + 1)), [paragraph]);
    return;
  }
  const texts = article
    .toArray()
    .flatMap((block) => (block as Y.XmlElement).toArray())
    .filter((node) => node instanceof Y.XmlText);
  const text = texts[Math.floor(random() * texts.length)] ?? peer.text();
  if (chance < 0.3 && text.length > 0) {
    // Only what was typed to be deleted is deleted, so that everything else must stay.
    const at = plain(text).indexOf('~');
    if (at >= 0) text.delete(at, 1);
  } else if (chance < 0.4 && text.length > 1) {
    const from = Math.floor(random() * (text.length - 1));
    text.format(from, 1 + Math.floor(random() * (text.length - from)), { bold: random() < 0.5 ? {} : null });
  } else {
    const word = `«${mark}.${peer.doc.clientID.toString(36)}»`;
    kept.push(word);
    const places = [0, text.length, ...[...plain(text).matchAll(/~/g)].map((match) => match.index)];
    text.insert(places[Math.floor(random() * places.length)] ?? 0, `${word}~`, {});
  }
}

function plain(text: Y.XmlText): string {
  return text
    .toDelta()
    .map((part: { insert: string }) => part.insert)
    .join('');
}
