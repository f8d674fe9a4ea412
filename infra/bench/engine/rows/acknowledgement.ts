import { type Latency, latencyOf, medianLatency } from '../../percentiles.ts';
import { measured } from '../../pinned.ts';
import { ms } from '../../report.ts';
import type { Arena, Entrant } from '../arena.ts';
import { type Row, times } from '../row.ts';

const GOAL: Latency = { p50: 1.3, p99: 1.5 };
const WARM_UP = 300;

/** What "saved" costs one client, beside stock, which only has it in memory, plus a bare commit of the same bytes. */
export const acknowledgement: Row = {
  name: 'ack',
  async measure(arena) {
    const edits = arena.isQuick ? 500 : 1_500;
    const rounds: Record<string, Latency[]> = {};
    const note = (who: string, samples: number[]) => {
      rounds[who] = [...(rounds[who] ?? []), latencyOf(samples)];
    };
    for (let round = 0; round < arena.rounds; round += 1) {
      for (const entrant of ['stock', 'ours', 'oursPglite'] as const) {
        note(entrant, await clientOf(arena, entrant, edits));
      }
      const bare = (kind: string, place: string) =>
        measured<number[]>('server', new URL('../bare-commit.ts', import.meta.url), [
          kind,
          place,
          String(edits),
          String(WARM_UP),
        ]);
      note('bare', await bare('postgres', arena.databaseUrl));
      note('barePglite', await bare('pglite', arena.folder('bare')));
    }
    const of = (who: string) => medianLatency(rounds[who] ?? []);
    const [ours, stock, bare] = [of('ours'), of('stock'), of('bare')];
    const ratio = over(ours, stock, bare);
    const [pglite, barePglite] = [of('oursPglite'), of('barePglite')];
    return [
      {
        what: 'acknowledgement, one client, p50 / p99 ms',
        goal: `<= ${GOAL.p50}x / ${GOAL.p99}x of stock in memory plus a bare commit`,
        ours: cell(ours),
        peer: `stock ${cell(stock)} + commit ${cell(bare)}`,
        ratio: `${times(ratio.p50)} / ${times(ratio.p99)} (to memory alone ${times(ours.p50 / stock.p50)} / ${times(ours.p99 / stock.p99)})`,
        reached: ratio.p50 <= GOAL.p50 && ratio.p99 <= GOAL.p99,
        pglite: `${cell(pglite)}, commit ${cell(barePglite)}: ${times(over(pglite, stock, barePglite).p50)}`,
      },
    ];
  },
};

async function clientOf(arena: Arena, entrant: Entrant, edits: number): Promise<number[]> {
  const address = await arena.document(entrant);
  return arena.load<number[]>('acknowledgement', { address, edits, warmUp: WARM_UP });
}

function over(ours: Latency, stock: Latency, bare: Latency): Latency {
  return { p50: ours.p50 / (stock.p50 + bare.p50), p99: ours.p99 / (stock.p99 + bare.p99) };
}

function cell({ p50, p99 }: Latency): string {
  return `${ms(p50)} / ${ms(p99)}`;
}
