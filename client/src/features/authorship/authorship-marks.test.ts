import type { Authorship } from '@hamnevis/core/contract/history';
import { documentSchema } from '@hamnevis/core/document/schema';
import type { Node } from '@tiptap/pm/model';
import { EditorState } from '@tiptap/pm/state';
import { describe, expect, it } from 'vitest';
import { AUTHORSHIP_MARKS, authorshipMarks, drawAuthorship } from './authorship-marks.ts';

const schema = documentSchema();
const paragraph = (text: string) => schema.node('paragraph', null, text ? [schema.text(text)] : []);

function articleOf(texts: string[]): Node {
  const list = schema.node('bulletList', null, [
    schema.node('listItem', null, [paragraph('first item')]),
    schema.node('listItem', null, [paragraph('second item')]),
  ]);
  return schema.node('doc', null, [...texts.map(paragraph), list, paragraph('the end of it')]);
}

function textsIn(article: Node): string[] {
  const texts: string[] = [];
  article.descendants((node) => {
    if (node.isTextblock) texts.push(node.textContent);
    return !node.isTextblock;
  });
  return texts;
}

function drawnState(texts: string[]): EditorState {
  const doc = articleOf(texts);
  const person = (name: string, color: string, runId: string | null) => ({
    person: { id: name, name, color },
    runId,
    characters: 1,
    words: 1,
    how: {},
  });
  const authorship: Authorship = {
    sequence: 1,
    characters: 1,
    words: 1,
    ai: { characters: 0, words: 0 },
    authors: [person('Sara', 'p2', null), person('Arash', 'p3', 'run')],
    blocks: textsIn(doc).map((text) => ({
      type: 'paragraph',
      text,
      runs: [
        ...(text ? [{ from: 0, to: Math.min(3, text.length), author: 0, how: 'typed' as const }] : []),
        ...(text.length > 3 ? [{ from: 3, to: text.length, author: 1, how: 'ai' as const }] : []),
      ],
    })),
  };
  const state = EditorState.create({ doc, plugins: [authorshipMarks()] });
  return state.apply(drawAuthorship(state.tr, { authorship, tell: (author) => author.person.name }));
}

/** What is drawn, as words; and that it says the same as the blocks it was drawn from. */
function drawnWords(state: EditorState): string[] {
  const drawn = AUTHORSHIP_MARKS.getState(state);
  const found = drawn?.decorations.find().sort((a, b) => a.from - b.from) ?? [];
  const words = found.map(({ from, to }) => state.doc.textBetween(from, to));
  expect(drawn?.blocks.map((block) => block.text)).toEqual(textsIn(state.doc));
  expect(words).toEqual(
    drawn?.blocks.flatMap((block) => block.runs.map((run) => block.text.slice(run.from, run.to))),
  );
  return words;
}

/** Numbers that look random and are the same every time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('authorship drawn in the text', () => {
  it('colours what the log says, in lists too, and changes nothing of the document', () => {
    const state = drawnState(['hello world']);
    expect(drawnWords(state)).toContain('lo world');
    expect(drawnWords(state)).toContain('ond item');
    expect(state.doc.eq(articleOf(['hello world']))).toBe(true);
  });

  it('leaves typed letters bare, and keeps the rest through an edit that replaces the whole article', () => {
    let state = drawnState(['hello world', 'another one']);
    state = state.apply(state.tr.insertText('NEW', 6));
    expect(drawnWords(state).slice(0, 3)).toEqual(['hel', 'lo', ' world']);
    const others = state.doc.content.addToStart(paragraph('somebody else wrote this'));
    state = state.apply(state.tr.replaceWith(0, state.doc.content.size, others));
    expect(drawnWords(state).slice(0, 3)).toEqual(['hel', 'lo', ' world']);
  });

  it('draws a piece as it would draw the whole, over random edits', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = seeded(seed);
      let state = drawnState(['one two three', 'four five six', '', 'seven eight nine']);
      for (let step = 0; step < 25; step += 1) {
        const at = () => Math.floor(random() * (state.doc.content.size - 1)) + 1;
        const [from, to] = [at(), at()].sort((a, b) => a - b) as [number, number];
        const { tr } = state;
        const chance = random();
        const $from = state.doc.resolve(from);
        if (chance < 0.4 && $from.parent.isTextblock) tr.insertText('xy', from);
        else if (chance < 0.6) tr.deleteRange(from, Math.min(to, from + 12));
        else if (chance < 0.8 && $from.parent.isTextblock && $from.depth === 1) tr.split(from);
        else tr.replaceWith(0, state.doc.content.size, state.doc.content);
        state = state.apply(tr);
        drawnWords(state);
      }
    }
  });
});
