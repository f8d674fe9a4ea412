import { TextSelection } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import { describe, expect, it } from 'vitest';
import { buildTypist, type Typist } from '../../testing/build-typist.ts';
import { TakeBack, takeBack } from './take-back.ts';
import { TypingRules } from './typing-rules.ts';

const HALF_SPACE = '\u200c';

function desk(paragraphs: readonly string[] = ['', '']): Typist {
  const content = paragraphs.map((text) => ({
    type: 'paragraph',
    ...(text ? { content: [{ type: 'text', text }] } : {}),
  }));
  const typist = buildTypist([TypingRules.configure({ documentDirection: 'rtl' }), TakeBack], content);
  typist.editor.commands.setTextSelection(typist.editor.state.doc.content.size - 1);
  return typist;
}

/** Somebody else writes at the start of the article, and the whole of it is drawn again, as the binding does. */
function othersWrite({ editor }: Typist, text: string): void {
  const { doc, tr } = editor.state;
  const fromEnd = doc.content.size - editor.state.selection.from;
  const next = tr.insertText(text, 1).doc;
  const whole = editor.state.tr.replaceWith(0, doc.content.size, next.content);
  whole.setSelection(editor.state.selection.map(whole.doc, whole.mapping));
  whole.setMeta(ySyncPluginKey, { isChangeOrigin: true });
  editor.view.dispatch(whole);
  const { state } = editor;
  const caret = TextSelection.create(state.doc, state.doc.content.size - fromEnd);
  editor.view.dispatch(state.tr.setSelection(caret).setMeta(ySyncPluginKey, { isChangeOrigin: true }));
}

describe('what a rule did to the words', () => {
  it.each([
    ['او گفت "', '"او گفت ""'],
    ['او گفت "سلام"', '"او گفت «سلام""'],
    [`می${HALF_SPACE} `, `"می${HALF_SPACE} "`],
    [`می ${HALF_SPACE}`, `"می ${HALF_SPACE}"`],
  ])('is taken back: %s', (text, back) => {
    const typist = desk();
    typist.type(text);
    expect(takeBack(typist.editor)).toBe(true);
    expect(typist.article()).toBe(`"" ${back}`);
    expect(takeBack(typist.editor)).toBe(false);
  });

  it('is taken back also when others wrote meanwhile', () => {
    const typist = desk();
    typist.type('او گفت "سلام"');
    othersWrite(typist, 'دیگری');
    expect(typist.backspace()).toBe(false);
    expect(takeBack(typist.editor)).toBe(true);
    expect(typist.article()).toBe('"دیگری" "او گفت «سلام""');
  });

  it('stays where one wrote on, or went elsewhere and came back', () => {
    const typist = desk();
    typist.type('او گفت "سلام" و');
    expect(takeBack(typist.editor)).toBe(false);
    typist.type('"');
    typist.editor.commands.setTextSelection(1);
    typist.editor.commands.setTextSelection(typist.editor.state.doc.content.size - 1);
    expect(takeBack(typist.editor)).toBe(false);
  });

  it('stays where another changed the very words', () => {
    const typist = desk(['']);
    typist.type('او گفت "');
    othersWrite(typist, 'دیگری ');
    expect(takeBack(typist.editor)).toBe(false);
  });

  it('leaves a block that became a list to the editor', () => {
    const typist = desk(['']);
    typist.type('۲) ');
    expect(takeBack(typist.editor)).toBe(false);
    expect(typist.backspace()).toBe(true);
    expect(typist.article()).toBe('"۲) "');
  });
});
