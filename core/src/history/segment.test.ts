import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { articleOf, EMPTY_ARTICLE, updateFromArticle } from '../document/yjs.ts';
import type { LogRow } from './log-row.ts';
import { encodeSegment, Frontier, Segment } from './segment.ts';
import { TICK_MS } from './segment-columns.ts';
import { EditorBuilder, LogBuilder } from './testing/build-editor.ts';
import { randomEdit, seededRandom } from './testing/random-edits.ts';

const SARA = '0199f3c2-0000-7000-8000-00000000000a';
const OMID = '0199f3c2-0000-7000-8000-00000000000b';

/** Three people, one of them an AI run, edit at once and receive each other's rows at random moments. */
function randomLog(seed: number, steps: number): LogBuilder {
  const random = seededRandom(seed);
  const log = new LogBuilder();
  log.append(updateFromArticle(EMPTY_ARTICLE, 1), { personId: SARA, kind: 'seed' });
  const editors = [
    new EditorBuilder(log, { personId: SARA, clientId: 4_000_000_001 }),
    new EditorBuilder(log, { personId: OMID, clientId: 77 }),
    new EditorBuilder(log, { personId: OMID, runId: 'run', clientId: 500_000 }),
  ];
  for (let step = 0; step < steps; step += 1) {
    const editor = editors[Math.floor(random() * editors.length)] as EditorBuilder;
    randomEdit(editor, random);
    if (random() < 0.7) editor.send({ merged: random() < 0.2 });
    if (random() < 0.6) editor.receive();
    if (random() < 0.05) log.wait(random() * 7_200_000);
  }
  for (const editor of editors) editor.send();
  return log;
}

function segmentsOf(rows: readonly LogRow[], size: number): Segment[] {
  const frontier = new Frontier();
  const segments: Segment[] = [];
  for (let from = 0; from < rows.length; from += size)
    segments.push(new Segment(encodeSegment(rows.slice(from, from + size), frontier)));
  return segments;
}

test('every row comes back: who, when, and the same document after each of them', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 40 }), (seed, size) => {
      const { rows } = randomLog(seed, 60);
      const read = segmentsOf(rows, size).flatMap((segment) => [...segment.rows()]);
      expect(read.length).toBe(rows.length);
      const before = new Y.Doc({ gc: false });
      const after = new Y.Doc({ gc: false });
      for (const [index, row] of rows.entries()) {
        const again = read[index] as LogRow;
        expect({ ...again, update: 0, createdAtMs: 0 }).toEqual({ ...row, update: 0, createdAtMs: 0 });
        expect(again.createdAtMs).toBe(Math.floor(row.createdAtMs / TICK_MS) * TICK_MS);
        Y.applyUpdate(before, row.update);
        Y.applyUpdate(after, again.update);
        expect(Y.encodeStateVector(after)).toEqual(Y.encodeStateVector(before));
        expect(articleOf(after)).toEqual(articleOf(before));
      }
      // Deleted text too: the whole history, letter for letter.
      expect(Y.encodeStateAsUpdateV2(after)).toEqual(Y.encodeStateAsUpdateV2(before));
    }),
    { numRuns: 60 },
  );
});

test('any moment can be opened from the segments', () => {
  fc.assert(
    fc.property(
      fc.nat(1_000_000),
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (seed, size, part) => {
        const log = randomLog(seed, 60);
        const sequence = 1 + Math.floor(part * (log.rows.length - 1));
        const document = new Y.Doc();
        for (const segment of segmentsOf(log.rows, size))
          if (segment.fromSequence <= sequence) Y.applyUpdateV2(document, segment.updateUpTo(sequence));
        expect(articleOf(document)).toEqual(articleOf(log.document(sequence)));
        expect(document.store.pendingStructs).toBeNull();
      },
    ),
    { numRuns: 100 },
  );
});

test('what is sent twice is kept once', () => {
  const log = new LogBuilder();
  log.append(updateFromArticle(EMPTY_ARTICLE, 1), { personId: SARA, kind: 'seed' });
  const editor = new EditorBuilder(log, { personId: SARA, clientId: 9 });
  editor.type(0, 'قطار می‌رسد').send();
  const whole = Y.encodeStateAsUpdate(editor.document);
  log.append(whole, { personId: SARA });
  editor.type(0, '!').send();
  const [once] = segmentsOf(
    log.rows.toSpliced(-2, 1).map((row, index) => ({ ...row, sequence: index + 1 })),
    100,
  );
  const [twice] = segmentsOf(log.rows, 100);
  expect((twice as Segment).updateUpTo(1e9)).toEqual((once as Segment).updateUpTo(1e9));
  expect([...(twice as Segment).rows()]).toHaveLength(log.rows.length);
});

test('which letters were pasted is kept, row by row, and costs nothing where none were', () => {
  const log = new LogBuilder();
  log.append(updateFromArticle(EMPTY_ARTICLE, 1), { personId: SARA, kind: 'seed' });
  const editor = new EditorBuilder(log, { personId: SARA, clientId: 9 });
  editor.type(0, 'یک ').send();
  const plain = encodeSegment(log.rows, new Frontier());
  editor.type(0, 'دو ').paste(0, 6, 'سه واژهٔ چسبیده').type(0, ' چهار').send({ merged: true });
  editor.paste(0, 0, 'پیش ').send();
  // Known letters that come once more, under a mark that names more than there is.
  log.append(Y.encodeStateAsUpdate(editor.document), {
    personId: SARA,
    pasted: [{ client: 9, clock: 0, length: 10_000 }],
  });
  const [segment] = segmentsOf(log.rows, 100);
  const marks = [...(segment as Segment).rows()].map(({ pasted }) => pasted);
  expect(marks).toEqual([...log.rows.slice(0, -1).map(({ pasted }) => pasted), undefined]);
  expect(marks.filter(Boolean)).toHaveLength(2);
  // The first byte is the format: an older program reads a segment without pastes as before.
  expect([plain.rows[0], encodeSegment(log.rows, new Frontier()).rows[0]]).toEqual([1, 2]);
});

test('a gap in the sequence, and structs without predecessors, are refused', () => {
  const log = new LogBuilder();
  log.append(updateFromArticle(EMPTY_ARTICLE, 1), { personId: SARA, kind: 'seed' });
  new EditorBuilder(log, { personId: SARA, clientId: 9 }).type(0, 'abc').send();
  expect(() => encodeSegment(log.rows.toSpliced(1, 1), new Frontier())).toThrow(RangeError);
  expect(() => encodeSegment(log.rows.slice(2), new Frontier())).toThrow(RangeError);
});

test('a frontier that reads the segments before it stands where the one that wrote them stood', () => {
  const { rows } = randomLog(5, 120);
  const wrote = new Frontier();
  const first = encodeSegment(rows.slice(0, 40), wrote);
  const read = new Frontier();
  read.include(first.update);
  expect(encodeSegment(rows.slice(40), read)).toEqual(encodeSegment(rows.slice(40), wrote));
});
