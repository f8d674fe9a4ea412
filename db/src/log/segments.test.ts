import { EMPTY_ARTICLE, updateFromArticle } from '@hamnevis/core/document/yjs';
import type { LogRow } from '@hamnevis/core/history/log-row';
import { Frontier } from '@hamnevis/core/history/segment';
import { EditorBuilder, LogBuilder } from '@hamnevis/core/history/testing/build-editor';
import { randomEdit, seededRandom } from '@hamnevis/core/history/testing/random-edits';
import { expect, test } from 'vitest';
import {
  CorruptSegment,
  foldRows,
  joinSegments,
  readCourse,
  readSegment,
  type StoredSegment,
  segmentsToJoin,
} from './segments.ts';

const SARA = '0199f3c2-0000-7000-8000-00000000000a';
const OMID = '0199f3c2-0000-7000-8000-00000000000b';

function buildLog(seed: number, steps: number): LogBuilder {
  const random = seededRandom(seed);
  const log = new LogBuilder();
  log.append(updateFromArticle(EMPTY_ARTICLE, 1), { personId: SARA, kind: 'seed' });
  const editors = [
    new EditorBuilder(log, { personId: SARA, clientId: 11 }),
    new EditorBuilder(log, { personId: OMID, runId: 'run', clientId: 12 }),
  ];
  for (let step = 0; step < steps; step += 1) {
    const editor = editors[step % 2] as EditorBuilder;
    editor.receive();
    randomEdit(editor, random);
    editor.send();
  }
  return log;
}

function fold(rows: readonly LogRow[], size: number, frontier = new Frontier()): StoredSegment[] {
  const segments: StoredSegment[] = [];
  for (let from = 0; from < rows.length; from += size)
    segments.push(foldRows(rows.slice(from, from + size), frontier));
  return segments;
}

test('joined segments hold the same rows', () => {
  const log = buildLog(3, 200);
  const segments = fold(log.rows, 20);
  const joined = joinSegments(segments, new Frontier());
  const rowsOf = (stored: StoredSegment) =>
    [...readSegment(stored).rows()].map((row) => ({
      ...row,
      update: Buffer.from(row.update).toString('hex'),
    }));
  expect(rowsOf(joined)).toEqual(segments.flatMap(rowsOf));
  expect(joined.fromSequence).toBe(1);
  expect(joined.toSequence).toBe(log.rows.length);
  const course = readCourse(joined.course);
  expect(course.flatMap(({ work }) => work).reduce((sum, { rows }) => sum + rows, 0)).toBe(log.rows.length);
});

test('a segment with one flipped bit is refused', () => {
  const [segment] = fold(buildLog(5, 60).rows, 100) as [StoredSegment];
  const update = segment.update.slice();
  update[update.length >> 1] = (update[update.length >> 1] as number) ^ 1;
  expect(() => readSegment({ ...segment, update })).toThrow(CorruptSegment);
});

test('small segments are joined by fours until they are large, and each row only a few times', () => {
  let segments: { fromSequence: number; toSequence: number; written: number }[] = [];
  let rows = 0;
  let most = 0;
  for (let fold = 0; fold < 2_000; fold += 1) {
    segments.push({ fromSequence: rows + 1, toSequence: rows + 100, written: 1 });
    rows += 100;
    for (let join = segmentsToJoin(segments); join; join = segmentsToJoin(segments)) {
      const group = segments.slice(join.from, join.to);
      const written = 1 + Math.max(...group.map((segment) => segment.written));
      most = Math.max(most, written);
      const joined = {
        fromSequence: (group[0] as (typeof group)[0]).fromSequence,
        toSequence: (group.at(-1) as (typeof group)[0]).toSequence,
        written,
      };
      segments = segments.toSpliced(join.from, join.to - join.from, joined);
    }
  }
  expect(segments.length).toBeLessThan(40);
  expect(most).toBeLessThanOrEqual(6);
});
