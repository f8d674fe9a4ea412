import { documentSchema } from '@hamnevis/core/document/schema';
import { updateFromArticle } from '@hamnevis/core/document/yjs';
import { judgeUpdate } from '@hamnevis/core/gate/judge-update';
import { Fragment, Node } from '@tiptap/pm/model';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { withinBounds } from './within-bounds.ts';

const schema = documentSchema();
const p = (text: string, marks: object[] = []) => ({
  type: 'paragraph',
  content: [{ type: 'text', text, marks }],
});
const LIMITS = { maxUpdateBytes: 1_000_000 };

/** What the gate says of an article. */
const verdict = (content: object[]) =>
  judgeUpdate(updateFromArticle({ type: 'doc', content } as never, 7), new Y.Doc(), { runId: null }, LIMITS);

const cell = (attrs: object) => ({
  type: 'table',
  content: [{ type: 'tableRow', content: [{ type: 'tableCell', attrs, content: [p('a')] }] }],
});
const list = (attrs: object) => ({
  type: 'orderedList',
  attrs,
  content: [{ type: 'listItem', content: [p('a')] }],
});

test.each([
  ['a list that begins before its beginning', list({ start: -5 })],
  ['a list that begins beyond all numbers', list({ start: 99_999_999_999 })],
  ['a list of a kind without end', list({ start: 1, type: 'x'.repeat(500) })],
  ['a cell that is as wide as nothing', cell({ colspan: 1, rowspan: 0 })],
  ['a cell that is wider than all', cell({ colspan: 100_000, rowspan: 1 })],
  ['widths that are none', cell({ colspan: 1, rowspan: 1, colwidth: [-3] })],
  [
    'an address without end',
    p('a', [{ type: 'link', attrs: { href: `https://example.org/${'a'.repeat(3_000)}` } }]),
  ],
  ['an address that is a script', p('a', [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }])],
  ['a language without end', { type: 'codeBlock', attrs: { language: 'x'.repeat(300) } }],
  ['an alignment of its own', { ...p('a'), attrs: { textAlign: 'url(x)' } }],
])('%s would be refused by the gate, and is not once it is within bounds', (_, block) => {
  expect(verdict([block]).verdict).toBe('refuse');
  const bounded = withinBounds(Fragment.from(Node.fromJSON(schema, block)));
  expect(verdict(bounded.toJSON() as object[]).verdict).toBe('accept');
  expect(bounded.textBetween(0, bounded.size)).toBe(Node.fromJSON(schema, block).textContent);
});

test('what is within them is the very same', () => {
  const content = Fragment.from([
    Node.fromJSON(schema, list({ start: 3 })),
    Node.fromJSON(
      schema,
      p('a', [{ type: 'link', attrs: { href: 'https://example.org/' } }, { type: 'bold' }]),
    ),
    Node.fromJSON(schema, cell({ colspan: 2, rowspan: 1, colwidth: [100, 120] })),
  ]);
  expect(withinBounds(content)).toBe(content);
});
