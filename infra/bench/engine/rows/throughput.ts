import { median, percentile } from '../../percentiles.ts';
import type { Arena, Entrant } from '../arena.ts';
import type { WritersAsked, WritersFound } from '../load/writers.ts';
import { type Row, times } from '../row.ts';

const GOAL = 1.5;
const PEERS = 50;
const P99_BOUND_MS = 100;
const FIRST_RATE = 250;
const STEP = 1.4;

/** How many updates a second one document takes with fifty peers before a letter takes too long. */
export const throughput: Row = {
  name: 'throughput',
  async measure(arena) {
    const entrants = ['stock', 'ours', 'oursPglite'] as const;
    const found = new Map<Entrant, number[]>(entrants.map((entrant) => [entrant, []]));
    const rounds = arena.isQuick ? 1 : 3;
    for (let round = 0; round < rounds; round += 1) {
      for (const entrant of entrants) found.get(entrant)?.push(await highestRate(arena, entrant));
    }
    const of = (entrant: Entrant) => median(found.get(entrant) ?? []);
    if (of('stock') === 0)
      throw new Error(`not even ${FIRST_RATE} a second: the machine is not free to measure`);
    const ratio = of('ours') / of('stock');
    return [
      {
        what: `updates/s in one document with ${PEERS} peers at p99 < ${P99_BOUND_MS} ms`,
        goal: `>= ${GOAL}x stock, durable`,
        ours: of('ours').toFixed(0),
        peer: `stock ${of('stock').toFixed(0)}`,
        ratio: times(ratio),
        reached: ratio >= GOAL,
        pglite: of('oursPglite').toFixed(0),
      },
    ];
  },
};

/** Steps up until a step fails twice. */
async function highestRate(arena: Arena, entrant: Entrant): Promise<number> {
  let reached = 0;
  for (let rate = FIRST_RATE; ; rate = Math.round(rate * STEP)) {
    if (!(await holds(arena, entrant, rate)) && !(await holds(arena, entrant, rate))) return reached;
    reached = rate;
  }
}

async function holds(arena: Arena, entrant: Entrant, updatesPerSecond: number): Promise<boolean> {
  const asked: WritersAsked = {
    address: await arena.document(entrant),
    writers: PEERS,
    updatesPerSecond,
    seconds: 2,
  };
  const { samplesMs, arrived } = await arena.load<WritersFound>('writers', asked);
  const p99 = percentile(
    samplesMs.sort((a, b) => a - b),
    0.99,
  );
  return arrived === 1 && p99 < P99_BOUND_MS;
}
