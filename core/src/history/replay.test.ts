import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { EMPTY_ARTICLE, updateFromArticle } from '../document/yjs.ts';
import { joinSessions, SESSION_GAP_MS, sessionsOf, strokesOf } from './replay.ts';
import { EditorBuilder, LogBuilder } from './testing/build-editor.ts';
import { randomEdit, seededRandom } from './testing/random-edits.ts';

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

test('a pause of half an hour ends a session; each says who did how much', () => {
  const sessions = sessionsOf(buildDay().log.rows);
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
  const work = sessionsOf(log.rows).flatMap((session) => session.work);
  expect(work.reduce((sum, part) => sum + part.deleted, 0)).toBe(3);
});

test('sessions of parts, joined, are the sessions of the whole', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 30 }), (seed, size) => {
      const random = seededRandom(seed);
      const { log, sara, omid } = buildDay();
      for (let step = 0; step < 60; step += 1) {
        const editor = random() < 0.5 ? sara : omid;
        randomEdit(editor.receive(), random);
        editor.send();
        if (random() < 0.1) log.wait(random() * 2 * SESSION_GAP_MS);
      }
      const parts: ReturnType<typeof sessionsOf>[] = [];
      for (let from = 0; from < log.rows.length; from += size)
        parts.push(sessionsOf(log.rows.slice(from, from + size)));
      const joined = joinSessions(parts);
      const whole = sessionsOf(log.rows);
      const span = ({ fromSequence, toSequence, startedAtMs, endedAtMs }: (typeof whole)[number]) => [
        fromSequence,
        toSequence,
        startedAtMs,
        endedAtMs,
      ];
      expect(joined.map(span)).toEqual(whole.map(span));
      const rows = (list: typeof whole) =>
        list.map((session) => session.work.reduce((sum, work) => sum + work.rows, 0));
      expect(rows(joined)).toEqual(rows(whole));
    }),
    { numRuns: 40 },
  );
});
