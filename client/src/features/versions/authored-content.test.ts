import type { Author, AuthorshipBlock } from '@hamnevis/core/contract/history';
import { expect, test } from 'vitest';
import { AUTHORED_MARK, authoredContent, changedBlocks } from './authored-content.ts';
import type { ArticleJson } from './block-direction.ts';

const author = (name: string): Author => ({ person: { id: name, name, color: 'p1' }, runId: null });
const SARA = author('sara');
const OMID = author('omid');
const isTextblock = (node: ArticleJson) => node.type === 'paragraph';

const block = (text: string, runs: [from: number, to: number, author: number][] = []): AuthorshipBlock => ({
  type: 'paragraph',
  text,
  runs: runs.map(([from, to, index]) => ({ from, to, author: index, how: 'typed' })),
});

test('text is cut where its author changes, through marks, line breaks and nested blocks', () => {
  const article: ArticleJson = {
    type: 'doc',
    content: [
      { type: 'paragraph', content: [{ type: 'text', text: 'یکم' }] },
      {
        type: 'blockquote',
        content: [
          {
            type: 'paragraph',
            content: [
              { type: 'text', text: 'abc', marks: [{ type: 'bold' }] },
              { type: 'hardBreak' },
              { type: 'text', text: 'defg' },
            ],
          },
        ],
      },
    ],
  };
  const blocks = [
    block('یکم', [[0, 3, 0]]),
    block('abc\ufffcdefg', [
      [1, 6, 1],
      [7, 8, 0],
    ]),
  ];
  const [first, quote] =
    authoredContent(
      article,
      { blocks, authors: [SARA, OMID] },
      { isTextblock, tell: ({ person }, how) => `${person.name} ${how}` },
    ).content ?? [];
  const parts = (node: ArticleJson | undefined) =>
    node?.content?.map((part) => [
      part.text ?? part.type,
      part.marks?.map((mark) =>
        mark.type === AUTHORED_MARK
          ? (mark.attrs as { author: Author } | undefined)?.author.person.name
          : mark.type,
      ) ?? [],
    ]);
  expect(parts(first)).toEqual([['یکم', ['sara']]]);
  expect(parts(quote?.content?.[0])).toEqual([
    ['a', ['bold']],
    ['bc', ['bold', 'omid']],
    ['hardBreak', []],
    ['de', ['omid']],
    ['f', []],
    ['g', ['sara']],
  ]);
});

test('what differs between two moments is told by their blocks', () => {
  const before = [block('a'), block('b'), block('c')];
  expect(changedBlocks(before, before)).toBeNull();
  expect(changedBlocks(before, [block('a'), block('B'), block('c')])).toEqual({ from: 1, to: 1 });
  expect(changedBlocks(before, [...before, block('d')])).toEqual({ from: 3, to: 3 });
  expect(changedBlocks(before, [block('x'), ...before])).toEqual({ from: 0, to: 0 });
  // Where a block went away, the one that took its place is shown.
  expect(changedBlocks(before, [block('a'), block('c')])).toEqual({ from: 1, to: 1 });
  expect(changedBlocks([], [block('a')])).toEqual({ from: 0, to: 0 });
});
