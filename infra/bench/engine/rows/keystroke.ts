import { type Latency, latencyOf, medianLatency } from '../../percentiles.ts';
import { ms } from '../../report.ts';
import type { Entrant } from '../arena.ts';
import type { WritersAsked, WritersFound } from '../load/writers.ts';
import { type Row, times } from '../row.ts';

const GOAL = 1.5;
const WRITERS = 50;
const UPDATES_PER_SECOND = 250;

/** From one keyboard to another's screen, fifty people writing in one document. */
export const keystroke: Row = {
  name: 'keystroke',
  async measure(arena) {
    const entrants = ['stock', 'ours', 'oursPglite'] as const;
    const rounds = new Map<Entrant, Latency[]>(entrants.map((entrant) => [entrant, []]));
    for (let round = 0; round < arena.rounds; round += 1) {
      for (const entrant of entrants) {
        const asked: WritersAsked = {
          address: await arena.document(entrant),
          writers: WRITERS,
          updatesPerSecond: UPDATES_PER_SECOND,
          seconds: arena.isQuick ? 3 : 8,
        };
        const { samplesMs, arrived } = await arena.load<WritersFound>('writers', asked);
        if (arrived < 1) throw new Error(`${entrant}: only ${arrived} of the letters came`);
        rounds.get(entrant)?.push(latencyOf(samplesMs));
      }
    }
    const of = (entrant: Entrant) => medianLatency(rounds.get(entrant) ?? []);
    const [ours, stock, pglite] = [of('ours'), of('stock'), of('oursPglite')];
    const ratio = { p50: ours.p50 / stock.p50, p99: ours.p99 / stock.p99 };
    return [
      {
        what: `keystroke to peer, ${WRITERS} writers in one document, p50 / p99 ms`,
        goal: `<= ${GOAL}x stock, while durable`,
        ours: cell(ours),
        peer: `stock ${cell(stock)}`,
        ratio: `${times(ratio.p50)} / ${times(ratio.p99)}`,
        reached: ratio.p50 <= GOAL && ratio.p99 <= GOAL,
        pglite: cell(pglite),
      },
    ];
  },
};

function cell({ p50, p99 }: Latency): string {
  return `${ms(p50)} / ${ms(p99)}`;
}
