// What `npm run test:faults` runs: the long forms of tests that CI runs briefly, and tests that need minutes, root or
// services of their own.

export interface FaultPart {
  name: string;
  what: string;
  /** Files for vitest. */
  files: readonly string[];
  /** `embedded`: on PGlite; `services`: on a Postgres and a Redis of the run's own. */
  on: 'embedded' | 'services';
  /** How long or wide the tests are made; what the caller has set already stays as it is. */
  environment: Record<string, string>;
  timeoutMinutes: number;
}

/** Tests that CI does not have at all. */
const LONG_ONLY = '--config=infra/tests/faults/vitest.config.ts';

const HISTORIES = {
  files: ['collab-server/src/histories.test.ts'],
  environment: { HISTORIES: '5000' },
  timeoutMinutes: 60,
};
const KILLS = {
  files: ['collab-server/src/kill.test.ts'],
  environment: { KILL_ROUNDS: '100', KILL_ACKNOWLEDGED: '50000' },
  timeoutMinutes: 60,
};
const LIVES = {
  files: ['collab-server/src/convergence.test.ts'],
  environment: { CONVERGENCE_SEEDS: '60' },
  timeoutMinutes: 30,
};

export const FAULT_PARTS: readonly FaultPart[] = [
  { name: 'histories', what: '5,000 seeded histories of two nodes on PGlite', on: 'embedded', ...HISTORIES },
  {
    name: 'histories-postgres',
    what: '5,000 seeded histories of two nodes on Postgres',
    on: 'services',
    ...HISTORIES,
  },
  { name: 'kill', what: '100 kills under 50,000 acknowledged words, PGlite', on: 'embedded', ...KILLS },
  {
    name: 'kill-postgres',
    what: '100 kills under 50,000 acknowledged words, Postgres',
    on: 'services',
    ...KILLS,
  },
  {
    name: 'lives',
    what: '60 seeded lives with stock providers and restarts, PGlite',
    on: 'embedded',
    ...LIVES,
  },
  {
    name: 'lives-postgres',
    what: '60 seeded lives with stock providers and restarts, Postgres',
    on: 'services',
    ...LIVES,
  },
  {
    name: 'database',
    what: 'Postgres killed, away for ten minutes, and away when a server is told to end',
    files: ['infra/tests/database-faults.test.ts'],
    on: 'services',
    environment: { OUTAGE_SECONDS: '600' },
    timeoutMinutes: 20,
  },
  {
    name: 'rolling',
    what: 'every program restarted ten times under twenty people who type',
    files: ['infra/tests/rolling-restart.test.ts'],
    on: 'services',
    environment: { ROLLING_ROUNDS: '10', ROLLING_PEOPLE: '20' },
    timeoutMinutes: 30,
  },
  {
    name: 'attacks',
    what: '3,000 flipped updates and every attack, others saving in 250 ms at the 99th percentile',
    files: ['collab-server/src/attacks.test.ts'],
    on: 'embedded',
    environment: { ATTACK_FLIPS: '3000', ATTACK_CANARY_MS: '250' },
    timeoutMinutes: 30,
  },
  {
    name: 'lines',
    what: 'half-open sockets, far and lossy lines, ghosts of a node that was killed',
    files: [LONG_ONLY, 'infra/tests/faults/lines.fault.ts', 'infra/tests/faults/browser-lines.fault.ts'],
    on: 'embedded',
    environment: {},
    timeoutMinutes: 10,
  },
  {
    name: 'stories',
    what: 'the stories that CI tells in one language, in both; in Chromium',
    files: ['care', 'identities', 'kept-article', 'kept-words', 'structures', 'unreachable'].map(
      (story) => `infra/tests/e2e/${story}.test.ts`,
    ),
    on: 'embedded',
    environment: { STORIES: 'both' },
    timeoutMinutes: 15,
  },
  {
    name: 'offline',
    what: 'hours without a line on both sides, tabs that die, a restore under five who type; in Chromium',
    files: [LONG_ONLY, 'infra/tests/faults/offline.fault.ts'],
    on: 'embedded',
    environment: {},
    timeoutMinutes: 10,
  },
  {
    name: 'disk-full',
    what: 'the disk under Postgres is full (needs root)',
    files: [LONG_ONLY, 'infra/tests/faults/disk-full.fault.ts'],
    on: 'embedded',
    environment: {},
    timeoutMinutes: 10,
  },
];
