import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { freshClientId } from '../document/edit-update.ts';
import { ARTICLE_FRAGMENT } from '../document/schema.ts';
import { type ArticleNode, articleOf, updateFromArticle } from '../document/yjs.ts';
import { restoreUpdate } from './restore.ts';

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .filter((value) => value.isWellFormed());
const marks = fc.subarray([{ type: 'bold' }, { type: 'italic' }, { type: 'link', attrs: { href: '/x' } }]);
const run = fc.record({ type: fc.constant('text'), text, marks });
const inline = fc.array(run, { maxLength: 4 }).map((content) => ({ content }));
const aiRun = fc.option(fc.constant('0199f3c2-7a51-7c39-9d5e-2f6f0d1c8a11'), { nil: null, freq: 8 });
const paragraph = fc.record({
  type: fc.constant('paragraph'),
  attrs: fc.record({ dir: fc.constantFrom(null, 'rtl', 'ltr'), aiRun }),
});
const textBlock: fc.Arbitrary<ArticleNode> = fc.oneof(
  fc.tuple(paragraph, inline).map(([node, rest]) => ({ ...node, ...rest })),
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), inline)
    .map(([level, rest]) => ({ type: 'heading', attrs: { level }, ...rest })),
);
const plainParagraph = inline.map((rest): ArticleNode => ({ type: 'paragraph', ...rest }));
const listBlock = fc
  .tuple(
    fc.constantFrom('bulletList', 'orderedList'),
    fc.array(fc.array(plainParagraph, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 }),
  )
  .map(
    ([type, items]): ArticleNode => ({
      type,
      content: items.map((content) => ({ type: 'listItem', content })),
    }),
  );
const tableBlock = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.array(plainParagraph, { minLength: 6, maxLength: 6 }))
  .map(
    ([columns, cells]): ArticleNode => ({
      type: 'table',
      content: [0, 1].map((row) => ({
        type: 'tableRow',
        content: Array.from({ length: columns }, (_, column) => ({
          type: 'tableCell',
          content: [cells[row * columns + column] as ArticleNode],
        })),
      })),
    }),
  );
const block: fc.Arbitrary<ArticleNode> = fc.oneof(
  { weight: 6, arbitrary: textBlock },
  { weight: 1, arbitrary: listBlock },
  { weight: 1, arbitrary: tableBlock },
  { weight: 1, arbitrary: fc.constant({ type: 'horizontalRule' }) },
  {
    weight: 1,
    arbitrary: fc
      .array(plainParagraph, { minLength: 1, maxLength: 3 })
      .map((content) => ({ type: 'blockquote', content })),
  },
);
const blocks = fc.array(block, { minLength: 1, maxLength: 12 });

/** Two articles that share blocks, in part moved, changed and doubled, as articles do that grew from one another. */
const articles = fc
  .tuple(blocks, blocks, fc.array(fc.tuple(fc.boolean(), fc.nat(20)), { maxLength: 14 }))
  .map(([first, others, picks]) => {
    const second = picks.map(([own, index]) => {
      const from = own ? first : others;
      return from[index % from.length] as ArticleNode;
    });
    return [first, second.length > 0 ? second : others] as const;
  });

function documentOf(content: readonly ArticleNode[]): Y.Doc {
  const document = new Y.Doc({ gc: false });
  Y.applyUpdate(document, updateFromArticle({ type: 'doc', content: [...content] }, freshClientId()));
  return document;
}

function copyOf(document: Y.Doc): Y.Doc {
  const copy = new Y.Doc({ gc: false });
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(document));
  return copy;
}

const idsOf = (document: Y.Doc) =>
  document
    .getXmlFragment(ARTICLE_FRAGMENT)
    .toArray()
    .map((child) => {
      const id = child._item?.id;
      return `${id?.client}:${id?.clock}`;
    });

test('restoring gives exactly the old article, whatever the two are, on every replica', () => {
  fc.assert(
    fc.property(articles, ([before, after]) => {
      const then = documentOf(before);
      const now = documentOf(after);
      const peer = copyOf(now);
      const update = restoreUpdate(copyOf(now), then, freshClientId());
      if (update) Y.applyUpdate(peer, update);
      expect(articleOf(peer)).toEqual(articleOf(then));
    }),
    { numRuns: 400 },
  );
});

test('an article that grew from the old one keeps the ids of every block that is equal and in order', () => {
  fc.assert(
    fc.property(blocks, fc.array(fc.tuple(fc.nat(20), block), { maxLength: 5 }), (base, insertions) => {
      const then = documentOf(base);
      const now = copyOf(then);
      const fragment = now.getXmlFragment(ARTICLE_FRAGMENT);
      for (const [position, node] of insertions) {
        const clone = documentOf([node]).getXmlFragment(ARTICLE_FRAGMENT).get(0) as Y.XmlElement;
        fragment.insert(position % (fragment.length + 1), [clone.clone() as Y.XmlElement]);
      }
      const before = new Set(idsOf(now));
      const update = restoreUpdate(now, then, freshClientId());
      expect(articleOf(now)).toEqual(articleOf(then));
      expect(update === null).toBe(insertions.length === 0);
      // Nothing was written anew: every block that stands stood before.
      expect(idsOf(now).every((id) => before.has(id))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('a caret in a block that did not change, and one before a changed word, stay where they were', () => {
  const paragraphOf = (value: string): ArticleNode => ({
    type: 'paragraph',
    content: [{ type: 'text', text: value }],
  });
  const then = documentOf([paragraphOf('یکم'), paragraphOf('این جمله کهنه است'), paragraphOf('سوم')]);
  const now = copyOf(then);
  const fragment = now.getXmlFragment(ARTICLE_FRAGMENT);
  const textAt = (index: number) => (fragment.get(index) as Y.XmlElement).get(0) as Y.XmlText;
  textAt(1).delete(9, 4);
  textAt(1).insert(9, 'تازه');
  const carets = [
    Y.createRelativePositionFromTypeIndex(textAt(2), 2),
    Y.createRelativePositionFromTypeIndex(textAt(1), 3),
  ];
  const [third, second] = [textAt(2), textAt(1)];
  restoreUpdate(now, then, freshClientId());
  expect(articleOf(now)).toEqual(articleOf(then));
  const places = carets.map((caret) => Y.createAbsolutePositionFromRelativePosition(caret, now));
  expect(places.map((place) => [place?.type, place?.index])).toEqual([
    [third, 2],
    [second, 3],
  ]);
});

test('what somebody types while the restore is on its way survives it', () => {
  const paragraphOf = (value: string): ArticleNode => ({
    type: 'paragraph',
    content: [{ type: 'text', text: value }],
  });
  const then = documentOf([paragraphOf('یکم'), paragraphOf('دوم')]);
  const now = copyOf(then);
  (now.getXmlFragment(ARTICLE_FRAGMENT).get(0) as Y.XmlElement).insert(1, [new Y.XmlText(' و بیش')]);
  const writer = copyOf(now);
  const update = restoreUpdate(now, then, freshClientId()) as Uint8Array;
  ((writer.getXmlFragment(ARTICLE_FRAGMENT).get(1) as Y.XmlElement).get(0) as Y.XmlText).insert(
    3,
    ' — افزوده',
  );
  Y.applyUpdate(writer, update);
  expect(articleOf(writer).content?.[1]).toEqual(paragraphOf('دوم — افزوده'));
});

test('an article that is as it was needs no edit', () => {
  const then = documentOf([{ type: 'paragraph' }]);
  expect(restoreUpdate(copyOf(then), then, freshClientId())).toBeNull();
});
