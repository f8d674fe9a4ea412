// Keys of a Persian desk. They go by the key's place (`event.code`): on a Persian layout `event.key` is a letter.
import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';

const HALF_SPACE = '\u200c';

interface TypingKeysOptions {
  onSaveAsked: () => void;
}

export const TypingKeys = Extension.create<TypingKeysOptions>({
  name: 'typingKeys',

  addOptions() {
    return { onSaveAsked: () => undefined };
  },

  addProseMirrorPlugins() {
    const { editor, options } = this;
    return [
      new Plugin({
        key: new PluginKey('typing-keys'),
        props: {
          handleKeyDown(view, event) {
            const mod = event.ctrlKey || event.metaKey;
            if (event.code === 'Space' && event.shiftKey && !mod && !event.altKey) {
              if (view.editable) typeText(view, HALF_SPACE);
              return true;
            }
            if (event.code === 'KeyX' && mod && event.shiftKey) return editor.commands.toggleDirection();
            if (event.code === 'KeyS' && mod && !event.shiftKey && !event.altKey) {
              event.preventDefault();
              options.onSaveAsked();
              return true;
            }
            return false;
          },
        },
      }),
    ];
  },
});

/** As if it had been typed: the typing rules see it. */
function typeText(view: EditorView, text: string): void {
  const { from, to } = view.state.selection;
  const plain = () => view.state.tr.insertText(text, from, to).scrollIntoView();
  const isHandled = view.someProp('handleTextInput', (handle) => handle(view, from, to, text, plain));
  if (!isHandled) view.dispatch(plain());
}
