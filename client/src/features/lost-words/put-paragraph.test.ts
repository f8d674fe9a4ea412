import { documentSchema } from '@hamnevis/core/document/schema';
import type { Editor } from '@tiptap/core';
import { EditorState, type Transaction } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import { putParagraph } from './put-paragraph.ts';

function article(...paragraphs: string[]) {
  const content = paragraphs.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] }));
  const schema = documentSchema();
  let state = EditorState.create({ doc: schema.nodeFromJSON({ type: 'doc', content }) });
  const dispatched: Transaction[] = [];
  const view = {
    dispatch(transaction: Transaction) {
      dispatched.push(transaction);
      state = state.apply(transaction);
    },
  };
  const editor = {
    get state() {
      return state;
    },
    view,
  } as unknown as Editor;
  const lines = () =>
    Array.from({ length: state.doc.childCount }, (_, at) => state.doc.child(at).textContent);
  const chosen = () => state.doc.textBetween(state.selection.from, state.selection.to);
  return { editor, lines, chosen, dispatched };
}

describe('lost words put back', () => {
  it.each([
    [0, ['گم‌شده', 'یک', 'دو']],
    [1, ['یک', 'گم‌شده', 'دو']],
    [2, ['یک', 'دو', 'گم‌شده']],
    [99, ['یک', 'دو', 'گم‌شده']],
    [null, ['یک', 'دو', 'گم‌شده']],
  ])('before block %s, chosen and in view, in one change', (place, expected) => {
    const { editor, lines, chosen, dispatched } = article('یک', 'دو');
    putParagraph(editor, 'گم‌شده', place);
    expect(lines()).toEqual(expected);
    expect(chosen()).toBe('گم‌شده');
    expect(dispatched).toHaveLength(1);
    expect(dispatched[0]?.scrolledIntoView).toBe(true);
  });
});
