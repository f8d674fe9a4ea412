import { readFileSync } from 'node:fs';
import * as Y from 'yjs';
import { measureVersions, READ_GOAL_MS, SIZE_GOAL } from '../../history/bench-history.ts';
import { ms } from '../../report.ts';
import { type Row, times } from '../row.ts';

/** Two hundred versions of one article: `npm run bench -- history` tells more. */
export const versions: Row = {
  name: 'versions',
  async measure(arena) {
    const { versions: count, ofWhole, wholeBytes, readP99Ms } = await measureVersions();
    const { path } = arena.stateFile('large');
    // A whole state per version, each half as long as the last one in the mean.
    const state = Y.convertUpdateFormatV1ToV2(new Uint8Array(readFileSync(path))).length;
    return [
      {
        what: `${count} versions, database pages included, of the full history (${Math.round(wholeBytes / 1024)} KB); any of them read, p99 ms`,
        goal: `<= ${SIZE_GOAL}x; <= ${READ_GOAL_MS} ms`,
        ours: `${times(ofWhole)}; ${ms(readP99Ms)} ms`,
        peer: `whole states about ${((count * state) / 2 / 2 ** 20).toFixed(0)} MB`,
        ratio: times(ofWhole),
        reached: ofWhole <= SIZE_GOAL && readP99Ms <= READ_GOAL_MS,
        pglite: 'the same',
      },
    ];
  },
};
