import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { seededRandom } from '../history/testing/random-edits.ts';
import { applyCostlyState, applyState } from './apply-state.ts';

const textOf = (doc: Y.Doc) => (doc.getXmlFragment('default').get(0) as Y.XmlElement).get(0) as Y.XmlText;

/** Many people write at the beginning of one paragraph, `rounds` times each; between rounds they hear of each other. */
function writtenInTurns(people: number, rounds: number, seed: number, deletions = 0.2): Y.Doc {
  const random = seededRandom(seed);
  const first = new Y.Doc();
  first.clientID = 1;
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText('!')]);
  first.getXmlFragment('default').insert(0, [paragraph]);
  const state = Y.encodeStateAsUpdate(first);
  let news: Uint8Array[] = [];
  const docs = Array.from({ length: people }, () => {
    const doc = new Y.Doc();
    doc.clientID = 1 + Math.floor(random() * 2 ** 31);
    Y.applyUpdate(doc, state);
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'heard') news.push(update);
    });
    return doc;
  });
  for (let round = 0; round < rounds; round += 1) {
    news = [];
    for (const doc of docs) {
      textOf(doc).insert(0, `${round} `, {});
      if (random() < deletions) textOf(doc).delete(Math.floor(random() * (textOf(doc).length - 1)), 1);
    }
    for (const doc of docs) for (const update of news) Y.applyUpdate(doc, update, 'heard');
  }
  return docs[0] as Y.Doc;
}

/** How many neighbours Yjs looked at while `work` went on: each goes into a set. */
function looksDuring(work: () => void): number {
  const { add } = Set.prototype;
  let looks = 0;
  Set.prototype.add = function count(value) {
    looks += 1;
    return add.call(this, value);
  };
  try {
    work();
    return looks;
  } finally {
    Set.prototype.add = add;
  }
}

test('a state is the same document, whoever wrote it in which order', () => {
  for (let seed = 0; seed < 6; seed += 1) {
    const written = writtenInTurns(9 + seed, 80, seed);
    const state = Y.encodeStateAsUpdate(written);
    const built = new Y.Doc();
    applyState(built, state);
    expect([built.store.pendingStructs, built.store.pendingDs]).toEqual([null, null]);
    expect(textOf(built).toString()).toBe(textOf(written).toString());
    expect(Y.encodeStateAsUpdate(built)).toEqual(state);
  }
});

test('whoever gets a state twice, in the order in which it was written and then as it came, has it once', () => {
  for (let seed = 20; seed < 24; seed += 1) {
    const written = writtenInTurns(12, 60, seed);
    const state = Y.encodeStateAsUpdate(written);
    // A replica that was away has a part of it already, and words of its own.
    const away = new Y.Doc();
    away.clientID = 5;
    Y.applyUpdate(away, Y.encodeStateAsUpdate(writtenInTurns(12, 20, seed)));
    textOf(away).insert(0, 'own ', {});
    const plain = new Y.Doc();
    Y.applyUpdate(plain, Y.encodeStateAsUpdate(away));
    Y.applyUpdate(plain, state);
    let changes = 0;
    expect(applyCostlyState(away, state)).toBe(true);
    away.on('update', () => {
      changes += 1;
    });
    Y.applyUpdate(away, state);
    expect(changes).toBe(0);
    expect(textOf(away).toString()).toBe(textOf(plain).toString());
    expect(Y.encodeStateVector(away)).toEqual(Y.encodeStateVector(plain));
  }
});

test('a beginning at which many wrote in turns is not put together from words far apart', () => {
  const state = Y.encodeStateAsUpdate(writtenInTurns(20, 100, 7, 0.02));
  const plain = looksDuring(() => Y.applyUpdate(new Y.Doc(), state));
  const ordered = looksDuring(() => applyState(new Y.Doc(), state));
  expect(ordered).toBeLessThan(plain / 5);
});
