import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import { startMeasuring } from '../../pinned.ts';
import type { Arena, Entrant } from '../arena.ts';
import { openPeer } from '../load/peer.ts';
import type { Row } from '../row.ts';

interface Told {
  name: string;
  clientId: number;
  safeClock: number;
  acknowledged: number;
}

const DOCUMENTS = 4;
const WRITERS_EACH = 3;
const IN_FLIGHT = 4;

/** What a killed server had promised, and does not have any more. */
export const loss: Row = {
  name: 'loss',
  async measure(arena) {
    const kills = arena.isQuick ? 2 : 10;
    const found = new Map<Entrant, { acknowledged: number; lost: number }>();
    for (const entrant of ['stockDatabase', 'ours', 'oursPglite'] as const) {
      const sum = { acknowledged: 0, lost: 0 };
      for (let kill = 0; kill < kills; kill += 1) {
        const { acknowledged, lost } = await killOnce(arena, entrant, kill);
        sum.acknowledged += acknowledged;
        sum.lost += lost;
      }
      found.set(entrant, sum);
    }
    const cell = (entrant: Entrant) => {
      const { lost = 0, acknowledged = 0 } = found.get(entrant) ?? {};
      return `${lost} of ${acknowledged}`;
    };
    const stock = found.get('stockDatabase') ?? { lost: 0, acknowledged: 1 };
    return [
      {
        what: `acknowledged edits lost over ${kills} kill -9 in traffic (the long round is test:faults)`,
        goal: '0',
        ours: cell('ours'),
        peer: `stock with its database ${cell('stockDatabase')} (${((100 * stock.lost) / stock.acknowledged).toFixed(0)} %)`,
        ratio: '-',
        reached: found.get('ours')?.lost === 0 && found.get('oursPglite')?.lost === 0,
        pglite: cell('oursPglite'),
      },
    ];
  },
};

async function killOnce(
  arena: Arena,
  entrant: Entrant,
  round: number,
): Promise<{ acknowledged: number; lost: number }> {
  const contestant = await arena.get(entrant);
  const addresses = await contestant.documents(DOCUMENTS);
  const typing = startMeasuring<Told[]>('load', new URL('../load/until-killed.ts', import.meta.url), [], {
    addresses,
    writers: WRITERS_EACH,
    inFlight: IN_FLIGHT,
  });
  await typing.said('typing');
  // Stock stores for the first time after two seconds: some kills come before, some after.
  await pause(1_000 + (round % 5) * 700);
  await contestant.kill();
  const told = await typing.found;
  await contestant.start();
  let lost = 0;
  const [{ url } = { url: '' }] = await contestant.documents(1);
  for (const { name, token } of addresses) {
    const reader = await openPeer({ url, name, token });
    const document = new Y.Doc();
    for (const update of reader.state) Y.applyUpdate(document, update);
    reader.close();
    for (const writer of told) {
      if (writer.name !== name) continue;
      // The first of its edits counts two: a paragraph and its text.
      const missing = Math.max(0, writer.safeClock - Y.getState(document.store, writer.clientId));
      lost += Math.min(missing, writer.acknowledged);
    }
  }
  return { acknowledged: told.reduce((sum, writer) => sum + writer.acknowledged, 0), lost };
}
