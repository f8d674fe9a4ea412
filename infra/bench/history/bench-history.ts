// What an article's whole history costs: in the database, and in time when a version is opened, compared or asked
// for its authors.
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { sharesOf } from '@hamnevis/core/history/attribution';
import { Authorship } from '@hamnevis/core/history/authorship';
import { compareArticles } from '@hamnevis/core/history/compare';
import type { LogRow } from '@hamnevis/core/history/log-row';
import { sessionsOf } from '@hamnevis/core/history/replay';
import { Frontier } from '@hamnevis/core/history/segment';
import { seededRandom } from '@hamnevis/core/history/testing/random-edits';
import { connectDatabase } from '@hamnevis/db/connect';
import {
  foldRows,
  joinSegments,
  readSegment,
  rebuildAt,
  SEGMENT_ROWS,
  type StoredSegment,
  segmentsToJoin,
} from '@hamnevis/db/log/segments';
import * as Y from 'yjs';
import { median, percentile } from '../percentiles.ts';
import { ms, report } from '../report.ts';
import { readTrace, writeLog } from './editing-trace.ts';

const VERSIONS = 200;
/** So many articles are stored to learn what one takes. */
const ARTICLES = 20;
const READINGS = 5;
export const READ_GOAL_MS = 25;
export const SIZE_GOAL = 1.4;

export async function benchHistory(): Promise<void> {
  const { name, edits } = readTrace();
  const { rows, document } = writeLog(edits, 1);
  const whole = Y.encodeStateAsUpdateV2(document).length;
  const folded = foldAll(rows);
  const size = await storedSize(folded.segments);
  const total = size.segments + size.versions;
  const reading = readVersions(folded.segments, rows.length);
  const recovered = timed(() => folded.segments.flatMap((segment) => [...readSegment(segment).rows()]));
  const sessions = timed(() => sessionsOf(rows));

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
            `segments (${folded.segments.length}): what is needed to open versions`,
            String(sum(folded.segments, (segment) => segment.update.length)),
            ratio(
              sum(folded.segments, (segment) => segment.update.length),
              whole,
            ),
            '',
          ],
          [
            'segments: what gives every row back (author, second, letters)',
            String(sum(folded.segments, (segment) => segment.rows.length + segment.deletes.length)),
            ratio(
              sum(folded.segments, (segment) => segment.rows.length + segment.deletes.length),
              whole,
            ),
            '',
          ],
          [
            'segments in the database, pages and index included',
            String(size.segments),
            ratio(size.segments, whole),
            '',
          ],
          [
            `${VERSIONS} rows in versions, pages and indexes included`,
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
        ],
      },
      {
        head: ['time', 'p50 ms', 'p99 ms', 'goal'],
        rows: [
          [
            `any of ${VERSIONS} versions, from compressed segments to a document`,
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
          ['folding all rows, joining segments included', ms(folded.tookMs), '', ''],
          ['giving every row back', ms(recovered), '', ''],
          ['sessions of work from all rows', ms(sessions), '', ''],
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
    [`Trace: ${name}. Times between edits are made up (seeded). Page sizes are those of PGlite.`],
  );
}

/** What one article's whole history takes, and what opening any of its versions does. */
export async function measureVersions(): Promise<{
  trace: string;
  versions: number;
  ofWhole: number;
  wholeBytes: number;
  readP99Ms: number;
}> {
  const { name, edits } = readTrace();
  const { rows, document } = writeLog(edits, 1);
  const wholeBytes = Y.encodeStateAsUpdateV2(document).length;
  const { segments } = foldAll(rows);
  const size = await storedSize(segments);
  const reading = readVersions(segments, rows.length);
  return {
    trace: name,
    versions: VERSIONS,
    ofWhole: (size.segments + size.versions) / wholeBytes,
    wholeBytes,
    readP99Ms: percentile(reading.clock, 0.99),
  };
}

function foldAll(rows: readonly LogRow[]): { segments: StoredSegment[]; tookMs: number } {
  const start = performance.now();
  let segments: StoredSegment[] = [];
  const frontier = new Frontier();
  for (let from = 0; from < rows.length; from += SEGMENT_ROWS) {
    segments.push(foldRows(rows.slice(from, from + SEGMENT_ROWS), frontier));
    for (let join = segmentsToJoin(segments); join; join = segmentsToJoin(segments)) {
      const before = new Frontier();
      for (const segment of segments.slice(0, join.from))
        before.include(readSegment(segment).updateUpTo(segment.toSequence));
      const joined = joinSegments(segments.slice(join.from, join.to), before);
      segments = segments.toSpliced(join.from, join.to - join.from, joined);
    }
  }
  return { segments, tookMs: performance.now() - start };
}

/**
 * Bytes on disk of one article's segments, and of the names of its versions: many articles share the pages that a
 * table has in any case, so it is a part of what that many take.
 */
async function storedSize(
  segments: readonly StoredSegment[],
): Promise<{ segments: number; versions: number }> {
  const database = await connectDatabase({ dataDir: 'memory://' });
  try {
    await database.sql(`create table bench_segments (
      document_id uuid not null, from_sequence bigint not null, to_sequence bigint not null,
      started_at timestamptz not null, ended_at timestamptz not null, authors jsonb not null,
      rows bytea not null, deletes bytea not null, update bytea not null, checksum bytea not null,
      primary key (document_id, from_sequence))`);
    for (const column of ['rows', 'deletes', 'update'])
      await database.sql(`alter table bench_segments alter column ${column} set storage external`);
    // The columns of `versions` that are filled for an automatic one, and its two indexes.
    await database.sql(`create table bench_versions (
      id uuid primary key, organization_id uuid, document_id uuid, number integer, sequence bigint, kind text,
      name text, note text, title text, status text, created_by uuid, created_at timestamptz default now(),
      sealed_bytes bytea, seal_sha256 bytea, unique (document_id, number))`);
    for (let article = 0; article < ARTICLES; article += 1) {
      const documentId = randomUUID();
      for (const segment of segments)
        await database.sql('insert into bench_segments values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)', [
          documentId,
          segment.fromSequence,
          segment.toSequence,
          new Date(segment.startedAtMs).toISOString(),
          new Date(segment.endedAtMs).toISOString(),
          JSON.stringify(segment.authors),
          Buffer.from(segment.rows),
          Buffer.from(segment.deletes),
          Buffer.from(segment.update),
          Buffer.from(segment.checksum),
        ]);
      for (let number = 1; number <= VERSIONS; number += 1)
        await database.sql(
          `insert into bench_versions (id, organization_id, document_id, number, sequence, kind, title, status, created_by)
           values ($1, $2, $2, $3, $4, 'automatic', 'The railway and the new town', 'in_progress', $2)`,
          [randomUUID(), documentId, number, number],
        );
    }
    const sizeOf = async (table: string) => {
      const [row] = await database.sql<{ size: string | number }>(
        `select pg_total_relation_size('${table}') as size`,
      );
      return Math.round(Number(row?.size) / ARTICLES);
    };
    return { segments: await sizeOf('bench_segments'), versions: await sizeOf('bench_versions') };
  } finally {
    await database.close();
  }
}

/**
 * For each version the median of five readings, by the clock and by this thread's processor time: others use the
 * machine too.
 */
function readVersions(segments: readonly StoredSegment[], last: number): { clock: number[]; cpu: number[] } {
  const clock = Array.from({ length: VERSIONS }, (): number[] => []);
  const cpu = Array.from({ length: VERSIONS }, (): number[] => []);
  // The first round warms the code up and does not count.
  for (let round = 0; round <= READINGS; round += 1) {
    for (let version = 0; version < VERSIONS; version += 1) {
      const sequence = Math.max(1, Math.round(((version + 1) / VERSIONS) * last));
      const before = process.threadCpuUsage();
      const took = timed(() => rebuildAt({ segments, tail: [] }, sequence));
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

function sum<Item>(items: readonly Item[], pick: (item: Item) => number): number {
  return items.reduce((total, item) => total + pick(item), 0);
}

function ratio(bytes: number, whole: number): string {
  return (bytes / whole).toFixed(2);
}
