// What is put right while one types in Persian. Each rule is one step that a Backspace takes back, can be switched
// off, and stays out of code.
import { asciiDigits } from '@hamnevis/core/persian/digits';
import { Extension, InputRule, wrappingInputRule } from '@tiptap/core';
import type { EditorState } from '@tiptap/pm/state';
import { blockDirection } from '../../lib/directions/block-directions.ts';
import type { Direction } from '../../lib/directions/letters.ts';
import { isTypingRuleOn } from '../../lib/typing-preferences.ts';
import { typedQuote } from './typed-quote.ts';

const HALF_SPACE = '\u200c';
/** «۱. », «۱) », «۱- », and «الف) » for a list by letters. */
const LIST_START = /^([۰-۹٠-٩]{1,6}|الف)[.)-]\s$/;
const LETTERED = 'الف';

interface TypingRulesOptions {
  documentDirection: Direction;
}

export const TypingRules = Extension.create<TypingRulesOptions>({
  name: 'typingRules',
  // Before the lists' own rules, which would make a bullet of a dialogue's dash.
  priority: 200,

  addOptions() {
    return { documentDirection: 'rtl' };
  },

  addInputRules() {
    const { documentDirection } = this.options;
    const directionAt = (state: EditorState, position: number) =>
      blockDirection(state.doc.resolve(position).parent, documentDirection);
    const { orderedList } = this.editor.schema.nodes;
    return [
      new InputRule({
        find: /"$/,
        handler: ({ state, range }) => {
          if (!isTypingRuleOn('quotes')) return null;
          const quote = typedQuote(proseBefore(state, range.from), directionAt(state, range.from));
          if (!quote) return null;
          state.tr.insertText(quote, range.from, range.to);
        },
      }),
      // «- سلام» is somebody speaking, not a list.
      new InputRule({
        find: /^-[ \u00a0]$/,
        undoable: false,
        handler: ({ state, range, match }) => {
          if (!isTypingRuleOn('dialogueDash') || directionAt(state, range.from) === 'ltr') return null;
          state.tr.insertText(match[0].slice(1), range.from + 1, range.to);
        },
      }),
      // A telephone number is no list's beginning; the gate would refuse one that begins so far up.
      new InputRule({
        find: /^\d{7,}\.[ \u00a0]$/,
        undoable: false,
        handler: ({ state, range, match }) => {
          state.tr.insertText(match[0].slice(1), range.from + 1, range.to);
        },
      }),
      // A space after a half-space takes its place.
      new InputRule({
        find: /\u200c[ \u00a0]$/,
        handler: ({ state, range }) => {
          if (!isTypingRuleOn('halfSpace')) return null;
          state.tr.insertText(' ', range.from, range.to);
        },
      }),
      // A space before a half-space takes its place, too.
      new InputRule({
        find: /[ \u00a0]$/,
        handler: ({ state, range }) => {
          if (!isTypingRuleOn('halfSpace') || textAfter(state, range.to) !== HALF_SPACE) return null;
          state.tr.insertText(' ', range.from, range.to + 1);
        },
      }),
      // A half-space after a space or another half-space is dropped: put in and taken out, so that it can come back.
      new InputRule({
        find: /[\s\u200c]\u200c$/,
        handler: ({ state, range }) => {
          if (!isTypingRuleOn('halfSpace')) return null;
          const at = range.from + 1;
          state.tr.insertText(HALF_SPACE, at, range.to).delete(at, at + 1);
        },
      }),
      ...(orderedList
        ? [
            wrappingInputRule({
              find: (text) => {
                const match = isTypingRuleOn('lists') ? LIST_START.exec(text) : null;
                return match ? { index: 0, text: match[0], data: listAttributes(match[1] ?? '') } : null;
              },
              type: orderedList,
              getAttributes: (match) => match.data ?? {},
              joinPredicate: (match, list) =>
                list.childCount + Number(list.attrs.start) === match.data?.start &&
                (list.attrs.type ?? null) === (match.data?.type ?? null),
            }),
          ]
        : []),
    ];
  },
});

/** A list by letters is stored as HTML's `a`; in Persian text its letters are Persian. */
function listAttributes(marker: string): { start: number; type?: string } {
  return marker === LETTERED ? { start: 1, type: 'a' } : { start: Number(asciiDigits(marker)) };
}

/** The block's text up to a position. Code counts as one letter each: its quotes are not the text's. */
function proseBefore(state: EditorState, position: number): string {
  const { parent, parentOffset } = state.doc.resolve(position);
  let prose = '';
  parent.nodesBetween(0, parentOffset, (node, at) => {
    if (node.type.name === 'hardBreak') prose += '\n';
    if (!node.isText) return;
    const text = (node.text ?? '').slice(0, parentOffset - at);
    prose += node.marks.some((mark) => mark.type.spec.code) ? 'x'.repeat(text.length) : text;
  });
  return prose;
}

function textAfter(state: EditorState, position: number): string {
  const { parent, parentOffset } = state.doc.resolve(position);
  return parent.textBetween(parentOffset, Math.min(parentOffset + 1, parent.content.size), '\n', '\n');
}
