import { documentSchema } from '@hamnevis/core/document/schema';
import { TextSelection } from '@tiptap/pm/state';
import { expect, it } from 'vitest';
import { selectionFigures } from './selection-figures.ts';

function figures(paragraphs: string[], from: number, to: number) {
  const doc = documentSchema().nodeFromJSON({
    type: 'doc',
    content: paragraphs.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
  });
  return selectionFigures({ doc, selection: TextSelection.create(doc, from, to) }, 'fa');
}

it('a word with a half-space is one word, and the half-space is no character', () => {
  expect(figures(['می‌خواهم بروم'], 1, 14)).toEqual({ words: 2, characters: 12 });
});

it('a letter with its mark is one character', () => {
  expect(figures(['خانهٔ'], 1, 6)).toEqual({ words: 1, characters: 4 });
});

it('words of two blocks do not run together', () => {
  expect(figures(['یک', 'دو'], 1, 7)).toEqual({ words: 2, characters: 4 });
});

it('nothing is nothing', () => {
  expect(figures(['یک'], 2, 2)).toBeNull();
});
