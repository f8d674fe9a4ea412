// One Backspace takes back what a typing rule did to a block's words, also when others wrote meanwhile. The editor's
// own way forgets the rule at the first change of anybody; here it is known by the words of its block.
import { type Editor, Extension } from '@tiptap/core';
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';
import { ySyncPluginKey } from '@tiptap/y-tiptap';

/** What stands in for one thing in a block that is no letter, so that places in words are places in the block. */
const NO_LETTER = '\ufffc';

/** The words of the block that holds the caret, on its two sides. */
interface Words {
  before: string;
  after: string;
}

interface PutRight {
  typed: Words;
  now: Words;
}

const takeBackKey = new PluginKey<PutRight | null>('takeBack');

export const TakeBack = Extension.create({
  name: 'takeBack',
  // Before the editor's own Backspace.
  priority: 210,

  addKeyboardShortcuts() {
    return { Backspace: () => takeBack(this.editor) };
  },

  addProseMirrorPlugins() {
    return [
      new Plugin<PutRight | null>({
        key: takeBackKey,
        state: {
          init: () => null,
          apply(tr, last, before, after) {
            const text = textOfRule(tr, before);
            if (text !== null) return putRight(tr, text, before, after);
            if (!last || tr.getMeta(ySyncPluginKey)) return last;
            // Where the caret was read again and stands as it stood, nothing has happened.
            return tr.docChanged || (tr.selectionSet && !same(wordsAtCaret(after), last.now)) ? null : last;
          },
        },
      }),
    ];
  },
});

/** Puts the words back as they were typed; false where the last thing done was no rule, or its block has changed. */
export function takeBack({ state, view }: Editor): boolean {
  const last = takeBackKey.getState(state);
  if (!last || !same(wordsAtCaret(state), last.now)) return false;
  const { typed, now } = last;
  const start = sharedLength(typed.before, now.before);
  const end = sharedLength(reversed(typed.after), reversed(now.after));
  const at = state.selection.from - now.before.length;
  const words = typed.before.slice(start) + typed.after.slice(0, typed.after.length - end);
  // Things that are no letters cannot be written again as such.
  if (words.includes(NO_LETTER)) return false;
  view.dispatch(state.tr.insertText(words, at + start, at + now.before.length + now.after.length - end));
  return true;
}

/** The letter that set a rule off in this transaction; null where none did. */
function textOfRule(tr: Transaction, { plugins }: EditorState): string | null {
  for (const plugin of plugins) {
    if (!(plugin.spec as { isInputRules?: boolean }).isInputRules) continue;
    const rule = tr.getMeta(plugin) as { text?: string } | undefined;
    if (rule) return rule.text ?? '';
  }
  return null;
}

function putRight(tr: Transaction, text: string, before: EditorState, after: EditorState): PutRight | null {
  // A block that became another is given back by the editor's own way.
  if (!tr.steps.every((step) => step instanceof ReplaceStep)) return null;
  const was = wordsAtCaret(before);
  const now = wordsAtCaret(after);
  if (!was || !now || before.selection.$from.depth !== after.selection.$from.depth) return null;
  return { typed: { before: was.before + text, after: was.after }, now };
}

function wordsAtCaret({ selection }: EditorState): Words | null {
  const { $from, empty } = selection;
  if (!empty || !$from.parent.isTextblock) return null;
  const { parent, parentOffset } = $from;
  return {
    before: parent.textBetween(0, parentOffset, NO_LETTER, NO_LETTER),
    after: parent.textBetween(parentOffset, parent.content.size, NO_LETTER, NO_LETTER),
  };
}

function same(one: Words | null, other: Words): boolean {
  return one?.before === other.before && one.after === other.after;
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

const reversed = (text: string): string => text.split('').reverse().join('');
