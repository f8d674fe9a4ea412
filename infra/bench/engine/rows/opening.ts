import { median } from '../../percentiles.ts';
import { ms } from '../../report.ts';
import type { Arena, Entrant } from '../arena.ts';
import { prepareKeystrokes } from '../load/keystrokes.ts';
import { type Address, openPeer } from '../load/peer.ts';
import { type Row, times } from '../row.ts';

const GOAL_ONE = 0.25;
const GOAL_MANY = 0.15;
const GOAL_COLD = 0.2;
const JOINS = 50;
const IN_A_ROW = 100;
const BURSTS = 5;
/** Code that ran a few times costs several times what it costs a server that has been up for an hour. */
const WARM_UP = 300;
const WARM_UP_BURSTS = 10;

interface Cost {
  one: number;
  many: number;
}

/** What opening a long article costs the server: processor time. */
export const opening: Row = {
  name: 'opening',
  async measure(arena) {
    const entrants = ['stock', 'ours', 'oursPglite'] as const;
    const found = new Map<Entrant, Cost[]>(entrants.map((entrant) => [entrant, []]));
    const { edits } = arena.stateFile('large');
    for (let round = 0; round < arena.rounds; round += 1) {
      for (const entrant of entrants) found.get(entrant)?.push(await warm(arena, entrant));
    }
    const of = (entrant: Entrant, what: keyof Cost) =>
      median((found.get(entrant) ?? []).map((cost) => cost[what]));
    const line = (name: string, what: keyof Cost, goal: number) => {
      const ratio = of('ours', what) / of('stock', what);
      return {
        what: `opening a document of ${edits} edits: ${name}, server CPU ms`,
        goal: `<= ${goal}x stock`,
        ours: ms(of('ours', what)),
        peer: `stock ${ms(of('stock', what))}`,
        ratio: times(ratio),
        reached: ratio <= goal,
        pglite: ms(of('oursPglite', what)),
      };
    };
    return [
      line(`one person after the other (${IN_A_ROW}), each`, 'one', GOAL_ONE),
      line(`${JOINS} at once`, 'many', GOAL_MANY),
    ];
  },
};

/** The same when no server has it in memory. */
export const openingCold: Row = {
  name: 'cold',
  async measure(arena) {
    const entrants = ['stockDatabase', 'ours', 'oursPglite'] as const;
    const found = new Map<Entrant, number[]>(entrants.map((entrant) => [entrant, []]));
    const { edits } = arena.stateFile('large');
    for (let round = 0; round < arena.rounds; round += 1) {
      for (const entrant of entrants) found.get(entrant)?.push(await cold(arena, entrant));
    }
    const of = (entrant: Entrant) => median(found.get(entrant) ?? []);
    const ratio = of('ours') / of('stockDatabase');
    return [
      {
        what: `the same cold: not in memory, ${edits} edits, server CPU ms`,
        goal: `<= ${GOAL_COLD}x stock with its database`,
        ours: ms(of('ours')),
        peer: `stock ${ms(of('stockDatabase'))}`,
        ratio: times(ratio),
        reached: ratio <= GOAL_COLD,
        pglite: ms(of('oursPglite')),
      },
    ];
  },
};

/** Somebody has it open and has just typed a letter. */
async function warm(arena: Arena, entrant: Entrant): Promise<Cost> {
  const contestant = await arena.get(entrant);
  const [address] = await contestant.documents(1, arena.stateFile('large').path);
  if (!address) throw new Error('no document');
  const stayer = await openPeer(address);
  const letter = prepareKeystrokes(stayer.state, WARM_UP_BURSTS + BURSTS + 1).updates;
  const type = () =>
    new Promise((resolve) => {
      stayer.onAcknowledged = resolve;
      stayer.send(letter.shift() as Uint8Array);
    });
  const crowd = (size: number) => Array.from({ length: size }, () => address);
  await arrive(arena, crowd(WARM_UP), false);
  for (let burst = 0; burst < WARM_UP_BURSTS; burst += 1) {
    await type();
    await arrive(arena, crowd(JOINS), true);
  }
  await type();
  const one = (await cpuOf(arena, entrant, crowd(IN_A_ROW), false)) / IN_A_ROW;
  const bursts: number[] = [];
  for (let burst = 0; burst < BURSTS; burst += 1) {
    await type();
    bursts.push(await cpuOf(arena, entrant, crowd(JOINS), true));
  }
  stayer.close();
  return { one, many: median(bursts) };
}

async function cold(arena: Arena, entrant: Entrant): Promise<number> {
  const contestant = await arena.get(entrant);
  const documents = 4;
  const [first, ...others] = await contestant.documents(documents + 1, arena.stateFile('large').path);
  await arrive(arena, [first as Address], false);
  return (await cpuOf(arena, entrant, others, false)) / documents;
}

function arrive(arena: Arena, addresses: readonly Address[], atOnce: boolean): Promise<unknown> {
  return arena.load('arrivals', { addresses, atOnce });
}

async function cpuOf(
  arena: Arena,
  entrant: Entrant,
  addresses: readonly Address[],
  atOnce: boolean,
): Promise<number> {
  const contestant = await arena.get(entrant);
  const before = await contestant.cpuMs();
  await arrive(arena, addresses, atOnce);
  return (await contestant.cpuMs()) - before;
}
