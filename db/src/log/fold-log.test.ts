import { articleOf } from '@hamnevis/core/document/yjs';
import { sharesOf } from '@hamnevis/core/history/attribution';
import type { LogRow } from '@hamnevis/core/history/log-row';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { settleHistory, takeDueHistory } from '../queries/history-queue.ts';
import { buildDatabase, type TestDatabase } from '../testing/build-database.ts';
import { buildLongLog, type LongLog } from '../testing/build-long-log.ts';
import { readAuthorship } from './authorship.ts';
import { findRows } from './find-rows.ts';
import { type Fold, foldDocument } from './fold.ts';
import { foldLog, readSegments } from './fold-log.ts';
import { type HistoryAlarm, onHistoryAlarm } from './history-alarm.ts';
import { documentFromLog, loadLog, MissingRows } from './load.ts';
import { readRows } from './read-rows.ts';
import { CorruptSegment } from './segments.ts';
import { snapshotChecksum } from './snapshot-checksums.ts';

let built: TestDatabase;
let alarms: HistoryAlarm[] = [];
beforeAll(async () => {
  built = await buildDatabase();
  onHistoryAlarm((alarm) => void alarms.push(alarm));
});
afterEach(() => {
  alarms = [];
});
afterAll(() => built.drop());

const rowsLeft = async (documentId: string) =>
  (
    await built.owner.sql<{ sequence: number }>(
      'select sequence::integer from document_updates where document_id = $1 order by sequence',
      [documentId],
    )
  ).map((row) => row.sequence);

async function readAll(documentId: string, range: { after: number; upTo?: number }): Promise<LogRow[]> {
  const all: LogRow[] = [];
  for await (const rows of readRows(built.database, documentId, range)) all.push(...rows);
  return all;
}

async function sharesIn(documentId: string) {
  await built.owner.sql('delete from document_authorship where document_id = $1', [documentId]);
  const { authorship, isCurrent } = await readAuthorship(built.database, documentId, { budgetMs: 60_000 });
  expect(isCurrent).toBe(true);
  return sharesOf(authorship.document, authorship.attribution(), 'fa');
}

function foldOf(documentId: string, log: LongLog['log'], sequence: number): Fold {
  const document = log.document(sequence);
  const [state, stateVector] = [Y.encodeStateAsUpdate(document), Y.encodeStateVector(document)];
  return { documentId, sequence, state, stateVector, wordCount: 1 };
}

test('whoever reads the log finds the same before and after folding: text, rows, authors, letters', async () => {
  const { documentId, log } = await buildLongLog(built.owner, 280, 1);
  const shares = await sharesIn(documentId);
  const letters = [
    { client: 4_000_000_001, clock: 3 },
    { client: 77, clock: 30 },
  ];
  const found = await findRows(built.database, documentId, letters);
  for (const [after, upTo] of [
    [0, 60],
    [60, 120],
    [120, 180],
    [180, 240],
  ] as const)
    expect(await foldLog(built.database, documentId, { after, upTo })).toBe('folded');
  // Four of a size became one.
  const segments = await readSegments(built.database, documentId, 1, 280);
  expect(segments.map(({ fromSequence, toSequence }) => [fromSequence, toSequence])).toEqual([[1, 240]]);
  expect(await rowsLeft(documentId)).toEqual(Array.from({ length: 40 }, (_, index) => 241 + index));

  for (const sequence of [1, 2, 59, 60, 61, 133, 240, 241, 250, 280]) {
    const loaded = await loadLog(built.database, documentId, sequence);
    expect(loaded.sequence).toBe(sequence);
    expect(articleOf(documentFromLog(loaded))).toEqual(articleOf(log.document(sequence)));
  }
  const whole = await loadLog(built.database, documentId);
  expect(Y.encodeStateAsUpdateV2(documentFromLog(whole, { gc: false }))).toEqual(
    Y.encodeStateAsUpdateV2(log.document(280, false)),
  );
  const again = await readAll(documentId, { after: 0 });
  expect(again.map(({ sequence, actorId, runId, kind }) => ({ sequence, actorId, runId, kind }))).toEqual(
    log.rows.map(({ sequence, actorId, runId, kind }) => ({ sequence, actorId, runId, kind })),
  );
  expect((await readAll(documentId, { after: 235, upTo: 243 })).map((row) => row.sequence)).toEqual([
    236, 237, 238, 239, 240, 241, 242, 243,
  ]);
  expect(await sharesIn(documentId)).toEqual(shares);
  const sequencesOf = (rows: typeof found) => rows.map((row) => row?.sequence);
  expect(sequencesOf(await findRows(built.database, documentId, letters))).toEqual(sequencesOf(found));
  expect(alarms).toEqual([]);
});

test('a snapshot in the middle of a segment, and one that is truncated: the text is the same, with an alarm', async () => {
  const { documentId, log } = await buildLongLog(built.owner, 200, 2);
  const snapshot = (sequence: number) => foldDocument(built.database, foldOf(documentId, log, sequence));
  await snapshot(40);
  await snapshot(180);
  await foldLog(built.database, documentId, { after: 0, upTo: 100 });
  await foldLog(built.database, documentId, { after: 100, upTo: 150 });
  const expected = articleOf(log.document(200));
  expect(articleOf(documentFromLog(await loadLog(built.database, documentId)))).toEqual(expected);
  for (const broken of ['state = substring(state from 1 for 10)', "state = ''"]) {
    await built.owner.sql(
      `update document_snapshots set ${broken} where document_id = $1 and sequence = 180`,
      [documentId],
    );
    const loaded = await loadLog(built.database, documentId);
    expect(loaded).toMatchObject({ sequence: 200, snapshotSequence: 40, corruptSnapshots: [180] });
    expect(articleOf(documentFromLog(loaded))).toEqual(expected);
  }
  await built.owner.sql("update document_snapshots set state = '' where document_id = $1", [documentId]);
  const fromLog = await loadLog(built.database, documentId);
  expect(fromLog).toMatchObject({ sequence: 200, snapshotSequence: 0, corruptSnapshots: [180, 40] });
  expect(articleOf(documentFromLog(fromLog))).toEqual(expected);
  await built.owner.sql('delete from document_snapshots where document_id = $1', [documentId]);
  expect(articleOf(documentFromLog(await loadLog(built.database, documentId)))).toEqual(expected);
  expect(alarms.map(({ kind, sequence }) => [kind, sequence])).toEqual([
    ['corrupt-snapshot', 180],
    ['corrupt-snapshot', 180],
    ['corrupt-snapshot', 180],
    ['corrupt-snapshot', 40],
  ]);
});

test('the vector beside a snapshot is believed only as it was written with that very state', async () => {
  const { documentId, log } = await buildLongLog(built.owner, 60, 6);
  const fold = foldOf(documentId, log, 50);
  await foldDocument(built.database, fold);
  const { snapshotVector } = await loadLog(built.database, documentId);
  // Postgres answers with Buffers.
  expect(new Uint8Array(snapshotVector ?? [])).toEqual(fold.stateVector);
  const change = (set: string) =>
    built.owner.sql(`update document_snapshots set ${set} where document_id = $1`, [documentId]);
  await change('state_vector = set_byte(state_vector, 1, 255 - get_byte(state_vector, 1))');
  const loaded = await loadLog(built.database, documentId);
  expect(loaded).toMatchObject({ snapshotSequence: 50, snapshotVector: null, corruptSnapshots: [] });
  expect(articleOf(documentFromLog(loaded))).toEqual(articleOf(log.document(60)));
  await foldDocument(built.database, fold);
  // An older release writes the state alone, over a vector that is not its own.
  const older = foldOf(documentId, log, 40);
  await built.owner.sql('update document_snapshots set state = $2, checksum = $3 where document_id = $1', [
    documentId,
    older.state,
    snapshotChecksum(older.state),
  ]);
  expect((await loadLog(built.database, documentId)).snapshotVector).toBeNull();
  await change('state_vector = null, vector_checksum = null');
  expect((await loadLog(built.database, documentId)).snapshotVector).toBeNull();
  expect(alarms).toEqual([]);
});

test('a broken segment behind a sound snapshot costs history, and not the text of now', async () => {
  const { documentId, log } = await buildLongLog(built.owner, 200, 3);
  await foldDocument(built.database, foldOf(documentId, log, 150));
  await foldLog(built.database, documentId, { after: 0, upTo: 100 });
  await built.owner.sql(
    'update document_segments set update = set_byte(update, 20, 255 - get_byte(update, 20)) where document_id = $1',
    [documentId],
  );
  const loaded = await loadLog(built.database, documentId);
  expect(articleOf(documentFromLog(loaded))).toEqual(articleOf(log.document(200)));
  expect(alarms).toEqual([]);
  await expect(loadLog(built.database, documentId, 80)).rejects.toThrow(CorruptSegment);
  expect(alarms.map(({ kind }) => kind)).toEqual(['corrupt-segment']);
});

test('a document whose log has a hole, or whose segment is broken, is not shown as a shorter one', async () => {
  const { documentId } = await buildLongLog(built.owner, 200, 3);
  await foldLog(built.database, documentId, { after: 0, upTo: 100 });
  await built.owner.sql(
    'update document_segments set update = set_byte(update, 20, 255 - get_byte(update, 20)) where document_id = $1',
    [documentId],
  );
  await expect(loadLog(built.database, documentId)).rejects.toThrow(CorruptSegment);
  await expect(readAll(documentId, { after: 0 })).rejects.toThrow(CorruptSegment);
  await built.owner.sql('delete from document_segments where document_id = $1', [documentId]);
  await expect(loadLog(built.database, documentId)).rejects.toThrow(MissingRows);
  await built.owner.sql('delete from document_updates where document_id = $1', [documentId]);
  await expect(loadLog(built.database, documentId)).rejects.toThrow(MissingRows);
  expect(alarms.map(({ kind }) => kind)).toEqual([
    'corrupt-segment',
    'corrupt-segment',
    'missing-rows',
    'missing-rows',
  ]);
});

test('exactly the rows that were merged are removed: when they are others by then, nothing is', async () => {
  const { documentId } = await buildLongLog(built.owner, 120, 4);
  // Somebody writes into the table past every door while the segment is being made.
  const between = {
    ...built.database,
    sql: async <Row extends Record<string, unknown>>(text: string, parameters?: unknown[]) => {
      if (text.includes('keep_segment'))
        await built.owner.sql(
          "update document_updates set update = '\\x0000' where document_id = $1 and sequence = 50",
          [documentId],
        );
      return built.database.sql<Row>(text, parameters);
    },
  };
  await expect(foldLog(between, documentId, { after: 0, upTo: 100 })).rejects.toThrow(/not those/);
  expect(await rowsLeft(documentId)).toHaveLength(120);
  // Nor is the newest row, nor one behind a hole.
  const other = await buildLongLog(built.owner, 120, 5);
  await expect(foldLog(built.database, other.documentId, { after: 0, upTo: 120 })).rejects.toThrow(/stays/);
  expect(await foldLog(built.database, other.documentId, { after: 10, upTo: 100 })).toBe('unfoldable');
  expect(await rowsLeft(other.documentId)).toHaveLength(120);
});

test('two programs that fold the same rows at once leave them once', async () => {
  const { documentId, log } = await buildLongLog(built.owner, 200, 6);
  const outcomes = await Promise.all(
    [1, 2, 3].map(() => foldLog(built.database, documentId, { after: 0, upTo: 100 })),
  );
  expect(outcomes.toSorted()).toEqual(['done-by-another', 'done-by-another', 'folded']);
  expect((await readAll(documentId, { after: 0 })).map((row) => row.sequence)).toEqual(
    log.rows.map((row) => row.sequence),
  );
});

test('rows that lack their predecessors stay in the log, with an alarm', async () => {
  const { documentId } = await buildLongLog(built.owner, 120, 7);
  const lost = new Y.Doc();
  lost.clientID = 9;
  lost.getText('x').insert(0, 'ab');
  const before = Y.encodeStateVector(lost);
  lost.getText('x').insert(2, 'c');
  await built.owner.sql('update document_updates set update = $2 where document_id = $1 and sequence = 60', [
    documentId,
    Y.encodeStateAsUpdate(lost, before),
  ]);
  expect(await foldLog(built.database, documentId, { after: 0, upTo: 100 })).toBe('unfoldable');
  expect(await rowsLeft(documentId)).toHaveLength(120);
  expect(alarms).toEqual([{ kind: 'unfoldable-rows', documentId, sequence: 1 }]);
});

test('the queue holds what changed; what grew while it was looked at stays, what is done goes', async () => {
  const { documentId } = await buildLongLog(built.owner, 10, 8);
  const take = async () =>
    (await takeDueHistory(built.database, 1000, 60_000)).some((due) => due.documentId === documentId);
  const queued = async () =>
    (await built.owner.sql('select from history_queue where document_id = $1', [documentId])).length === 1;
  const grow = () =>
    built.owner.sql('update document_heads set sequence = sequence + 1 where document_id = $1', [documentId]);
  expect(await take()).toBe(true);
  // Nobody else takes it meanwhile.
  expect(await take()).toBe(false);
  await grow();
  await settleHistory(built.database, documentId, { seenSequence: 10, dueInMs: null });
  expect(await queued()).toBe(true);
  await settleHistory(built.database, documentId, { seenSequence: 11, dueInMs: null });
  expect(await queued()).toBe(false);
  await grow();
  expect(await take()).toBe(true);
  // Waiting for something far away, it is drawn near by the next word.
  await settleHistory(built.database, documentId, { seenSequence: 12, dueInMs: 24 * 3600_000 });
  expect(await take()).toBe(false);
  await grow();
  expect(await take()).toBe(true);
});

test('with many documents the schedule reads an index, and not the heads', async () => {
  await built.owner.sql(
    `insert into document_heads (document_id, organization_id, sequence)
     select gen_random_uuid(), gen_random_uuid(), 5 from generate_series(1, 5000)`,
  );
  await built.owner.sql("update history_queue set due_at = now() + interval '1 day'");
  await built.owner.sql('analyze');
  const plan = async (statement: string) =>
    JSON.stringify(await built.owner.sql(`explain (costs off) ${statement}`));
  const due = await plan(
    'select document_id from history_queue where due_at <= now() order by due_at limit 50 for update skip locked',
  );
  expect(due).toContain('history_queue_by_due');
  expect(due).not.toContain('Seq Scan');
});
