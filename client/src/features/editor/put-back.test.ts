import { documentSchema } from '@hamnevis/core/document/schema';
import type { Editor } from '@tiptap/core';
import { EditorState } from '@tiptap/pm/state';
import { expect, it } from 'vitest';
import type { UnsavedBlock } from '../../lib/live/unsaved-words.ts';
import { putBack } from './put-back.ts';

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
  let state = EditorState.create({
    doc: documentSchema().nodeFromJSON({ type: 'doc', content: article.map(paragraph) }),
  });
  const view = {
    dispatch: (transaction: EditorState['tr']) => {
      state = state.apply(transaction);
    },
  };
  putBack({ state, view } as unknown as Editor, blocks);
  state.doc.check();
  return state.doc.content.content.map((node) => node.textContent);
}

it('words return to the paragraph that they were typed in', () => {
  expect(afterPuttingBack(['one', 'two'], [lost(' more', { kept: 'one' })])).toEqual(['one more', 'two']);
});

it('a whole paragraph returns below the one that it followed, and the next below it', () => {
  const blocks = [lost('b', { after: 'a' }), lost('c', { after: 'a', follows: true })];
  expect(afterPuttingBack(['a', 'z'], blocks)).toEqual(['a', 'b', 'c', 'z']);
});

it('where the place is gone, the words stand at the end; nothing is dropped', () => {
  expect(afterPuttingBack(['x'], [lost('b', { after: 'gone', kept: 'also gone ' })])).toEqual([
    'x',
    'also gone b',
  ]);
});

it('an empty paragraph gives its place', () => {
  expect(afterPuttingBack([''], [lost('b', {})])).toEqual(['b']);
});

it('what came back by another road is not put there twice', () => {
  const blocks = [lost(' more', { kept: 'one' }), lost('b', { after: 'one more', follows: true })];
  expect(afterPuttingBack(['one more', 'z'], blocks)).toEqual(['one more', 'b', 'z']);
});
