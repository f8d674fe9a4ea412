import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import type { Arena, Entrant } from '../arena.ts';
import { prepareKeystrokes } from '../load/keystrokes.ts';
import { openPeer } from '../load/peer.ts';
import type { Row } from '../row.ts';

const EDITS = 20;
const HELD_MS = 500;

/** What "saved" says: while the database lets nobody write, who is told so, and who sees the letters? */
export const saved: Row = {
  name: 'saved',
  async measure(arena) {
    // Both tables are there before one statement locks them.
    await Promise.all([arena.get('ours'), arena.get('stockDatabase')]);
    const ours = await whileHeld(arena, 'ours');
    const stock = await whileHeld(arena, 'stockDatabase');
    return [
      {
        what: `"saved": of ${EDITS} edits while Postgres is held: acknowledged / seen by a peer`,
        goal: 'committed first: 0 / 0, and all once it is let go',
        ours: cell(ours),
        peer: `stock with its database ${cell(stock)}`,
        ratio: '-',
        reached: ours.acknowledged === 0 && ours.seen === 0 && ours.acknowledgedAfter === EDITS,
        pglite: 'not measured: one session',
      },
    ];
  },
};

interface Held {
  acknowledged: number;
  seen: number;
  acknowledgedAfter: number;
}

async function whileHeld(arena: Arena, entrant: Entrant): Promise<Held> {
  const address = await arena.document(entrant);
  const [writer, reader] = [await openPeer(address), await openPeer(address)];
  const { updates } = prepareKeystrokes(writer.state, EDITS - 1);
  let [acknowledged, seen] = [0, 0];
  writer.onAcknowledged = () => {
    acknowledged += 1;
  };
  reader.onUpdate = () => {
    seen += 1;
  };
  const sql = postgres(arena.databaseUrl, { max: 1, onnotice: () => {} });
  const held = await sql.begin(async (transaction) => {
    await transaction`lock table document_updates, bench_stock in share mode`;
    for (const update of updates) writer.send(update);
    await pause(HELD_MS);
    return { acknowledged, seen };
  });
  await sql.end();
  await pause(HELD_MS);
  writer.close();
  reader.close();
  return { ...held, acknowledgedAfter: acknowledged };
}

function cell({ acknowledged, seen, acknowledgedAfter }: Held): string {
  return `${acknowledged} / ${seen}; ${acknowledgedAfter} after it`;
}
