import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../../percentiles.ts';
import type { Arena, Entrant } from '../arena.ts';
import type { Contestant } from '../contestants.ts';
import { prepareKeystrokes } from '../load/keystrokes.ts';
import { type LoadPeer, openPeer } from '../load/peer.ts';
import { type Line, type Row, times } from '../row.ts';

const SIZES = [
  { size: 'small', documents: 40, goal: 0.25 },
  { size: 'large', documents: 12, goal: 0.1 },
] as const;
const REST_WITHIN_MS = 60_000;

/** What a document weighs on whose screens it stands, and which nobody changes. */
export const memory: Row = {
  name: 'memory',
  async measure(arena) {
    const lines: Line[] = [];
    // What a server keeps of the first documents that it ever opens is no document's.
    for (const entrant of ['stock', 'ours'] as const)
      await open(await arena.get(entrant), arena, 'small', 10);
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
  const { peers, before } = await open(contestant, arena, size, count, false);
  const deadline = performance.now() + REST_WITHIN_MS;
  while (!(await contestant.isAtRest())) {
    if (performance.now() > deadline) throw new Error(`${contestant.name} does not come to rest`);
    await pause(200);
  }
  const after = await settled(contestant);
  for (const peer of peers) peer.close();
  return (after - before) / count;
}

/** Opens documents in which somebody writes, so that each stands in memory as a document. */
async function open(
  contestant: Contestant,
  arena: Arena,
  size: 'small' | 'large',
  count: number,
  andLeave = true,
): Promise<{ peers: LoadPeer[]; before: number }> {
  const addresses = await contestant.documents(count, arena.stateFile(size).path);
  const before = await settled(contestant);
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
  if (andLeave) for (const peer of peers) peer.close();
  return { peers, before };
}

/** Bytes when a collection finds nothing more: drivers and sockets let their buffers go late. */
async function settled(contestant: Contestant): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let unchanged = 0; unchanged < 3; ) {
    await pause(300);
    const bytes = await contestant.memoryBytes();
    unchanged = bytes < least - 20_000 ? 0 : unchanged + 1;
    least = Math.min(least, bytes);
  }
  return least;
}
