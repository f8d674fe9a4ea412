import { documentSchema } from '@hamnevis/core/document/schema';
import { updateFromArticle } from '@hamnevis/core/document/yjs';
import { EditorBuilder, LogBuilder, textblock } from '@hamnevis/core/history/testing/build-editor';
import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import { CarriedLetters } from './carried-letters.ts';
import { unsavedBlocks } from './unsaved-words.ts';

const ME = 7;

/** An article of one paragraph, my editor in it, and what it carries. */
function open(text: string) {
  const log = new LogBuilder();
  const paragraph = { type: 'paragraph', content: [{ type: 'text', text }] };
  log.append(updateFromArticle({ type: 'doc', content: [paragraph] }, 1), {
    personId: 'seed',
    kind: 'import',
  });
  const me = new EditorBuilder(log, { personId: 'me', clientId: ME });
  const carried = new CarriedLetters();
  me.document.on('afterTransaction', (transaction: Y.Transaction) => {
    if (transaction.local) carried.look(transaction);
  });
  return { me, carried };
}

/** What counts as written by me, and not yet saved. */
const mine = (me: EditorBuilder, carried: CarriedLetters, safe = 0) =>
  unsavedBlocks(me.document, new Map([[ME, safe]]), carried).flatMap(({ stretches }) =>
    stretches.filter((stretch) => stretch.mine).map(({ text }) => text),
  );

const replaceWith = (me: EditorBuilder, from: number, to: number, text: string) =>
  me.edit((transform) => {
    const { start } = textblock(transform.doc, 0);
    transform.replaceWith(start + from, start + to, documentSchema().text(text));
  });

test('a paragraph that is split again and again, typed words in it, holds only those as mine', () => {
  const { me, carried } = open('the train came late to the town');
  me.edit((transform) => transform.split(textblock(transform.doc, 0).start + 10)).insert(1, 5, 'very ');
  me.edit((transform) => transform.split(textblock(transform.doc, 1).start + 8)).edit((transform) =>
    transform.join(textblock(transform.doc, 1).start - 1),
  );
  expect(mine(me, carried).join('').replaceAll(/\s/g, '')).toBe('very');
});

test('words typed again, and a paste over a text that has the same letters, are mine', () => {
  const { me, carried } = open('the railway station of the northern town');
  replaceWith(me, 0, 40, 'a nation that owns trains');
  expect(mine(me, carried).join('')).toContain('owns trains');
  const { me: again, carried: none } = open('late');
  again.edit((transform) => transform.delete(1, 5)).type(0, 'late');
  expect(mine(again, none)).toEqual(['late']);
});

test('what it knows outlives the tab, and is forgotten letter by letter when the server has them', () => {
  const { me, carried } = open('the train came late to the town');
  me.edit((transform) => transform.split(textblock(transform.doc, 0).start + 9));
  const opened = new CarriedLetters();
  opened.takeIn(carried.encode());
  opened.takeIn(carried.encode().slice(0, 3));
  expect(mine(me, opened)).toEqual([]);
  expect(mine(me, new CarriedLetters())).not.toEqual([]);
  opened.forgetAll(new Map([[ME, 1_000]]));
  expect([...opened.all()]).toEqual([]);
});
