// `npm run bench -- <name>`: measures, prints, and writes docs/bench/<name>.md.
import { benchApi } from './api/bench-api.ts';
import { benchClient } from './client/bench-client.ts';
import { benchEngine } from './engine/bench-engine.ts';
import { benchHistory } from './history/bench-history.ts';
import { benchStart } from './start/bench-start.ts';

const BENCHES: Record<string, (args: readonly string[]) => Promise<void>> = {
  /** One row of the engine's, by itself. */
  ack: (args) => benchEngine(['ack', ...args]),
  api: benchApi,
  client: benchClient,
  engine: benchEngine,
  history: benchHistory,
  start: benchStart,
};

const name = process.argv[2] ?? '';
const bench = BENCHES[name];
if (bench) await bench(process.argv.slice(3));
else {
  console.error(`hamnevis: no bench "${name}"; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exitCode = 1;
}
