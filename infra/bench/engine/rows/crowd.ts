import { median, percentile } from '../../percentiles.ts';
import { ms } from '../../report.ts';
import type { Entrant } from '../arena.ts';
import type { CrowdAsked, CrowdFound } from '../load/crowd.ts';
import { type Row, times } from '../row.ts';

const GOAL = 1.5;
const IDLE = 1_000;
const ACTIVE = 100;

/** A full house beside a bare relay. */
export const crowd: Row = {
  name: 'crowd',
  async measure(arena) {
    const entrants = ['relay', 'stock', 'ours', 'oursPglite'] as const;
    const found = new Map<Entrant, { ping: number; keystroke: number }[]>();
    for (let round = 0; round < Math.min(3, arena.rounds); round += 1) {
      for (const entrant of entrants) {
        const documents = await (await arena.get(entrant)).documents(2 * ACTIVE);
        const asked: CrowdAsked = {
          active: documents.slice(0, ACTIVE),
          idle: Array.from({ length: IDLE }, (_, index) => documents[ACTIVE + (index % ACTIVE)]).filter(
            (address) => address !== undefined,
          ),
          updatesPerSecondEach: 2,
          seconds: arena.isQuick ? 4 : 10,
        };
        const { pingsMs, keystrokesMs } = await arena.load<CrowdFound>('crowd', asked);
        const rounds = found.get(entrant) ?? [];
        found.set(entrant, [...rounds, { ping: p99(pingsMs), keystroke: p99(keystrokesMs) }]);
      }
    }
    const of = (entrant: Entrant, what: 'ping' | 'keystroke') =>
      median((found.get(entrant) ?? []).map((round) => round[what]));
    const cell = (entrant: Entrant) => `${ms(of(entrant, 'ping'))} / ${ms(of(entrant, 'keystroke'))}`;
    const ratio = (entrant: Entrant, what: 'ping' | 'keystroke') => of(entrant, what) / of('relay', what);
    return [
      {
        what: `${IDLE} idle connections, ${ACTIVE} active documents: ping p99 / keystroke p99, ms`,
        goal: `<= ${GOAL}x a bare relay`,
        ours: cell('ours'),
        peer: `relay ${cell('relay')}; stock ${cell('stock')}`,
        ratio: `${times(ratio('ours', 'ping'))} / ${times(ratio('ours', 'keystroke'))}`,
        reached: ratio('ours', 'ping') <= GOAL && ratio('ours', 'keystroke') <= GOAL,
        pglite: cell('oursPglite'),
      },
    ];
  },
};

function p99(samples: number[]): number {
  return percentile(
    samples.sort((a, b) => a - b),
    0.99,
  );
}
