// What an article's whole history costs: in the database, and in time when a version is opened, compared or asked
// for its authors.
import { cpus, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { sharesOf } from '@hamnevis/core/history/attribution';
import { Authorship } from '@hamnevis/core/history/authorship';
import { compareArticles } from '@hamnevis/core/history/compare';
import type { LogRow } from '@hamnevis/core/history/log-row';
import { strokesOf } from '@hamnevis/core/history/replay';
import { seededRandom } from '@hamnevis/core/history/testing/random-edits';
import { readSegment } from '@hamnevis/db/log/segments';
import * as Y from 'yjs';
import { median, percentile } from '../percentiles.ts';
import { ms, report } from '../report.ts';
import { readTrace, writeLog } from './editing-trace.ts';
import { openShelf, type Shelf } from './shelf.ts';

const VERSIONS = 200;
const READINGS = 5;
export const READ_GOAL_MS = 25;
export const SIZE_GOAL = 1.4;

export async function benchHistory(): Promise<void> {
  const { name, edits } = readTrace();
  const { rows, document } = writeLog(edits, 1);
  const whole = Y.encodeStateAsUpdateV2(document).length;
  await using shelf = await openShelf(rows);
  const foldMs = await timedAsync(() => shelf.fold());
  const segments = await shelf.segments();
  const size = await shelf.sizes(VERSIONS);
  const total = size.segments + size.versions;
  const reading = await readVersions(shelf, rows.length);
  const recovered = timed(() => segments.flatMap((segment) => [...readSegment(segment).rows()]));
  const strokes = timed(() => strokesOf(rows));

  const authors = [1, 3].map((people) => ({
    people,
    ...measureAuthorship(people === 1 ? rows : writeLog(edits, people).rows),
  }));
  const comparing = measureCompare();

  report(
    'history',
    'What an article’s history costs',
    [
      {
        head: ['storage', 'bytes', 'of the history as one V2 update', 'goal'],
        rows: [
          ['whole history, one V2 update', String(whole), '1.00', ''],
          [
            `${rows.length} rows as they came in`,
            String(sum(rows, (row) => row.update.length)),
            ratio(
              sum(rows, (row) => row.update.length),
              whole,
            ),
            '',
          ],
          [
            `segments (${segments.length}): what is needed to open versions`,
            String(sum(segments, (segment) => segment.update.length)),
            ratio(
              sum(segments, (segment) => segment.update.length),
              whole,
            ),
            '',
          ],
          [
            'segments: what gives every row back (author, second, letters)',
            String(sum(segments, (segment) => segment.rows.length + segment.deletes.length)),
            ratio(
              sum(segments, (segment) => segment.rows.length + segment.deletes.length),
              whole,
            ),
            '',
          ],
          [
            'segments: the time line',
            String(sum(segments, (segment) => segment.course.length)),
            ratio(
              sum(segments, (segment) => segment.course.length),
              whole,
            ),
            '',
          ],
          [
            '`document_segments`, pages and index included',
            String(size.segments),
            ratio(size.segments, whole),
            '',
          ],
          [
            `${VERSIONS} rows of \`versions\`, pages and indexes included`,
            String(size.versions),
            ratio(size.versions, whole),
            '',
          ],
          [
            'both',
            String(total),
            ratio(total, whole),
            `<= ${SIZE_GOAL} (${total <= SIZE_GOAL * whole ? 'reached' : 'missed'})`,
          ],
          [
            'the same rows in `document_updates` before folding',
            String(size.rows),
            ratio(size.rows, whole),
            '',
          ],
        ],
      },
      {
        head: ['time', 'p50 ms', 'p99 ms', 'goal'],
        rows: [
          [
            `any of ${VERSIONS} versions, from the database to a document`,
            ms(percentile(reading.clock, 0.5)),
            ms(percentile(reading.clock, 0.99)),
            `<= ${READ_GOAL_MS} (${percentile(reading.clock, 0.99) <= READ_GOAL_MS ? 'reached' : 'missed'})`,
          ],
          [
            'the same, processor time',
            ms(percentile(reading.cpu, 0.5)),
            ms(percentile(reading.cpu, 0.99)),
            '',
          ],
          ['folding all rows in the database, joining segments included', ms(foldMs), '', ''],
          ['giving every row back', ms(recovered), '', ''],
          ['strokes from all rows', ms(strokes), '', ''],
          [
            'comparing 2,000 paragraphs, 3 changed',
            ms(median(comparing.few)),
            ms(Math.max(...comparing.few)),
            '<= 50',
          ],
          [
            'comparing 2,000 paragraphs, all changed',
            ms(median(comparing.all)),
            ms(Math.max(...comparing.all)),
            '',
          ],
        ],
      },
      {
        head: ['authorship', 'us per row', 'checkpoint bytes', 'attribution ms', 'shares ms', 'runs'],
        rows: authors.map((result) => [
          `${result.people} ${result.people === 1 ? 'person' : 'people in turns'}`,
          ((1000 * result.tookMs) / rows.length).toFixed(1),
          String(result.checkpoint),
          ms(result.attributionMs),
          ms(result.sharesMs),
          String(result.runs),
        ]),
      },
    ],
    [
      `Trace: ${name}. Times between edits are made up (seeded). Everything is read from and written to the real tables, on PGlite in memory.`,
      `Load of the machine at the end: ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores. Where it is above that, the clock counts the waiting for others too, and processor time is what to read.`,
    ],
  );
}

/** What one article's whole history takes, and what reading any of its versions does. */
export async function measureVersions(): Promise<{
  versions: number;
  ofWhole: number;
  wholeBytes: number;
  readP99Ms: number;
}> {
  const { edits } = readTrace();
  const { rows, document } = writeLog(edits, 1);
  const wholeBytes = Y.encodeStateAsUpdateV2(document).length;
  await using shelf = await openShelf(rows);
  await shelf.fold();
  const size = await shelf.sizes(VERSIONS);
  const reading = await readVersions(shelf, rows.length);
  return {
    versions: VERSIONS,
    ofWhole: (size.segments + size.versions) / wholeBytes,
    wholeBytes,
    readP99Ms: percentile(reading.clock, 0.99),
  };
}

/**
 * For each version the median of five readings, by the clock and by this thread's processor time: others use the
 * machine too.
 */
async function readVersions(shelf: Shelf, last: number): Promise<{ clock: number[]; cpu: number[] }> {
  const clock = Array.from({ length: VERSIONS }, (): number[] => []);
  const cpu = Array.from({ length: VERSIONS }, (): number[] => []);
  // The first round warms the code up and does not count.
  for (let round = 0; round <= READINGS; round += 1) {
    for (let version = 0; version < VERSIONS; version += 1) {
      const sequence = Math.max(1, Math.round(((version + 1) / VERSIONS) * last));
      const before = process.threadCpuUsage();
      const took = await timedAsync(() => shelf.open(sequence));
      const { user, system } = process.threadCpuUsage(before);
      if (round === 0) continue;
      clock[version]?.push(took);
      cpu[version]?.push((user + system) / 1000);
    }
  }
  const sorted = (times: number[][]) => times.map(median).sort((one, other) => one - other);
  return { clock: sorted(clock), cpu: sorted(cpu) };
}

function measureAuthorship(rows: readonly LogRow[]) {
  const authorship = Authorship.start();
  const tookMs = timed(() => {
    for (const row of rows) authorship.advance(row);
  });
  const start = performance.now();
  const attribution = authorship.attribution();
  const attributionMs = performance.now() - start;
  const sharesMs = timed(() => sharesOf(authorship.document, attribution, 'en'));
  return {
    tookMs,
    attributionMs,
    sharesMs,
    runs: attribution.runs.length,
    checkpoint: authorship.encode().length,
  };
}

function measureCompare(): { few: number[]; all: number[] } {
  const random = seededRandom(3);
  const words = 'railway town station came old new river people year house market road'.split(' ');
  const paragraphs = Array.from(
    { length: 2_000 },
    (_, index) =>
      `${Array.from({ length: 40 }, () => words[Math.floor(random() * words.length)]).join(' ')} ${index}.`,
  );
  const article = (texts: readonly string[]): ArticleNode => ({
    type: 'doc',
    content: texts.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
  });
  const changed = (text: string) => text.replace(' ', ' suddenly ');
  const few = paragraphs.map((text, index) => ([7, 1_000, 1_999].includes(index) ? changed(text) : text));
  const measure = (texts: readonly string[]) =>
    Array.from({ length: 7 }, () =>
      timed(() => compareArticles(article(paragraphs), article(texts), { language: 'en' })),
    ).slice(2);
  return { few: measure(few), all: measure(paragraphs.map(changed)) };
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

async function timedAsync(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function sum<Item>(items: readonly Item[], pick: (item: Item) => number): number {
  return items.reduce((total, item) => total + pick(item), 0);
}

function ratio(bytes: number, whole: number): string {
  return (bytes / whole).toFixed(2);
}
