import { documentSchema } from '@hamnevis/core/document/schema';
import { countWords } from '@hamnevis/core/document/words';
import { type ArticleNode, plainText } from '@hamnevis/core/document/yjs';
import type { Node } from '@tiptap/pm/model';
import { expect, it } from 'vitest';
import { WordCounter } from './word-counter.ts';

const p = (...content: (string | ArticleNode)[]): ArticleNode => ({
  type: 'paragraph',
  content: content.map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part)),
});
const mark = (note: string): ArticleNode => ({ type: 'footnoteMark', attrs: { note } });
const note = (id: string, text: string): ArticleNode => ({
  type: 'footnote',
  attrs: { note: id },
  content: [{ type: 'text', text }],
});
const ARTICLE: ArticleNode[] = [
  { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'راه‌آهن می‌آید' }] },
  p('نخستین قطار، the first one', mark('aaaaaaaa'), ' رسید', mark('bbbbbbbb')),
  {
    type: 'taskList',
    content: [{ type: 'taskItem', attrs: { checked: true }, content: [p('شد'), p('و ماند')] }],
  },
  { type: 'bulletList', content: [{ type: 'listItem', content: [p('آب'), p('نان')] }] },
  note('aaaaaaaa', 'یادداشت نخست'),
  note('bbbbbbbb', 'دومی'),
  note('cccccccc', 'بی‌نشان'),
];
const nodeOf = (content: ArticleNode[]): Node =>
  documentSchema().nodeFromJSON({ type: 'doc', content }) as Node;
const exact = (article: Node) => countWords(plainText(article.toJSON() as ArticleNode), 'fa');

it('counts what the library counts, notes and their numbers among it', () => {
  const counter = new WordCounter('fa');
  for (let from = 0; from < ARTICLE.length; from += 1)
    for (let to = from + 1; to <= ARTICLE.length; to += 1) {
      const article = nodeOf(ARTICLE.slice(from, to));
      expect(
        counter.count(article, () => true),
        `${from} to ${to}`,
      ).toBe(exact(article));
    }
});

it('stops where it may not go on, goes on there, and counts no block twice', () => {
  const counter = new WordCounter('fa');
  const article = nodeOf(Array.from({ length: 10 }, (_, n) => p(`بند شمارهٔ ${n}`)));
  let asked = 0;
  const some = () => {
    asked += 1;
    return asked % 4 !== 0;
  };
  let rounds = 1;
  while (counter.count(article, some) === null) rounds += 1;
  expect(rounds).toBe(4);
  expect(counter.count(article, () => false)).toBe(exact(article));
  const changed = article.copy(article.content.replaceChild(3, nodeOf([p('دو واژه')]).child(0)));
  expect(counter.count(changed, () => false)).toBeNull();
  expect(counter.count(changed, () => true)).toBe(exact(changed));
});
