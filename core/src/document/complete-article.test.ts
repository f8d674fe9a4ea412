import { expect, test } from 'vitest';
import { completeArticle } from './complete-article.ts';
import { documentSchema } from './schema.ts';
import type { ArticleNode } from './yjs.ts';

const text = (said: string): ArticleNode => ({ type: 'paragraph', content: [{ type: 'text', text: said }] });
const complete = (...content: ArticleNode[]) => {
  const made = completeArticle({ type: 'doc', content });
  documentSchema().nodeFromJSON(made).check();
  return made.content?.map((node) => [node.type, node.content?.map((child) => child.type)]);
};

test('what two deletions at once may leave is filled or left out, and the rest stays as it was', () => {
  expect(complete(text('a'), { type: 'bulletList' }, text('b'))).toEqual([
    ['paragraph', ['text']],
    ['paragraph', ['text']],
  ]);
  expect(complete({ type: 'bulletList', content: [{ type: 'listItem' }] })).toEqual([
    ['bulletList', ['listItem']],
  ]);
  expect(complete({ type: 'blockquote', content: [{ type: 'orderedList' }] })).toEqual([
    ['paragraph', undefined],
  ]);
  expect(complete({ type: 'table', content: [{ type: 'tableRow' }] }, { type: 'horizontalRule' })).toEqual([
    ['horizontalRule', undefined],
  ]);
  expect(complete()).toEqual([['paragraph', undefined]]);
});
