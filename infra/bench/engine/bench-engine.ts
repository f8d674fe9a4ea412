// `npm run bench -- engine [row...] [--quick]`: the road of an edit beside stock Hocuspocus and a bare relay, in one
// run and by turns. Rows that are not asked for keep their last figures in the table.
import { canPin } from '../pinned.ts';
import { keptRows, report } from '../report.ts';
import { openArena } from './arena.ts';
import type { Line, Row } from './row.ts';
import { acknowledgement } from './rows/acknowledgement.ts';
import { crowd } from './rows/crowd.ts';
import { keystroke } from './rows/keystroke.ts';
import { loss } from './rows/loss.ts';
import { memory } from './rows/memory.ts';
import { opening, openingCold } from './rows/opening.ts';
import { saved } from './rows/saved.ts';
import { throughput } from './rows/throughput.ts';
import { versions } from './rows/versions.ts';

/** In the order of the table. */
const ROWS: readonly Row[] = [
  loss,
  saved,
  acknowledgement,
  keystroke,
  throughput,
  opening,
  openingCold,
  memory,
  versions,
  crowd,
];

export async function benchEngine(args: readonly string[]): Promise<void> {
  const isQuick = args.includes('--quick');
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = names.filter((name) => !ROWS.some((row) => row.name === name));
  if (unknown.length > 0) {
    throw new Error(`no row ${unknown.join(', ')}; there are: ${ROWS.map((row) => row.name).join(', ')}`);
  }
  const asked = ROWS.filter((row) => names.length === 0 || names.includes(row.name));
  const measured = new Map<string, string[][]>();
  const arena = await openArena(isQuick);
  try {
    for (const row of asked) {
      console.log(`measuring ${row.name}`);
      try {
        const lines = await row.measure(arena);
        measured.set(
          row.name,
          lines.map((line) => cells(row.name, line, isQuick)),
        );
      } catch (error) {
        // The others count all the same; this one keeps its last figures.
        console.error(`${row.name} could not be measured:`, error);
        process.exitCode = 1;
      }
    }
  } finally {
    await arena.close();
  }
  const kept = keptRows('engine');
  report(
    'engine',
    'The road of an edit, beside stock Hocuspocus 4.7 and a bare relay',
    [
      {
        head: [
          'row',
          'what',
          'goal',
          'ours on Postgres',
          'beside',
          'ratio',
          'reached',
          'ours on PGlite',
          'taken',
        ],
        rows: ROWS.flatMap((row) => measured.get(row.name) ?? kept.filter((line) => line[0] === row.name)),
      },
    ],
    [
      'Each program in a process of its own' +
        (canPin ? ', servers on core 0, load on core 1 (taskset); Postgres is not pinned.' : '.'),
      'Ours and its peers by turns on the same documents and the same Postgres (fsync on); medians of the rounds.',
      'One row again: `npm run bench -- engine ack`; `--quick` takes shorter rounds; `TRACES_DIR` names a folder with',
      'automerge-paper.json.gz, a real article of 260,000 edits, without which a generated one is taken.',
      ...arena.notes,
      'Where the time goes: [engine-notes.md](engine-notes.md).',
    ],
  );
}

function cells(name: string, line: Line, isQuick: boolean): string[] {
  const taken = `${new Date().toISOString().slice(0, 10)}${isQuick ? ', quick' : ''}`;
  const { what, goal, ours, peer, ratio, reached, pglite } = line;
  return [name, what, goal, ours, peer, ratio, reached ? 'yes' : 'no', pglite, taken];
}
