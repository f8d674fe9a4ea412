// Kept words and an article that others went on writing, by seeds: every kept word stands there once, and without the
// kept words the article is what the others made of it.
import { documentSchema } from '@hamnevis/core/document/schema';
import { type ArticleNode, updateFromArticle } from '@hamnevis/core/document/yjs';
import {
  EditorBuilder,
  LogBuilder,
  textblock,
  textblockCount,
} from '@hamnevis/core/history/testing/build-editor';
import { seededRandom } from '@hamnevis/core/history/testing/random-edits';
import type { Node, NodeType } from '@tiptap/pm/model';
import type { Transform } from '@tiptap/pm/transform';
import { describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { CarriedLetters } from '../../lib/live/carried-letters.ts';
import { unsavedBlocks } from '../../lib/live/unsaved-words.ts';
import { putBackInto } from './testing/put-back-into.ts';

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

/** A place between two words of a text block. */
function placeIn(doc: Node, random: Random): number {
  const { start, node } = textblock(doc, below(random, textblockCount(doc)));
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
    const at = startOf(doc, below(random, doc.childCount + 1));
    // Inside a list, where one stands there: a new item.
    const $at = doc.resolve(at);
    if ($at.nodeAfter?.type.name === 'bulletList' && random() < 0.7) {
      const item = $at.nodeAfter.firstChild as Node;
      transform.insert(at + 1 + item.nodeSize, (schema.nodes.listItem as NodeType).create(null, paragraph));
    } else transform.insert(at, paragraph);
  });
}

const nodes = schema.nodes as Record<string, NodeType>;

/** Splits, joins, other kinds of block, a list around one or taken away, a move: nobody types a word, and the editor writes
 * them anew. */
const RESHAPES: Record<string, (transform: Transform, random: Random) => void> = {
  split(transform, random) {
    const { doc } = transform;
    const { start, node } = textblock(doc, below(random, textblockCount(doc)));
    const spaces = [...node.textContent.matchAll(/ /g)].map((match) => match.index);
    const at = spaces[below(random, spaces.length)];
    if (at === undefined) return;
    // In a list: another paragraph of the item, or an item of its own.
    const isItem = doc.resolve(start).node(-1).type.name === 'listItem';
    transform.split(start + at, isItem && random() < 0.6 ? 2 : 1);
  },
  join(transform, random) {
    const { doc } = transform;
    const { end } = textblock(doc, below(random, textblockCount(doc)));
    const $end = doc.resolve(end);
    const next = $end.depth === 1 ? doc.resolve($end.after(1)).nodeAfter : null;
    if (!next?.isTextblock || next.type !== $end.parent.type) return;
    transform.insert(end, schema.text(' '));
    transform.join($end.after(1) + 1);
  },
  convert(transform, random) {
    const { doc } = transform;
    const { start, end, node } = textblock(doc, below(random, textblockCount(doc)));
    if (doc.resolve(start).depth > 1) return;
    if (node.type.name === 'heading') transform.setBlockType(start, end, nodes.paragraph as NodeType);
    else transform.setBlockType(start, end, nodes.heading as NodeType, { level: 2 });
  },
  wrap(transform, random) {
    const { doc } = transform;
    const { start, end, node } = textblock(doc, below(random, textblockCount(doc)));
    if (doc.resolve(start).depth > 1 || node.type.name !== 'paragraph') return;
    const item = (nodes.listItem as NodeType).create(null, node);
    transform.replaceWith(start - 1, end + 1, (nodes.bulletList as NodeType).create(null, item));
  },
  unwrap(transform, random) {
    const { doc } = transform;
    const { start } = textblock(doc, below(random, textblockCount(doc)));
    const $start = doc.resolve(start);
    if ($start.node(1).type.name !== 'bulletList') return;
    const blocks: Node[] = [];
    $start.node(1).forEach((item) => {
      item.forEach((block) => {
        blocks.push(block);
      });
    });
    transform.replaceWith($start.before(1), $start.after(1), blocks);
  },
  move(transform, random) {
    const { doc } = transform;
    const from = below(random, doc.childCount);
    const block = doc.child(from);
    transform.delete(startOf(doc, from), startOf(doc, from) + block.nodeSize);
    transform.insert(startOf(transform.doc, below(random, transform.doc.childCount + 1)), block);
  },
};

function startOf(doc: Node, index: number): number {
  let start = 0;
  for (let child = 0; child < index; child += 1) start += doc.child(child).nodeSize;
  return start;
}

function reshape(editor: EditorBuilder, random: Random): void {
  const all = Object.values(RESHAPES);
  const change = all[below(random, all.length)] as (typeof all)[number];
  editor.edit((transform) => change(transform, random));
}

/** What others do meanwhile: they write, take away, split, join, convert, move. */
function othersEdit(editor: EditorBuilder, name: () => string, random: Random): void {
  const chance = random();
  if (chance < 0.35) insertWord(editor, name(), random);
  else if (chance < 0.45) addParagraph(editor, `${name()} ${name()}`, random);
  else if (chance < 0.75) reshape(editor, random);
  else
    editor.edit((transform) => {
      const { doc } = transform;
      if (chance < 0.9) {
        const { start, node } = textblock(doc, below(random, textblockCount(doc)));
        const spaces = [...node.textContent.matchAll(/ /g)].map((match) => match.index);
        const at = spaces[below(random, spaces.length)];
        const next = spaces.find((space) => at !== undefined && space > at) ?? node.textContent.length;
        if (at !== undefined) transform.delete(start + at, start + next);
      } else if (doc.childCount > 2) {
        const index = below(random, doc.childCount);
        transform.delete(startOf(doc, index), startOf(doc, index) + doc.child(index).nodeSize);
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

/** My editor, and what it carries, as my browser notes it. */
function buildMine(log: LogBuilder): { me: EditorBuilder; carried: CarriedLetters } {
  const me = new EditorBuilder(log, { personId: 'me', clientId: ME });
  const carried = new CarriedLetters();
  me.document.on('afterTransaction', (transaction: Y.Transaction) => {
    if (transaction.local) carried.look(transaction);
  });
  return { me, carried };
}

it.each(Array.from({ length: SEEDS }, (_, index) => 20_261_121 + index))(
  'seed %i: nothing is doubled, nothing of others is lost, every kept word is there',
  (seed) => {
    const random = seededRandom(seed);
    const log = new LogBuilder();
    log.append(updateFromArticle(article(random), 1), { personId: 'seed', kind: 'import' });
    const { me, carried } = buildMine(log);
    const other = new EditorBuilder(log, { personId: 'other', clientId: 50 });
    let [mine, theirs] = [0, 0];
    const edit = () => {
      const chance = random();
      if (chance < 0.4) insertWord(me, mineAt(mine++), random);
      else if (chance < 0.6) addParagraph(me, `${mineAt(mine++)} ${mineAt(mine++)}`, random);
      else if (chance < 0.93) reshape(me, random);
      else me.undo();
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
    for (let count = 1 + below(random, 7); count > 0; count -= 1) edit();
    if (random() < 0.5) other.receive();
    others(1 + below(random, 6));
    other.receive();

    const now = other.node;
    const blocks = unsavedBlocks(me.document, new Map([[ME, 0]]), carried);
    const merged = putBackInto(now, blocks, other.document);
    const [before, after, own] = [tokensOf(now), tokensOf(merged), tokensOf(me.node)];
    for (let index = 0; index < mine; index += 1) {
      const token = mineAt(index);
      // What arrived is the article's: whoever took it away from there wanted that. What I undid is nobody's.
      const isKept = index >= arrived && own.includes(token);
      expect([token, timesOf(after, token)]).toEqual([token, isKept ? 1 : timesOf(before, token)]);
    }
    expect(withoutMine(merged)).toEqual(withoutMine(now));
  },
);

describe('a paragraph that I wrote anew without typing it stands once', () => {
  const OLD = 'the old railway came to the town';
  const changes: [string, (me: EditorBuilder) => void][] = [
    ['split', (me) => me.edit((transform) => transform.split(textblock(transform.doc, 1).start + 15))],
    ['joined', (me) => me.edit((transform) => transform.join(textblock(transform.doc, 1).start - 1))],
    [
      'made a heading',
      (me) =>
        me.edit((transform) => {
          const { start, end } = textblock(transform.doc, 1);
          transform.setBlockType(start, end, nodes.heading as NodeType, { level: 2 });
        }),
    ],
    [
      'put into a list',
      (me) =>
        me.edit((transform) => {
          const { start, end, node } = textblock(transform.doc, 1);
          const item = (nodes.listItem as NodeType).create(null, node);
          transform.replaceWith(start - 1, end + 1, (nodes.bulletList as NodeType).create(null, item));
        }),
    ],
    [
      'cut out and pasted at the end',
      (me) =>
        me
          .edit((transform) => {
            const { start, end } = textblock(transform.doc, 1);
            transform.delete(start - 1, end + 1);
          })
          .edit((transform) => {
            const paragraph = (nodes.paragraph as NodeType).create(null, schema.text(OLD));
            transform.insert(transform.doc.content.size, paragraph);
          }),
    ],
    [
      'deleted, and back by undo',
      (me) =>
        me
          .edit((transform) => {
            const { start, end } = textblock(transform.doc, 1);
            transform.delete(start - 1, end + 1);
          })
          .undo(),
    ],
  ];
  it.each(changes)('%s, with words typed into it, while another wrote in it', (_what, change) => {
    const log = new LogBuilder();
    const paragraphs = ['first', OLD, 'last'].map((text) => ({
      type: 'paragraph',
      content: [{ type: 'text', text }],
    }));
    log.append(updateFromArticle({ type: 'doc', content: paragraphs }, 1), {
      personId: 'seed',
      kind: 'import',
    });
    const { me, carried } = buildMine(log);
    change(me);
    me.edit((transform) => {
      let at = -1;
      transform.doc.descendants((node, position) => {
        const within = node.isText ? (node.text as string).indexOf(' the town') : -1;
        if (within >= 0) at = position + within;
      });
      transform.insert(at, schema.text(' very late'));
    });
    const other = new EditorBuilder(log, { personId: 'other', clientId: 50 });
    other.insert(1, 0, 'slowly ').send();

    const blocks = unsavedBlocks(me.document, new Map([[ME, 0]]), carried);
    const merged = putBackInto(other.node, blocks, other.document);
    expect(merged.content.content.map((node) => node.textContent)).toEqual([
      'first',
      'slowly the old railway came to very late the town',
      'last',
    ]);
    // Nothing but what I wrote was marked as mine.
    const own = blocks.flatMap(({ stretches }) => stretches.filter(({ mine }) => mine));
    expect(own.map(({ text }) => text.trim())).toEqual(['very late']);
  });
});
