// Seeded lives of documents, many at once: real nodes, real sockets, one real database.
import { buildDatabase, type TestDatabase } from '@hamnevis/db/testing/build-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildArticle, buildSiblings, buildTicket, type TestArticle } from './testing/build-article.ts';
import { buildNodeHost, type NodeHost } from './testing/build-node-host.ts';
import { freshSeed } from './testing/random.ts';
import { type HistoryCounts, runHistory } from './testing/run-history.ts';

/** Seeds that once failed stay here for good; the others change with every run. */
const KEPT_SEEDS: readonly number[] = [];
const HISTORIES = Number(process.env.HISTORIES ?? 550);
/** `HISTORY_TABS=chain`: tabs that do not all hear each other. */
const TABS = process.env.HISTORY_TABS === 'chain' ? 'chain' : 'all';
const AT_ONCE = 16;
const PROGRESS_EVERY_MS = 10_000;

let built: TestDatabase;
let host: NodeHost;
let article: TestArticle;

beforeAll(async () => {
  built = await buildDatabase();
  article = await buildArticle(built.owner);
  host = await buildNodeHost(built.database);
});
afterAll(async () => {
  await host.stop();
  await built.drop();
});

const first = freshSeed();
const seeds = process.env.HISTORY_SEED
  ? Array.from({ length: Number(process.env.HISTORY_TIMES ?? 20) }, () => Number(process.env.HISTORY_SEED))
  : [...KEPT_SEEDS, ...Array.from({ length: HISTORIES }, (_, index) => first + index)];

test(
  `${seeds.length} histories of two nodes with kills, cuts, duplicates and reordering: all replicas and the log agree`,
  async () => {
    console.info(`histories: seeds ${first} to ${first + HISTORIES - 1}`);
    const total: Partial<HistoryCounts> = {};
    const failures: string[] = [];
    const left = [...seeds.entries()].reverse();
    const documentIds = await buildSiblings(built.owner, article, seeds.length);
    let done = 0;
    let toldAt = performance.now();
    async function work(): Promise<void> {
      for (let next = left.pop(); next && failures.length < 5; next = left.pop()) {
        const [index, seed] = next;
        const documentId = documentIds[index] as string;
        const writers = await Promise.all(
          (['admin', 'editor', 'writer'] as const).map(async (role) => ({
            personId: article.people[role].id,
            ticket: await buildTicket(built.owner, {
              documentId,
              personId: article.people[role].id,
              expiresInMs: 600_000,
            }),
          })),
        );
        try {
          const counts = await runHistory(seed, {
            host,
            database: built.database,
            owner: built.owner,
            documentId,
            writers,
            tabs: TABS,
          });
          for (const [name, count] of Object.entries(counts) as [keyof HistoryCounts, number][]) {
            total[name] = (total[name] ?? 0) + count;
          }
        } catch (error) {
          failures.push(
            `${error instanceof Error ? error.message : error}\nHISTORY_SEED=${seed} npx vitest run collab-server/src/histories.test.ts plays it again`,
          );
        }
        done += 1;
        if (performance.now() - toldAt < PROGRESS_EVERY_MS) continue;
        toldAt = performance.now();
        console.info(`histories: ${done} of ${seeds.length}`);
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    console.info(`histories: ${done}, ${JSON.stringify(total)}`);
    expect(failures.join('\n\n')).toBe('');
    // A generator that no longer does what it is here for would find nothing.
    if (seeds.length >= 100) for (const count of Object.values(total)) expect(count).toBeGreaterThan(0);
  },
  60_000 + seeds.length * 1_000,
);
