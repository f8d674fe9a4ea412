import { expect, test } from 'vitest';
import { markdownOf } from './markdown.ts';
import type { ArticleNode } from './yjs.ts';

const t = (text: string, ...marks: string[]): ArticleNode => ({
  type: 'text',
  text,
  marks: marks.map((type) =>
    type === 'link' ? { type, attrs: { href: 'https://example.test/a b' } } : { type },
  ),
});
const p = (...content: ArticleNode[]): ArticleNode => ({ type: 'paragraph', content });
const node = (type: string, content: ArticleNode[], attrs: Record<string, unknown> = {}): ArticleNode => ({
  type,
  attrs,
  content,
});
const md = (...content: ArticleNode[]) => markdownOf({ type: 'doc', content });

test('blocks and marks become Markdown, and text that looks like it stays text', () => {
  expect(
    md(node('heading', [t('سرتیتر')], { level: 2 }), p(t('می‌رود '), t('پررنگ ', 'bold'), t('کد`', 'code'))),
  ).toBe('## سرتیتر\n\nمی‌رود **پررنگ** `` کد` ``\n');
  expect(md(p(t('# not a heading')), p(t('1. no list *at* all')), p(t('here', 'link')))).toBe(
    '\\# not a heading\n\n1\\. no list \\*at\\* all\n\n[here](<https://example.test/a%20b>)\n',
  );
  const item = (...content: ArticleNode[]) => node('listItem', content);
  expect(
    md(
      node('bulletList', [
        item(p(t('a')), node('orderedList', [item(p(t('b')))], { start: 3 })),
        item(p(t('c'))),
      ]),
    ),
  ).toBe('- a\n\n  3. b\n- c\n');
  const cell = (text: string) => node('tableCell', [p(t(text))]);
  expect(md(node('table', [node('tableRow', [cell('a'), cell('b|c')]), node('tableRow', [cell('d')])]))).toBe(
    '| a | b\\|c |\n| --- | --- |\n| d |  |\n',
  );
  expect(md(node('codeBlock', [{ type: 'text', text: 'a\n```\n# b' }], { language: 'sh' }))).toBe(
    '````sh\na\n```\n# b\n````\n',
  );
  expect(md(node('blockquote', [p(t('q')), p(t('r'))]), node('horizontalRule', []))).toBe(
    '> q\n>\n> r\n\n---\n',
  );
  expect(md(node('details', [node('detailsSummary', [t('s')]), p(t('d'))]))).toBe('s\n\nd\n');
});
