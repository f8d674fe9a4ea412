// Kept words and an article that others went on writing, by seeds: every kept word stands there once, and without the
// kept words the article is what the others made of it.
import { documentSchema } from '@hamnevis/core/document/schema';
import { type ArticleNode, updateFromArticle } from '@hamnevis/core/document/yjs';
import { EditorBuilder, LogBuilder, textblock } from '@hamnevis/core/history/testing/build-editor';
import { seededRandom } from '@hamnevis/core/history/testing/random-edits';
import type { Editor } from '@tiptap/core';
import type { Node, NodeType } from '@tiptap/pm/model';
import { EditorState, Plugin } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import { expect, it } from 'vitest';
import type * as Y from 'yjs';
import { unsavedBlocks } from '../../lib/live/unsaved-words.ts';
import { putBack } from './put-back.ts';

const ME = 101;
const SEEDS = Number(process.env.MERGE_SEEDS ?? 150);
type Random = () => number;
const below = (random: Random, count: number) => Math.floor(random() * count);
const schema = documentSchema();

/** My n-th word: no two have a letter in common, so that nobody can take a letter of one for one of the other. */
const mineAt = (index: number) => String.fromCodePoint(0x4e00 + index);
const isMine = (token: string) => /^[\u4e00-\u9fff]/.test(token);

function article(random: Random): ArticleNode {
  let word = 0;
  const words = () => Array.from({ length: 2 + below(random, 9) }, () => `b${word++}`).join(' ');
  const paragraph = () => ({ type: 'paragraph', content: [{ type: 'text', text: words() }] });
  const content: ArticleNode[] = Array.from({ length: 2 + below(random, 4) }, paragraph);
  if (random() < 0.5)
    content.splice(below(random, content.length), 0, {
      type: 'bulletList',
      content: Array.from({ length: 2 + below(random, 2) }, () => ({
        type: 'listItem',
        content: [paragraph()],
      })),
    });
  return { type: 'doc', content };
}

function leafCount(doc: Node): number {
  let count = 0;
  doc.descendants((node) => {
    if (node.isTextblock) count += 1;
    return !node.isTextblock;
  });
  return count;
}

/** A place between two words of a text block. */
function placeIn(doc: Node, random: Random): number {
  const { start, node } = textblock(doc, below(random, leafCount(doc)));
  const text = node.textContent;
  const ends = [0, text.length, ...[...text.matchAll(/ /g)].map((match) => match.index)];
  return start + (ends[below(random, ends.length)] as number);
}

function insertWord(editor: EditorBuilder, word: string, random: Random): void {
  editor.edit((transform) => {
    const at = placeIn(transform.doc, random);
    const $at = transform.doc.resolve(at);
    transform.insert(at, schema.text($at.parentOffset === 0 ? `${word} ` : ` ${word}`));
  });
}

function addParagraph(editor: EditorBuilder, words: string, random: Random): void {
  editor.edit((transform) => {
    const paragraph = (schema.nodes.paragraph as NodeType).create(null, schema.text(words));
    const { doc } = transform;
    const index = below(random, doc.childCount + 1);
    let at = 0;
    for (let child = 0; child < index; child += 1) at += doc.child(child).nodeSize;
    // Inside a list, where one stands there: a new item.
    const $at = doc.resolve(at);
    if ($at.nodeAfter?.type.name === 'bulletList' && random() < 0.7) {
      const item = $at.nodeAfter.firstChild as Node;
      transform.insert(at + 1 + item.nodeSize, (schema.nodes.listItem as NodeType).create(null, paragraph));
    } else transform.insert(at, paragraph);
  });
}

/** What others do meanwhile: they write, take away, split, join, convert. */
function othersEdit(editor: EditorBuilder, name: () => string, random: Random): void {
  const chance = random();
  if (chance < 0.4) insertWord(editor, name(), random);
  else if (chance < 0.5) addParagraph(editor, `${name()} ${name()}`, random);
  else
    editor.edit((transform) => {
      const { doc } = transform;
      const { start, end, node } = textblock(doc, below(random, leafCount(doc)));
      if (chance < 0.65) {
        const spaces = [...node.textContent.matchAll(/ /g)].map((match) => match.index);
        const at = spaces[below(random, spaces.length)];
        const next = spaces.find((space) => at !== undefined && space > at) ?? node.textContent.length;
        if (at !== undefined) transform.delete(start + at, start + next);
      } else if (chance < 0.75) {
        if (doc.childCount > 2) {
          const index = below(random, doc.childCount);
          let from = 0;
          for (let child = 0; child < index; child += 1) from += doc.child(child).nodeSize;
          transform.delete(from, from + doc.child(index).nodeSize);
        }
      } else if (chance < 0.88) {
        const spaces = [...node.textContent.matchAll(/ /g)].map((match) => match.index);
        const at = spaces[below(random, spaces.length)];
        if (at !== undefined) transform.split(start + at);
      } else if (chance < 0.94 && doc.resolve(start).depth === 1) {
        transform.setBlockType(start, end, schema.nodes.heading as NodeType, { level: 2 });
      } else {
        const $end = doc.resolve(end);
        const next = $end.depth === 1 ? doc.resolve($end.after(1)).nodeAfter : null;
        if (next?.isTextblock && next.type === $end.parent.type) {
          transform.insert(end, schema.text(' '));
          transform.join($end.after(1) + 1);
        }
      }
    });
}

/** Others may have taken the space beside one of my words: it counts all the same. */
const apart = (text: string): string[] =>
  text
    .replace(/[\u4e00-\u9fff]/g, ' $& ')
    .split(/\s+/)
    .filter(Boolean);

const tokensOf = (doc: Node): string[] => apart(doc.textBetween(0, doc.content.size, ' ', ' '));

const timesOf = (tokens: readonly string[], token: string) => tokens.filter((one) => one === token).length;

/** The text of each block, without my words and without what they leave empty. */
function withoutMine(doc: Node): string[] {
  const texts: string[] = [];
  doc.descendants((node) => {
    if (!node.isTextblock) return true;
    const left = apart(node.textContent).filter((token) => !isMine(token));
    if (left.length > 0) texts.push(left.join(' '));
    return false;
  });
  return texts;
}

function putInto(document: Y.Doc, doc: Node, blocks: Parameters<typeof putBack>[1]): Node {
  let state = EditorState.create({
    doc,
    plugins: [
      new Plugin({ key: ySyncPluginKey, state: { init: () => ({ doc: document }), apply: (_, at) => at } }),
    ],
  });
  const view = {
    dispatch: (transaction: EditorState['tr']) => {
      state = state.apply(transaction);
    },
  };
  putBack({ state, view } as unknown as Editor, blocks);
  state.doc.check();
  return state.doc;
}

it.each(Array.from({ length: SEEDS }, (_, index) => 20_261_121 + index))(
  'seed %i: nothing is doubled, nothing of others is lost, every kept word is there',
  (seed) => {
    const random = seededRandom(seed);
    const log = new LogBuilder();
    log.append(updateFromArticle(article(random), 1), { personId: 'seed', kind: 'import' });
    const me = new EditorBuilder(log, { personId: 'me', clientId: ME });
    const other = new EditorBuilder(log, { personId: 'other', clientId: 50 });
    let [mine, theirs] = [0, 0];
    const edit = () => {
      if (random() < 0.7) insertWord(me, mineAt(mine++), random);
      else addParagraph(me, `${mineAt(mine++)} ${mineAt(mine++)}`, random);
    };
    const others = (count: number) => {
      for (; count > 0; count -= 1) othersEdit(other, () => `t${theirs++}`, random);
      other.send();
    };
    // Some of it came into the log, and I never heard of it.
    for (let count = below(random, 3); count > 0; count -= 1) edit();
    me.send();
    const arrived = mine;
    others(below(random, 3));
    for (let count = 1 + below(random, 5); count > 0; count -= 1) edit();
    if (random() < 0.5) other.receive();
    others(1 + below(random, 6));
    other.receive();

    const now = other.node;
    const blocks = unsavedBlocks(me.document, new Map([[ME, 0]]));
    const merged = putInto(other.document, now, blocks);
    const [before, after] = [tokensOf(now), tokensOf(merged)];
    for (let index = 0; index < mine; index += 1) {
      const token = mineAt(index);
      // What arrived is the article's: whoever took it away from there wanted that.
      expect([token, timesOf(after, token)]).toEqual([token, index < arrived ? timesOf(before, token) : 1]);
    }
    expect(withoutMine(merged)).toEqual(withoutMine(now));
  },
);
