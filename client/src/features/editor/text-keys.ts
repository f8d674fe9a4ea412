// The keys that work in the text, from the one list of shortcuts.

import type { Editor } from '@tiptap/core';
import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { isShortcut, type ShortcutName } from '../../lib/shortcuts.ts';
import { blockOfCaret, duplicateBlock, moveBlock } from './block-commands.ts';
import {
  cycleAlignment,
  putCallout,
  putCouplet,
  putDetails,
  putFootnote,
  putFormula,
  toggleTask,
} from './structure-commands.ts';
import { resizeColumns } from './table-columns.ts';

const HALF_SPACE = '\u200c';

/** Asks the format bar for its link form. */
export const ASK_LINK = 'askLink';
/** Asks for the menu of the caret's block. */
export const ASK_BLOCK_MENU = 'askBlockMenu';

interface TextKeysOptions {
  onSaveAsked: () => void;
}

type Command = (editor: Editor) => boolean;

/** Each changes the text, but for `save`; a key that changes nothing here is left to the page. */
const COMMANDS: Partial<Record<ShortcutName, Command>> = {
  halfSpace: ({ view }) => typeText(view, HALF_SPACE),
  direction: ({ commands }) => commands.toggleDirection(),
  bold: ({ commands }) => commands.toggleBold(),
  italic: ({ commands }) => commands.toggleItalic(),
  underline: ({ commands }) => commands.toggleUnderline(),
  strike: ({ commands }) => commands.toggleStrike(),
  code: ({ commands }) => commands.toggleCode(),
  // With nothing selected the key opens the palette.
  link: (editor) =>
    !editor.state.selection.empty && !editor.isActive('codeBlock') && editor.commands.setMeta(ASK_LINK, true),
  undo: ({ commands }) => commands.undo(),
  redo: ({ commands }) => commands.redo(),
  paragraph: ({ commands }) => commands.setParagraph(),
  heading1: ({ commands }) => commands.toggleHeading({ level: 1 }),
  heading2: ({ commands }) => commands.toggleHeading({ level: 2 }),
  heading3: ({ commands }) => commands.toggleHeading({ level: 3 }),
  heading4: ({ commands }) => commands.toggleHeading({ level: 4 }),
  orderedList: ({ commands }) => commands.toggleOrderedList(),
  bulletList: ({ commands }) => commands.toggleBulletList(),
  blockquote: ({ commands }) => commands.toggleBlockquote(),
  codeBlock: ({ commands }) => commands.toggleCodeBlock(),
  highlight: ({ commands }) => commands.toggleMark('highlight'),
  superscript: ({ commands }) => commands.toggleMark('superscript'),
  subscript: ({ commands }) => commands.toggleMark('subscript'),
  taskList: ({ commands }) => commands.toggleTaskList(),
  toggleTask,
  align: cycleAlignment,
  columnWider: ({ view }) => resizeColumns(view, 1),
  columnNarrower: ({ view }) => resizeColumns(view, -1),
  callout: (editor) => putCallout(editor),
  details: putDetails,
  couplet: putCouplet,
  footnote: putFootnote,
  formula: (editor) => putFormula(editor),
  moveUp: (editor) => moveCaretBlock(editor, -1),
  moveDown: (editor) => moveCaretBlock(editor, 1),
  duplicate: (editor) => {
    const at = blockOfCaret(editor);
    return at !== null && duplicateBlock(editor, at);
  },
  blockMenu: ({ commands }) => commands.setMeta(ASK_BLOCK_MENU, true),
};

function moveCaretBlock(editor: Editor, step: 1 | -1): boolean {
  const at = blockOfCaret(editor);
  // The browser's own meaning of these keys never comes through, also at the edge.
  if (at !== null) moveBlock(editor, at, step);
  return true;
}

export const TextKeys = Extension.create<TextKeysOptions>({
  name: 'textKeys',

  addOptions() {
    return { onSaveAsked: () => undefined };
  },

  addProseMirrorPlugins() {
    const { editor, options } = this;
    return [
      new Plugin({
        key: new PluginKey('text-keys'),
        props: {
          handleKeyDown(view, event) {
            // The browser's own dialog for saving a page never opens, also before the interface is there.
            if (isShortcut(event, 'save')) {
              event.preventDefault();
              options.onSaveAsked();
              return true;
            }
            for (const [name, command] of Object.entries(COMMANDS)) {
              if (isShortcut(event, name as ShortcutName)) return view.editable && command(editor);
            }
            return false;
          },
        },
      }),
    ];
  },
});

/** As if it had been typed: the typing rules see it. */
function typeText(view: EditorView, text: string): true {
  const { from, to } = view.state.selection;
  const plain = () => view.state.tr.insertText(text, from, to).scrollIntoView();
  const isHandled = view.someProp('handleTextInput', (handle) => handle(view, from, to, text, plain));
  if (!isHandled) view.dispatch(plain());
  return true;
}
