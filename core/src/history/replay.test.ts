import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { EMPTY_ARTICLE, updateFromArticle } from '../document/yjs.ts';
import { joinStretches, SESSION_GAP_MS, strokesOf } from './replay.ts';
import { EditorBuilder, LogBuilder } from './testing/build-editor.ts';
import { randomEdit, seededRandom } from './testing/random-edits.ts';
import { joinWork } from './work-tally.ts';

function buildDay() {
  const log = new LogBuilder();
  log.append(updateFromArticle(EMPTY_ARTICLE, 1), { personId: 'sara', kind: 'seed' });
  const sara = new EditorBuilder(log, { personId: 'sara', clientId: 11 });
  const omid = new EditorBuilder(log, { personId: 'omid', clientId: 22 });
  sara.type(0, 'morning').send();
  omid.receive().type(0, '!').send();
  log.wait(SESSION_GAP_MS + 1_000);
  omid.edit((transform) => transform.delete(1, 4)).send();
  return { log, sara, omid };
}

test('stretches are joined across the pause between two sessions last; each says who did how much', () => {
  const sessions = joinStretches(strokesOf(buildDay().log.rows), 2);
  expect(sessions.map(({ fromSequence, toSequence, work }) => ({ fromSequence, toSequence, work }))).toEqual([
    {
      fromSequence: 1,
      toSequence: 9,
      work: [
        { personId: 'sara', runId: null, rows: 8, inserted: 7, deleted: 0 },
        { personId: 'omid', runId: null, rows: 1, inserted: 1, deleted: 0 },
      ],
    },
    {
      fromSequence: 10,
      toSequence: 10,
      work: [{ personId: 'omid', runId: null, rows: 1, inserted: 0, deleted: 3 }],
    },
  ]);
});

test('strokes are one author’s, in one go', () => {
  expect(strokesOf(buildDay().log.rows).map((stroke) => [stroke.fromSequence, stroke.toSequence])).toEqual([
    [1, 8],
    [9, 9],
    [10, 10],
  ]);
});

test('what a returning client deletes again counts once', () => {
  const { log, omid } = buildDay();
  log.append(Y.encodeStateAsUpdate(omid.document), { personId: 'omid' });
  const work = strokesOf(log.rows).flatMap((stroke) => stroke.work);
  expect(work.reduce((sum, part) => sum + part.deleted, 0)).toBe(3);
});

test('joined stretches are never more than asked for, and keep every row, author and letter', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 30 }), (seed, atMost) => {
      const random = seededRandom(seed);
      const { log, sara, omid } = buildDay();
      for (let step = 0; step < 60; step += 1) {
        const editor = random() < 0.5 ? sara : omid;
        randomEdit(editor.receive(), random);
        editor.send();
        if (random() < 0.1) log.wait(random() * 2 * SESSION_GAP_MS);
      }
      const strokes = strokesOf(log.rows);
      const joined = joinStretches(strokes, atMost);
      expect(joined.length).toBeLessThanOrEqual(atMost);
      let next = 1;
      for (const stretch of joined) {
        expect(stretch.fromSequence).toBe(next);
        next = stretch.toSequence + 1;
      }
      expect(next).toBe(log.rows.length + 1);
      const byPerson = (stretches: typeof strokes) =>
        joinWork(stretches.flatMap(({ work }) => work)).sort((a, b) => a.personId.localeCompare(b.personId));
      expect(byPerson(joined)).toEqual(byPerson(strokes));
    }),
    { numRuns: 40 },
  );
});
