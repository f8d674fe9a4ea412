// An article without a page, and somebody who types in it one key at a time, through the editor's own input rules.
import { editorExtensions } from '@hamnevis/core/document/schema';
import { Editor, type Extensions, type JSONContent } from '@tiptap/core';
import type { EditorState } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';

export interface Typist {
  editor: Editor;
  type(text: string): void;
  /** Takes the last rule back, as the editor's Backspace does first; false when there was none. */
  backspace(): boolean;
  /** The article, in short: `orderedList(2)[listItem[paragraph "…"]]`. */
  article(): string;
}

/** Begins at the end of the article. */
export function buildTypist(
  extensions: Extensions,
  content: JSONContent[] = [{ type: 'paragraph' }],
): Typist {
  const editor = new Editor({
    element: null,
    extensions: [...editorExtensions(), ...extensions],
    content: { type: 'doc', content },
  });
  // An editor takes its plugins in when it is mounted, and this one never is.
  editor.view.updateState(editor.state.reconfigure({ plugins: editor.extensionManager.plugins }));
  editor.commands.setTextSelection(editor.state.doc.content.size);
  const view = {
    composing: false,
    get state(): EditorState {
      return editor.state;
    },
    dispatch: editor.view.dispatch,
  } as unknown as EditorView;
  const type = (text: string) => {
    for (const letter of text) {
      const { from, to } = editor.state.selection;
      const plain = () => editor.state.tr.insertText(letter, from, to);
      const isHandled = editor.state.plugins.some((plugin) => {
        const handle = plugin.props.handleTextInput;
        return handle?.call(plugin, view, from, to, letter, plain) === true;
      });
      if (!isHandled) view.dispatch(plain());
    }
  };
  return {
    editor,
    type,
    backspace: () => editor.commands.undoInputRule(),
    article: () => (editor.getJSON().content ?? []).map(short).join(' '),
  };
}

function short(node: JSONContent): string {
  if (node.text !== undefined) return node.text;
  const inside = (node.content ?? []).map(short).join('');
  const { start, type } = node.attrs ?? {};
  const kind = [start, type].filter((value) => value !== undefined && value !== null).join(' ');
  if (node.type === 'paragraph') return `"${inside}"`;
  return `${node.type}${kind ? `(${kind})` : ''}[${inside}]`;
}
