// Draws what is looked for in the article and knows which match one stands at. Decorations only: nothing of it is in
// the document, and no element stands between two letters.
import type { Editor } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { type FindOptions, findInArticle, type Match } from './find-in-article.ts';
import { applyEdits } from './one-undo-step.ts';

/** Above so many only the nearest ones are drawn; all are counted. */
const DRAWN = 2000;

export interface Found {
  query: string;
  options: FindOptions;
  matches: readonly Match[];
  /** Index of the match one stands at; -1 when there is none. */
  current: number;
}

interface FoundState extends Found {
  drawn: DecorationSet;
}

type Asked = { query: string; options: FindOptions; near: number } | { current: number };

export const FIND = new PluginKey<FoundState>('find');

export function findPlugin(): Plugin<FoundState> {
  return new Plugin<FoundState>({
    key: FIND,
    state: {
      init: () => ({
        query: '',
        options: { persian: true, matchCase: false, wholeWords: false },
        matches: [],
        current: -1,
        drawn: DecorationSet.empty,
      }),
      apply: (transaction, found) => next(transaction, found),
    },
    props: {
      decorations: (state) => FIND.getState(state)?.drawn,
    },
  });
}

function next(transaction: Transaction, found: FoundState): FoundState {
  const asked = transaction.getMeta(FIND) as Asked | undefined;
  if (!asked && !transaction.docChanged) return found;
  if (asked && 'current' in asked) return drawn(transaction.doc, { ...found, current: asked.current });
  const { query, options } = asked ?? found;
  const matches = findInArticle(transaction.doc, query, options);
  const place = found.matches[found.current]?.from ?? 0;
  const near = asked ? asked.near : placeAfter(transaction, place);
  return drawn(transaction.doc, { query, options, matches, current: matchFrom(matches, near) });
}

/**
 * Where a place of the article stands after a change. What comes from others replaces the whole article, so the
 * transaction's own mapping knows nothing; the two texts tell it.
 */
function placeAfter({ before, doc }: Transaction, place: number): number {
  const start = before.content.findDiffStart(doc.content);
  const end = before.content.findDiffEnd(doc.content);
  if (start === null || end === null || place < start) return place;
  return place >= end.a ? place + end.b - end.a : start;
}

/** The first match from a place on, round the end of the article; -1 without any. */
export function matchFrom(matches: readonly Match[], place: number): number {
  if (matches.length === 0) return -1;
  return Math.max(
    0,
    matches.findIndex((match) => match.from >= place),
  );
}

function drawn(article: Node, found: Found): FoundState {
  const first = Math.max(0, Math.min(found.current - DRAWN / 2, found.matches.length - DRAWN));
  const decorations = found.matches.slice(first, first + DRAWN).map((match, index) =>
    Decoration.inline(match.from, match.to, {
      class: first + index === found.current ? 'found found-current' : 'found',
    }),
  );
  return { ...found, drawn: DecorationSet.create(article, decorations) };
}

/** What is found now; undefined while nobody looks for anything. */
export function foundIn(state: EditorState): Found | undefined {
  return FIND.getState(state);
}

/** Looks for words from the caret on. */
export function lookFor(editor: Editor, query: string, options: FindOptions): void {
  const found = foundIn(editor.state);
  const near = found?.matches[found.current]?.from ?? editor.state.selection.from;
  editor.view.dispatch(editor.state.tr.setMeta(FIND, { query, options, near } satisfies Asked));
}

/** Goes to the next match, or with -1 to the one before, round the ends of the article. */
export function goToMatch(editor: Editor, step: 1 | -1): void {
  const found = foundIn(editor.state);
  if (!found || found.matches.length === 0) return;
  const count = found.matches.length;
  const current = (found.current + step + count) % count;
  editor.view.dispatch(editor.state.tr.setMeta(FIND, { current } satisfies Asked));
}

/** Replaces the match one stands at and goes to the one behind it; false without one. */
export function replaceMatch(editor: Editor, text: string): boolean {
  const found = foundIn(editor.state);
  const match = found?.matches[found.current];
  if (!found || !match) return false;
  applyEdits(editor, [{ ...match, text }]);
  const { query, options } = found;
  const near = match.from + text.length;
  editor.view.dispatch(editor.state.tr.setMeta(FIND, { query, options, near } satisfies Asked));
  return true;
}

/** Replaces every match in one step of undo and answers how many there were. */
export function replaceMatches(editor: Editor, text: string): number {
  const found = foundIn(editor.state);
  return applyEdits(editor, found?.matches.map((match) => ({ ...match, text })) ?? []);
}
