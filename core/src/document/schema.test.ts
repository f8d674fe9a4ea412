import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { documentSchema, isSafeHref } from './schema.ts';
import { countWords } from './words.ts';
import { articleOf, EMPTY_ARTICLE, plainText, updateFromArticle } from './yjs.ts';

const article = {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'بازار و ایستگاه' }] },
    {
      type: 'paragraph',
      content: [
        { type: 'text', text: 'نخستین ' },
        { type: 'text', marks: [{ type: 'bold' }], text: 'قطار' },
        { type: 'text', text: ' می‌رسد' },
      ],
    },
    {
      type: 'table',
      content: [
        {
          type: 'tableRow',
          content: [
            { type: 'tableCell', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'سال' }] }] },
            {
              type: 'tableCell',
              content: [{ type: 'paragraph', content: [{ type: 'text', text: '۱۳۰۶' }] }],
            },
          ],
        },
      ],
    },
  ],
};

test('an article goes into Yjs and comes back the same', () => {
  const document = new Y.Doc();
  Y.applyUpdate(document, updateFromArticle(article, 7));
  const schema = documentSchema();
  expect(schema.nodeFromJSON(articleOf(document)).toJSON()).toEqual(schema.nodeFromJSON(article).toJSON());
  expect([...document.store.clients.keys()]).toEqual([7]);
});

test('an article that does not fit the schema is refused before it is written', () => {
  expect(() => updateFromArticle({ type: 'doc', content: [{ type: 'text', text: 'x' }] }, 1)).toThrow();
  expect(() => updateFromArticle({ type: 'doc', content: [{ type: 'iframe' }] }, 1)).toThrow();
});

test('a new document starts with one empty paragraph', () => {
  const document = new Y.Doc();
  Y.applyUpdate(document, updateFromArticle(EMPTY_ARTICLE, 1));
  expect(articleOf(document).content).toEqual([expect.objectContaining({ type: 'paragraph' })]);
});

test('plain text keeps blocks on lines and cells apart; a half-space joins a word', () => {
  expect(plainText(article)).toBe('بازار و ایستگاه\nنخستین قطار می‌رسد\nسال\t۱۳۰۶');
  expect(countWords('نخستین قطار می‌رسد', 'fa')).toBe(3);
});

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:x',
  'java\nscript:x',
  ' data:text/html,x',
  'vbscript:x',
  '//evil.example',
])('%s is no link', (href) => {
  expect(isSafeHref(href)).toBe(false);
});

test.each(['https://example.com', 'http://x', 'mailto:a@example.com', '/documents/1', '#block'])(
  '%s is a link',
  (href) => {
    expect(isSafeHref(href)).toBe(true);
  },
);
