import type { ArticleNode } from '@hamnevis/core/document/yjs';
import { expect, it } from 'vitest';
import { knownArticle } from './known-article.ts';

const text = (words: string, ...marks: string[]): ArticleNode => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {}),
});
const block = (type: string, ...content: ArticleNode[]): ArticleNode => ({ type, content });
const told = (name: string) => `? ${name}`;

it('a block that is not known is a box with its words, a mark leaves its letters, a sign in a line its words', () => {
  const article = block(
    'doc',
    block('paragraph', text('یک', 'bold', 'sparkle'), block('sticker', text('خنده'))),
    block(
      'blockquote',
      block('poll', block('question', text('کدام'), text('؟')), block('answer', text('این'))),
    ),
  );
  expect(knownArticle(article, told)).toEqual(
    block(
      'doc',
      block('paragraph', text('یک', 'bold'), text('[? sticker] خنده')),
      block('blockquote', {
        ...block('callout', ...['? poll', 'کدام؟', 'این'].map((line) => block('paragraph', text(line)))),
        attrs: { kind: 'warning' },
      }),
    ),
  );
});

it('where no box can stand nothing is shown', () => {
  expect(knownArticle(block('doc', block('bulletList', block('poll', text('a')))), told)).toBeNull();
});
