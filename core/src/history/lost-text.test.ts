import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { findLostText } from './lost-text.ts';

/** A document that keeps what is deleted, with one paragraph per text. */
function build(...texts: string[]) {
  const document = new Y.Doc({ gc: false });
  const article = document.getXmlFragment('default');
  const insert = (text: string, at = article.length) => {
    const paragraph = new Y.XmlElement('paragraph');
    article.insert(at, [paragraph]);
    const inside = new Y.XmlText();
    paragraph.insert(0, [inside]);
    inside.insert(0, text);
    return inside;
  };
  return { document, article, insert, texts: texts.map((text) => insert(text)) };
}
const found = (document: Y.Doc, words: string) =>
  findLostText(document, words, 10).map((piece) => piece.text);

test('finds a deleted paragraph, however its letters and half-spaces are written', () => {
  const { document, article } = build('آغاز', 'کتاب‌های علمی را می‌خوانیم', 'پایان');
  article.delete(1, 1);
  for (const words of ['کتابهای علمی', 'كتاب هاي', 'میخوانیم', 'کتاب‌های علمی را می‌خوانیم'])
    expect(found(document, words)).toEqual(['کتاب‌های علمی را می‌خوانیم']);
  expect(found(document, 'آغاز')).toEqual([]);
  expect(found(document, 'هرگز')).toEqual([]);
  expect(found(document, 'ک')).toEqual([]);
});

test('finds what was deleted letter by letter, past slips that had been corrected while it was typed', () => {
  const { document, texts } = build('پیش پس');
  const [text] = texts as [Y.XmlText];
  text.insert(4, 'راه‌آهنن');
  text.delete(11, 1);
  text.insert(11, ' تهران ');
  for (let left = 14; left > 0; left -= 1) text.delete(4 + left - 1, 1);
  expect(text.toString()).toBe('پیش پس');
  expect(found(document, 'راه‌آهن تهران')).toEqual(['راه‌آهن تهران']);
});

test('finds a deleted part by words that partly still stand', () => {
  const { document, texts } = build('قیمت نان امروز بسیار گران شد');
  (texts[0] as Y.XmlText).delete(9, 12);
  expect(found(document, 'نان امروز بسیار')).toHaveLength(1);
  expect(found(document, 'نان امروز بسیار')[0]).toContain('امروز بسیار');
});

test('text that moved, or was cut and set in again, is not lost; a copy that is lost too is found once', () => {
  const { document, article, insert } = build('بندی که جا عوض کرد', 'بندی که رفت', 'بندی که رفت');
  article.delete(0, 3);
  expect(found(document, 'بندی که رفت')).toEqual(['بندی که رفت']);
  insert('و بندی که جا عوض کرد');
  expect(found(document, 'جا عوض کرد')).toEqual([]);
});

test('the piece names a letter of its own, by which its author is found', () => {
  const { document, texts } = build('اول ');
  document.clientID = 77;
  (texts[0] as Y.XmlText).insert(4, 'گم‌شده');
  (texts[0] as Y.XmlText).delete(4, 6);
  const [piece] = findLostText(document, 'گم‌شده', 10);
  expect(piece).toMatchObject({ client: 77, text: 'گم‌شده' });
});
