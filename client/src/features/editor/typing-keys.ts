// Keys of a Persian desk. They go by the key's place (`event.code`): on a Persian layout `event.key` is a letter.
import { Extension, wrappingInputRule } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';

const HALF_SPACE = '\u200c';

interface TypingKeysOptions {
  onSaveAsked: () => void;
}

export const TypingKeys = Extension.create<TypingKeysOptions>({
  name: 'typingKeys',

  addOptions() {
    return { onSaveAsked: () => undefined };
  },

  // «۱. » begins a numbered list, as "1. " does.
  addInputRules() {
    const { orderedList } = this.editor.schema.nodes;
    if (!orderedList) return [];
    return [
      wrappingInputRule({
        find: /^([۰-۹]+)[.\-)]\s$/,
        type: orderedList,
        getAttributes: (match) => ({ start: latinNumber(match[1] ?? '') }),
      }),
    ];
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
              if (view.editable) view.dispatch(view.state.tr.insertText(HALF_SPACE).scrollIntoView());
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

function latinNumber(digits: string): number {
  return Number(Array.from(digits, (digit) => digit.charCodeAt(0) - 0x06f0).join(''));
}
