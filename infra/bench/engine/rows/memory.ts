import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../../percentiles.ts';
import type { Arena, Entrant } from '../arena.ts';
import type { Contestant } from '../contestants.ts';
import { prepareKeystrokes } from '../load/keystrokes.ts';
import { type Address, type LoadPeer, openPeer } from '../load/peer.ts';
import { type Line, type Row, times } from '../row.ts';

const SIZES = [
  { size: 'small', documents: 200, goal: 0.25 },
  { size: 'large', documents: 30, goal: 0.1 },
] as const;
/** Open and at rest before the first measure: what a server keeps besides, and lets go in time, is no document's. */
const FIRST = 10;
const REST_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 200;

/** What a document weighs on whose screens it stands, and which nobody changes. */
export const memory: Row = {
  name: 'memory',
  async measure(arena) {
    const lines: Line[] = [];
    for (const { size, documents, goal } of SIZES) {
      const found = new Map<Entrant, number[]>();
      const { edits } = arena.stateFile(size);
      for (let round = 0; round < (arena.isQuick ? 1 : 2); round += 1) {
        for (const entrant of ['stock', 'ours'] as const) {
          const bytes = await weigh(arena, entrant, size, documents);
          found.set(entrant, [...(found.get(entrant) ?? []), bytes]);
        }
      }
      const [ours, stock] = [median(found.get('ours') ?? []), median(found.get('stock') ?? [])];
      lines.push({
        what: `memory of an idle document with one connection, ${edits} edits, KB`,
        goal: `<= ${goal}x stock`,
        ours: (ours / 1024).toFixed(0),
        peer: `stock ${(stock / 1024).toFixed(0)}`,
        ratio: times(ours / stock),
        reached: ours / stock <= goal,
        pglite: 'the same',
      });
    }
    return lines;
  },
};

async function weigh(
  arena: Arena,
  entrant: Entrant,
  size: 'small' | 'large',
  count: number,
): Promise<number> {
  const contestant = await arena.get(entrant);
  const addresses = await contestant.documents(FIRST + count, arena.stateFile(size).path);
  const peers = await open(addresses.slice(0, FIRST));
  const before = await settled(contestant);
  peers.push(...(await open(addresses.slice(FIRST))));
  const after = await settled(contestant);
  await leave(contestant, peers);
  return (after - before) / count;
}

async function until(what: string, { name }: Contestant, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + REST_WITHIN_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`${name} does not ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}

/** What is let go after the next measure has begun would be taken off its documents. */
async function leave(contestant: Contestant, peers: readonly LoadPeer[]): Promise<void> {
  for (const peer of peers) peer.close();
  await until('let go of its documents', contestant, async () => (await contestant.heldDocuments()) === 0);
}

/** Opens documents in which somebody writes, so that each stands in memory as a document. */
async function open(addresses: readonly Address[]): Promise<LoadPeer[]> {
  const peers: LoadPeer[] = [];
  for (const address of addresses) {
    const peer = await openPeer(address);
    peers.push(peer);
    const [edit] = prepareKeystrokes(peer.state, 0).updates;
    peer.state = [];
    await new Promise((resolve) => {
      peer.onAcknowledged = resolve;
      peer.send(edit as Uint8Array);
    });
  }
  return peers;
}

/** Bytes once all is at rest and a collection finds nothing more: drivers and sockets let their buffers go late. */
async function settled(contestant: Contestant): Promise<number> {
  await until('come to rest', contestant, () => contestant.isAtRest());
  let least = Number.POSITIVE_INFINITY;
  for (let unchanged = 0; unchanged < 3; ) {
    await pause(300);
    const bytes = await contestant.memoryBytes();
    unchanged = bytes < least - 20_000 ? 0 : unchanged + 1;
    least = Math.min(least, bytes);
  }
  return least;
}
