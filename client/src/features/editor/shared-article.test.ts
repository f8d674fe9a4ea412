import { ARTICLE_FRAGMENT } from '@hamnevis/core/document/schema';
import { ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { buildTypist } from '../../testing/build-typist.ts';
import { SharedArticle } from './shared-article.ts';

test('a step that Yjs cannot take is passed over, and the one before it is taken', () => {
  const document = new Y.Doc();
  const { editor } = buildTypist([SharedArticle.configure({ document, field: ARTICLE_FRAGMENT })]);
  const { undoManager } = yUndoPluginKey.getState(editor.state) as { undoManager: Y.UndoManager };
  const fragment = document.getXmlFragment(ARTICLE_FRAGMENT);
  for (const index of [0, 1, 2]) {
    undoManager.stopCapturing();
    document.transact(() => fragment.insert(index, [new Y.XmlElement(`step${index}`)]), ySyncPluginKey);
  }
  const undo = undoManager.undo.bind(undoManager);
  let tries = 0;
  undoManager.undo = () => {
    tries += 1;
    if (tries > 1) return undo();
    // As Yjs does: the step is off the stack, and what it leads to is gone.
    undoManager.undoStack.pop();
    throw new TypeError("Cannot read properties of undefined (reading 'client')");
  };
  expect(editor.commands.undo()).toBe(true);
  expect(tries).toBe(2);
  expect(fragment.toArray().map((node) => (node as Y.XmlElement).nodeName)).toEqual(['step0', 'step2']);
  undoManager.undo = () => {
    throw new RangeError('another fault');
  };
  expect(() => editor.commands.undo()).toThrow(RangeError);
});
