import { ARTICLE_FRAGMENT, documentSchema } from '@hamnevis/core/document/schema';
import { updateFromArticle } from '@hamnevis/core/document/yjs';
import type { Editor } from '@tiptap/core';
import { EditorState, type Transaction } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { initProseMirrorDoc, ySyncPlugin, yUndoPlugin, yUndoPluginKey } from '@tiptap/y-tiptap';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { findInArticle } from './find-in-article.ts';
import { applyEdits } from './one-undo-step.ts';

/** An article bound to Yjs as the editor binds it, without a page. */
function bound(paragraphs: string[]) {
  const document = new Y.Doc();
  Y.applyUpdate(
    document,
    updateFromArticle(
      {
        type: 'doc',
        content: paragraphs.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
      },
      7,
    ),
  );
  const fragment = document.getXmlFragment(ARTICLE_FRAGMENT);
  const { doc, mapping } = initProseMirrorDoc(fragment, documentSchema());
  const plugins = [ySyncPlugin(fragment, { mapping }), yUndoPlugin()];
  let state = EditorState.create({ doc, plugins });
  const view = {
    get state() {
      return state;
    },
    dispatch(transaction: Transaction) {
      const before = state;
      state = state.apply(transaction);
      for (const one of views) one?.update?.(view as unknown as EditorView, before);
    },
    hasFocus: () => false,
    isDestroyed: false,
    _root: null,
    dom: {},
  };
  const views = plugins.map((plugin) => plugin.spec.view?.(view as unknown as EditorView));
  const editor = {
    view,
    get state() {
      return state;
    },
  } as unknown as Editor;
  const texts = () => state.doc.content.content.map((node) => node.textContent);
  const { undoManager } = yUndoPluginKey.getState(state) as { undoManager: Y.UndoManager };
  return { editor, view, document, fragment, texts, undoManager };
}

function replaceAll(editor: Editor, query: string, text: string): number {
  const options = { persian: true, matchCase: false, wholeWords: false };
  return applyEdits(
    editor,
    findInArticle(editor.state.doc, query, options).map((match) => ({ ...match, text })),
  );
}

describe('many edits at once', () => {
  it('reach every place of every block, also where words grow, shrink and go', () => {
    const { editor, texts, fragment } = bound(['aa b aa', 'b', 'aa aa aa aa']);
    expect(replaceAll(editor, 'aa', 'long')).toBe(6);
    expect(texts()).toEqual(['long b long', 'b', 'long long long long']);
    expect(replaceAll(editor, 'long', '')).toBe(6);
    expect(texts()).toEqual([' b ', 'b', '   ']);
    expect(fragment.toArray().map((block) => (block as Y.XmlElement).get(0)?.toString())).toEqual(texts());
  });

  it('are one step of undo, apart from what was typed before and after', () => {
    const { editor, view, texts, undoManager } = bound(['aa aa aa']);
    view.dispatch(view.state.tr.insertText('x', 1));
    replaceAll(editor, 'aa', 'b');
    view.dispatch(view.state.tr.insertText('y', 1));
    expect(texts()).toEqual(['yxb b b']);
    undoManager.undo();
    expect(texts()).toEqual(['xb b b']);
    undoManager.undo();
    expect(texts()).toEqual(['xaa aa aa']);
    undoManager.undo();
    expect(texts()).toEqual(['aa aa aa']);
  });

  it('leave the letters between them as they were, with their authors', () => {
    const { editor, document } = bound(['aa middle aa']);
    replaceAll(editor, 'aa', 'b');
    const own = [...(document.store.clients.get(document.clientID) ?? [])];
    const written = own
      .map((item) =>
        item instanceof Y.Item && item.content instanceof Y.ContentString ? item.content.str : '',
      )
      .join('');
    expect(written).toBe('bb');
  });

  it('are one update for everybody else', () => {
    const { editor, document } = bound(['aa aa', 'aa']);
    let updates = 0;
    document.on('update', () => {
      updates += 1;
    });
    replaceAll(editor, 'aa', 'b');
    expect(updates).toBe(1);
  });
});
