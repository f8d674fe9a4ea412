import { type Latency, latencyOf, medianLatency } from '../../percentiles.ts';
import { measured } from '../../pinned.ts';
import { ms } from '../../report.ts';
import type { Arena, Entrant } from '../arena.ts';
import type { WritersAsked, WritersFound } from '../load/writers.ts';
import { type Row, times } from '../row.ts';

const GOAL = 1.5;
const WRITERS = 50;
const UPDATES_PER_SECOND = 250;

/**
 * From one keyboard to another's screen, fifty people writing in one document. Beside stock, which has a letter only in
 * memory, stands what a commit costs at the pace at which these letters come: whoever shows nothing before it is safe
 * cannot be quicker than both together.
 */
export const keystroke: Row = {
  name: 'keystroke',
  async measure(arena) {
    const entrants = ['stock', 'ours', 'oursPglite'] as const;
    const rounds = new Map<Entrant, Latency[]>(entrants.map((entrant) => [entrant, []]));
    const commits: Latency[] = [];
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
      commits.push(latencyOf(await commitsAtThatPace(arena)));
    }
    const of = (entrant: Entrant) => medianLatency(rounds.get(entrant) ?? []);
    const [ours, stock, pglite] = [of('ours'), of('stock'), of('oursPglite')];
    const ratio = over(ours, stock);
    const commit = medianLatency(commits);
    const durable = over(ours, { p50: stock.p50 + commit.p50, p99: stock.p99 + commit.p99 });
    return [
      {
        what: `keystroke to peer, ${WRITERS} writers in one document, p50 / p99 ms`,
        goal: `<= ${GOAL}x stock, while durable`,
        ours: cell(ours),
        peer: `stock ${cell(stock)}; a bare commit at that pace ${cell(commit)}`,
        ratio: `${pair(ratio)} (to both together ${pair(durable)})`,
        reached: ratio.p50 <= GOAL && ratio.p99 <= GOAL,
        pglite: cell(pglite),
      },
    ];
  },
};

function commitsAtThatPace(arena: Arena): Promise<number[]> {
  const commits = arena.isQuick ? 500 : 1_500;
  const pauseMs = 1_000 / UPDATES_PER_SECOND;
  return measured('server', new URL('../bare-commit.ts', import.meta.url), [
    'postgres',
    arena.databaseUrl,
    String(commits),
    String(UPDATES_PER_SECOND),
    String(pauseMs),
  ]);
}

function over(one: Latency, other: Latency): Latency {
  return { p50: one.p50 / other.p50, p99: one.p99 / other.p99 };
}

function pair({ p50, p99 }: Latency): string {
  return `${times(p50)} / ${times(p99)}`;
}

function cell({ p50, p99 }: Latency): string {
  return `${ms(p50)} / ${ms(p99)}`;
}
