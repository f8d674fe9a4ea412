import { documentSchema } from '@hamnevis/core/document/schema';
import { expect, it } from 'vitest';
import type { UnsavedBlock } from '../../lib/live/unsaved-words.ts';
import { putBackInto } from './testing/put-back-into.ts';

const paragraph = (words: string) => ({
  type: 'paragraph',
  content: words ? [{ type: 'text', text: words }] : [],
});

function lost(words: string, place: Partial<UnsavedBlock> & { kept?: string }): UnsavedBlock {
  const { kept = '', ...rest } = place;
  return {
    id: `${words} ${kept}`,
    node: paragraph(kept + words),
    stretches: [
      { text: kept, mine: false },
      { text: words, mine: true },
    ],
    after: null,
    follows: false,
    ...rest,
  };
}

function afterPuttingBack(article: string[], blocks: UnsavedBlock[]): string[] {
  const doc = documentSchema().nodeFromJSON({ type: 'doc', content: article.map(paragraph) });
  return putBackInto(doc, blocks).content.content.map((node) => node.textContent);
}

it('words return to the paragraph that they were typed in', () => {
  expect(afterPuttingBack(['one', 'two'], [lost(' more', { kept: 'one' })])).toEqual(['one more', 'two']);
});

it('a whole paragraph returns below the one that it followed, and the next below it', () => {
  const blocks = [lost('b', { after: 'a' }), lost('c', { after: 'a', follows: true })];
  expect(afterPuttingBack(['a', 'z'], blocks)).toEqual(['a', 'b', 'c', 'z']);
});

it('where the place is gone, the words stand at the end, without those that somebody else took away', () => {
  expect(afterPuttingBack(['x'], [lost('b', { after: 'gone', kept: 'also gone ' })])).toEqual(['x', 'b']);
});

it('an empty paragraph gives its place', () => {
  expect(afterPuttingBack([''], [lost('b', {})])).toEqual(['b']);
});

it('what came back by another road is not put there twice', () => {
  const blocks = [lost(' more', { kept: 'one' }), lost('b', { after: 'one more', follows: true })];
  expect(afterPuttingBack(['one more', 'z'], blocks)).toEqual(['one more', 'b', 'z']);
});

it('a paragraph that others changed meanwhile keeps their changes and is not repeated', () => {
  const kept = {
    id: 'p',
    node: paragraph('The old railway came very late to the town'),
    stretches: [
      { text: 'The old railway came ', mine: false },
      { text: 'very late ', mine: true },
      { text: 'to the town', mine: false },
    ],
    after: null,
    follows: false,
  };
  expect(afterPuttingBack(['In 1871 the old railway came to the big town, slowly'], [kept])).toEqual([
    'In 1871 the old railway came very late to the big town, slowly',
  ]);
  // Split by others: the words go to the part in which their neighbours stand.
  expect(afterPuttingBack(['The old railway', 'came to the town'], [kept])).toEqual([
    'The old railway',
    'came very late to the town',
  ]);
});

it('a new item goes behind its neighbour in the list, a list that is gone gives its words to a paragraph', () => {
  const item = (words: string) => ({ type: 'listItem', content: [paragraph(words)] });
  const kept = {
    id: 'list',
    node: { type: 'bulletList', content: [item('one and only'), item('new')] },
    stretches: [
      { text: 'one and only\n', mine: false },
      { text: 'new', mine: true },
    ],
    after: null,
    follows: false,
  };
  const list = { type: 'bulletList', content: [item('one and only'), item('theirs')] };
  const schema = documentSchema();
  const merged = putBackInto(schema.nodeFromJSON({ type: 'doc', content: [list] }), [kept]);
  expect(merged.toString()).toBe(
    'doc(bulletList(listItem(paragraph("one and only")), listItem(paragraph("new")), listItem(paragraph("theirs"))))',
  );
  expect(afterPuttingBack(['z'], [kept])).toEqual(['new', 'z']);
});
