import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { judgeUpdate } from '../gate/judge-update.ts';
import { mayHaveAttribute } from '../gate/schema-rules.ts';
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
  '/\\evil.example',
  '/\t/evil.example',
  '/\t\\evil.example',
  '\\\\evil.example',
  'file:///etc/passwd',
  'blob:https://example.org/x',
  `https://example.org/${'a'.repeat(2_048)}`,
])('%s is no link', (href) => {
  expect(isSafeHref(href)).toBe(false);
});

test.each(['https://example.com', 'http://x', 'mailto:a@example.com', '/documents/1', '#block'])(
  '%s is a link',
  (href) => {
    expect(isSafeHref(href)).toBe(true);
  },
);

const everything = {
  type: 'doc',
  content: [
    {
      type: 'paragraph',
      attrs: { textAlign: 'center' },
      content: [
        { type: 'text', marks: [{ type: 'highlight' }], text: 'برجسته' },
        { type: 'text', marks: [{ type: 'superscript' }], text: '۲' },
        { type: 'text', marks: [{ type: 'subscript' }], text: 'i' },
        { type: 'formulaInline', attrs: { latex: 'x^2' } },
        { type: 'footnoteMark', attrs: { note: 'note0001' } },
      ],
    },
    {
      type: 'taskList',
      content: [
        {
          type: 'taskItem',
          attrs: { checked: true },
          content: [{ type: 'paragraph', content: [{ type: 'text', text: 'خرید' }] }],
        },
      ],
    },
    { type: 'callout', attrs: { kind: 'warning' }, content: [{ type: 'paragraph' }] },
    {
      type: 'details',
      content: [
        { type: 'detailsSummary', content: [{ type: 'text', text: 'پیوست' }] },
        { type: 'paragraph', content: [{ type: 'text', text: 'درون' }] },
      ],
    },
    {
      type: 'couplet',
      content: [
        { type: 'hemistich', content: [{ type: 'text', text: 'توانا بود هر که دانا بود' }] },
        { type: 'hemistich', content: [{ type: 'text', text: 'ز دانش دل پیر برنا بود' }] },
      ],
    },
    { type: 'formulaBlock', attrs: { latex: '\\int_0^1' } },
    {
      type: 'image',
      attrs: { file: '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11', alt: 'ایستگاه', width: 60 },
      content: [{ type: 'text', text: 'ایستگاه در ۱۳۰۶' }],
    },
    {
      type: 'file',
      attrs: { file: '0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a12', name: 'گزارش.pdf', sizeBytes: 1200 },
    },
    { type: 'footnote', attrs: { note: 'note0001' }, content: [{ type: 'text', text: 'منبع' }] },
  ],
};

test('every structure goes into Yjs and comes back the same, with nothing that was not written', () => {
  const document = new Y.Doc();
  Y.applyUpdate(document, updateFromArticle(everything, 7));
  const schema = documentSchema();
  expect(schema.nodeFromJSON(articleOf(document)).toJSON()).toEqual(schema.nodeFromJSON(everything).toJSON());
});

test('the gate lets pass every structure that the editor writes', () => {
  const document = new Y.Doc();
  const update = updateFromArticle(everything, 7);
  expect(judgeUpdate(update, document, { runId: null }, { maxUpdateBytes: 100_000 })).toMatchObject({
    verdict: 'accept',
  });
});

test.each([
  ['image', 'file', 'https://evil.example/x.png'],
  ['image', 'width', 101],
  ['callout', 'kind', 'banner'],
  ['paragraph', 'textAlign', 'left'],
  ['footnote', 'note', 'x" onload="'],
  ['formulaBlock', 'latex', 'x'.repeat(5_001)],
  ['taskItem', 'checked', 'yes'],
])('the gate refuses a %s whose %s is %s', (node, attribute, value) => {
  expect(mayHaveAttribute(node, attribute, value)).toBe(false);
});

test('a couplet and a collapsible part that lost pieces to two people at once still stand', () => {
  const schema = documentSchema();
  for (const content of [
    { type: 'couplet', content: [{ type: 'hemistich' }] },
    { type: 'details', content: [{ type: 'paragraph' }] },
    { type: 'details' },
  ])
    expect(() => schema.nodeFromJSON({ type: 'doc', content: [content] }).check()).not.toThrow();
});

test('the plain text tells what has no letters: ticks, formulas, numbers of notes', () => {
  expect(plainText(everything).split('\n')).toEqual([
    'برجسته۲ix^2[1]',
    '[x] خرید',
    '',
    'پیوست',
    'درون',
    'توانا بود هر که دانا بود\tز دانش دل پیر برنا بود',
    '\\int_0^1',
    'ایستگاه در ۱۳۰۶',
    'گزارش.pdf',
    '[1] منبع',
  ]);
});
