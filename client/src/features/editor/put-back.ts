// Puts refused words back into the article as an ordinary edit of their author: a merge of what the replica had seen,
// what stands there now, and what was kept. Words go where their neighbours stand by now; what others have changed
// stays as they left it, and nothing that stands there already is put there twice.

import { ARTICLE_FRAGMENT } from '@hamnevis/core/document/schema';
import type { Editor } from '@tiptap/core';
import {
  Node as ArticleNode,
  type Node as Block,
  Fragment,
  type Mark,
  type NodeType,
} from '@tiptap/pm/model';
import type { EditorState, Transaction } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { idOf, type UnsavedBlock } from '../../lib/live/unsaved-words.ts';
import {
  baseIdsOf,
  baseOf,
  type IsKnown,
  type KeptLeaf,
  type KeptRun,
  leavesOf,
  runsOf,
} from './kept-leaves.ts';
import { asPasted } from './pasted-text.ts';
import {
  isWithinWord,
  type LetterPlace,
  leavesLike,
  placesIn,
  type StandingLeaf,
  StandingLetters,
  standingLeaves,
} from './standing-leaves.ts';

/** A text of so many words stands in one place only. */
const TELLING_WORDS = 3;

/** Where the letters of a kept text's base stand, in their order. */
type BasePlaces = readonly (LetterPlace | undefined)[];

/** A kept text block, and where it stands. */
interface Neighbour {
  kept: KeptLeaf;
  standing: StandingLeaf;
}

/** Where the words go: back into the article that they were written in, or into one that was made for them. */
export type PutBackInto = 'its article' | 'a new one';

/** Puts the words back, in one undo step; see {@link KeptWordsMerge}. */
export function putBack(
  editor: Editor,
  blocks: readonly UnsavedBlock[],
  into: PutBackInto = 'its article',
): void {
  const { tr } = editor.state;
  new KeptWordsMerge(tr, editor.state, into).putAll(blocks);
  editor.view.dispatch(asPasted(tr).scrollIntoView());
}

/** The article as it is, and as it would be with the words put back. */
export function withPutBack(editor: Editor, blocks: readonly UnsavedBlock[]) {
  const { tr, doc } = editor.state;
  new KeptWordsMerge(tr, editor.state, 'its article').putAll(blocks);
  return { now: doc, edited: tr.doc };
}

/**
 * Each kept text block is looked up among those of today: by its letters' ids, which tell also where the author split it,
 * joined it or made it a heading, and by its words, since others may have done so. Its words go between the neighbours
 * that they had, and letters that only stand for older ones are no words: others than they left the block as it is. A block that is new, or whose
 * own is gone, comes behind the one that it followed, or at the end; of one that is gone only the kept words come, since
 * whoever took away the rest wanted that. In an article made for them, blocks come whole.
 */
class KeptWordsMerge {
  readonly #tr: Transaction;
  readonly #into: PutBackInto;
  readonly #article: ArticleNode;
  readonly #leaves: StandingLeaf[];
  readonly #letters: StandingLetters;
  /** The ids of the article's blocks, as far as they are known. */
  readonly #ids: readonly string[];
  readonly #vector: ReadonlyMap<number, number>;
  /** Letters that this merge has put there: another tab may have kept them too. */
  readonly #placed = new Set<string>();
  /** Behind the block that was put in last, or found; as positions were after so many steps. */
  #end: { at: number; steps: number } | null = null;
  /** That block is of the same kept one. */
  #isBegun = false;

  constructor(tr: Transaction, state: EditorState, into: PutBackInto) {
    this.#tr = tr;
    this.#into = into;
    this.#article = tr.doc;
    this.#leaves = standingLeaves(tr.doc);
    const document = (ySyncPluginKey.getState(state) as { doc?: Y.Doc } | undefined)?.doc;
    const blocks = document?.getXmlFragment(ARTICLE_FRAGMENT).toArray() ?? [];
    const known = blocks.length === tr.doc.childCount ? blocks : [];
    this.#ids = known.map(idOf);
    this.#letters = new StandingLetters(this.#leaves, known);
    this.#vector = document ? Y.decodeStateVector(Y.encodeStateVector(document)) : new Map();
  }

  putAll(blocks: readonly UnsavedBlock[]): void {
    for (const block of blocks) this.#put(block);
  }

  #put(block: UnsavedBlock): void {
    const node = ArticleNode.fromJSON(this.#article.type.schema, withoutRun(block.node));
    const isKnown: IsKnown = ({ client, clock }) =>
      clock < (this.#vector.get(client) ?? 0) || this.#placed.has(`${client}:${clock}`);
    const leaves = leavesOf(block, node, isKnown);
    this.#isBegun = false;
    this.#noteLetters(leaves);
    if (leaves.every((leaf) => runsOf(leaf).length === 0)) return;
    const isNew = leaves.every((leaf) => baseOf(leaf).trim() === '');
    if (isNew || this.#into === 'a new one') {
      this.#putBlock(block, node, leaves);
      return;
    }
    let before: Neighbour | null = null;
    for (let index = 0; index < leaves.length; ) {
      const leaf = leaves[index] as KeptLeaf;
      const base = baseOf(leaf);
      const whole = this.#standingAs(leaf.text, block);
      if (whole && base.trim() !== '') {
        before = { kept: leaf, standing: whole };
        this.#goOnBehind(this.#endOf(whole.block));
        index += 1;
        continue;
      }
      const places = baseIdsOf(leaf).map((ids) => this.#letters.find(ids));
      const standing = this.#standingOf(block, base, places);
      if (standing.length > 0) {
        this.#putRuns(leaf, base, standing, places);
        before = { kept: leaf, standing: standing[0] as StandingLeaf };
        this.#goOnBehind(this.#endOf(before.standing.block));
        index += 1;
      } else if (base.trim() === '') {
        const rest = leaves.slice(index);
        const news = rest.slice(0, rest.findIndex((one) => baseOf(one).trim() !== '') >>> 0);
        this.#putPart(block, news, before, leaves);
        index += news.length;
      } else {
        this.#putAlone(block, leaf);
        index += 1;
      }
    }
  }

  #noteLetters(leaves: readonly KeptLeaf[]): void {
    for (const { mine, ids } of leaves)
      for (const [at, all] of ids.entries())
        if (mine[at]) for (const { client, clock } of all) this.#placed.add(`${client}:${clock}`);
  }

  #goOnBehind(at: number): void {
    this.#end = { at, steps: this.#tr.steps.length };
    this.#isBegun = true;
  }

  /** The text blocks in which a base may stand: where most of its letters do, and then those that are like it. */
  #standingOf(block: UnsavedBlock, base: string, places: BasePlaces): StandingLeaf[] {
    const counts = new Map<StandingLeaf, number>();
    for (const place of places) if (place) counts.set(place.leaf, (counts.get(place.leaf) ?? 0) + 1);
    const known = [...counts].sort((one, other) => other[1] - one[1]).map(([leaf]) => leaf);
    const like = leavesLike(base, this.#leaves, (one) => this.#ids[one.block] === block.id);
    return [...new Set([...known, ...like])];
  }

  /** Kept letters between their neighbours of then. */
  #putRuns(leaf: KeptLeaf, base: string, standing: readonly StandingLeaf[], basePlaces: BasePlaces): void {
    const all = standing.map((one) => {
      const known = basePlaces.map((place) => (place?.leaf === one ? place.at : undefined));
      return { one, places: placesIn(base, one.text, known) };
    });
    const places = runsOf(leaf).map((run) => {
      const before = { text: leaf.text.slice(0, run.from), mine: leaf.mine.slice(0, run.from) };
      const at = baseOf(before).length;
      // Split, the neighbours may stand in any of them.
      const best = all.reduce((one, other) => (other.places.near(at) > one.places.near(at) ? other : one));
      const isPartOfWord = isWithinWord(leaf.text, run.from) || isWithinWord(leaf.text, run.to);
      return { run, leaf: best.one, at: best.places.of(at, isPartOfWord) };
    });
    for (const { run, leaf: place, at } of places) {
      const position = this.#tr.mapping.map(place.start + at);
      const content = this.#apart(inlineOf(leaf, [run], place.node.type), leaf, run, position);
      this.#tr.insert(position, content);
    }
  }

  /** With a space where the kept letters would grow together with a word that was not their neighbour. */
  #apart(content: Fragment, leaf: KeptLeaf, { from, to }: KeptRun, position: number): Fragment {
    const $at = this.#tr.doc.resolve(position);
    const text = leaf.text.slice(from, to);
    const space = Fragment.from(this.#article.type.schema.text(' '));
    const [before, after] = [$at.nodeBefore?.text?.at(-1), $at.nodeAfter?.text?.at(0)];
    const grows = (one: string | undefined, other: string | undefined) => isLetter(one) && isLetter(other);
    let apart = content;
    if (grows(before, text.at(0)) && !grows(leaf.text[from - 1], text.at(0))) apart = space.append(apart);
    if (grows(text.at(-1), after) && !grows(text.at(-1), leaf.text[to])) apart = apart.append(space);
    return apart;
  }

  /** New blocks inside a block that stands: behind the one they followed, as deep as they were. */
  #putPart(
    block: UnsavedBlock,
    news: readonly KeptLeaf[],
    before: Neighbour | null,
    leaves: readonly KeptLeaf[],
  ): void {
    const [first] = news;
    if (!first || news.every((leaf) => this.#standingAs(leaf.text, block))) return;
    const shared = before
      ? first.path.findLastIndex(({ node }, at) => before.kept.path[at]?.node === node)
      : -1;
    const own = first.path[shared]?.node;
    const parts = new Set(
      news.map(({ path }) => (path[shared]?.node === own ? path[shared]?.index : undefined)),
    );
    // What is put in whole must be new as a whole.
    const isNew = leaves.every(
      (leaf) =>
        news.includes(leaf) || leaf.path[shared]?.node !== own || !parts.has(leaf.path[shared]?.index),
    );
    if (before && own && isNew && !parts.has(undefined)) {
      const $at = this.#tr.doc.resolve(this.#tr.mapping.map(before.standing.start));
      const level = $at.depth - (before.kept.path.length - 1 - shared);
      const parent = level > 0 ? $at.node(level - 1) : null;
      const content = Fragment.from([...parts].map((index) => own.child(index as number)));
      const index = parent ? $at.index(level - 1) + 1 : 0;
      if (parent?.type === own.type && parent.canReplace(index, index, content)) {
        this.#tr.insert($at.after(level), content);
        return;
      }
    }
    for (const leaf of news) this.#putAlone(block, leaf);
  }

  /** The kept words of a text block whose own is gone. */
  #putAlone(block: UnsavedBlock, leaf: KeptLeaf): void {
    const runs = runsOf(leaf);
    const { paragraph } = this.#article.type.schema.nodes;
    if (runs.length === 0 || !paragraph) return;
    const type = leaf.path.length === 0 ? leaf.node.type : paragraph;
    const node = type.create(leaf.path.length === 0 ? leaf.node.attrs : null, inlineOf(leaf, runs, type));
    if (!this.#standingAs(node.textContent, block)) this.#insertBlock(block, node);
  }

  #putBlock(block: UnsavedBlock, node: Block, leaves: readonly KeptLeaf[]): void {
    const texts = leaves.map(({ text }) => text).filter((text) => text.trim() !== '');
    const standing = texts.map((text) => this.#standingAs(text, block));
    const [last] = standing.slice(-1);
    if (last && standing.every(Boolean)) {
      this.#goOnBehind(this.#endOf(last.block));
      return;
    }
    this.#insertBlock(block, node);
  }

  #insertBlock(block: UnsavedBlock, node: Block): void {
    const at = this.#placeOf(block);
    const next = this.#tr.doc.nodeAt(at);
    // An empty paragraph is where writing was about to begin: the words take its place.
    if (next?.type.name === 'paragraph' && next.content.size === 0)
      this.#tr.replaceWith(at, at + next.nodeSize, node);
    else this.#tr.insert(at, node);
    this.#goOnBehind(at + node.nodeSize);
  }

  #placeOf({ id, after, afterId, follows }: UnsavedBlock): number {
    if ((follows || this.#isBegun) && this.#end)
      return this.#tr.mapping.slice(this.#end.steps).map(this.#end.at, -1);
    const own = this.#ids.indexOf(id);
    if (own >= 0) return this.#endOf(own);
    if (after === null) return 0;
    const known = afterId ? this.#ids.indexOf(afterId) : -1;
    const [like] = known >= 0 ? [] : leavesLike(after, this.#leaves, () => false);
    const index = known >= 0 ? known : like?.block;
    return index === undefined ? this.#tr.doc.content.size : this.#endOf(index);
  }

  /** Behind what was the n-th block of the article, as positions are by now. */
  #endOf(index: number): number {
    let end = 0;
    for (let at = 0; at <= index; at += 1) end += this.#article.child(at).nodeSize;
    return this.#tr.mapping.map(end, -1);
  }

  /**
   * The block that has this very text: what came back by another road. A word or two stand in many places; of those
   * only their ids tell, where they were kept.
   */
  #standingAs(text: string, { letters }: UnsavedBlock): StandingLeaf | undefined {
    const words = text.trim();
    if (letters && words.split(/\s+/).length < TELLING_WORDS) return undefined;
    return this.#leaves.find((leaf) => leaf.text.trim() === words);
  }
}

/** The letters of some runs with their marks, as far as such a block can hold them. */
function inlineOf(leaf: KeptLeaf, runs: readonly KeptRun[], type: NodeType): Fragment {
  let content = Fragment.empty;
  for (const { from, to } of runs) {
    const inline: ArticleNode[] = [];
    const { schema } = type;
    const needsSpace =
      content.size > 0 &&
      !/\s$/.test(content.lastChild?.text ?? '') &&
      !/^\s/.test(leaf.text.slice(from, to));
    if (needsSpace) inline.push(schema.text(' '));
    leaf.node.content.cut(from, to).forEach((node) => {
      inline.push(node.mark(type.allowedMarks(node.marks as Mark[])));
    });
    content = content.append(Fragment.from(inline));
  }
  return content;
}

function isLetter(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}]/u.test(letter);
}

function withoutRun(node: UnsavedBlock['node']): UnsavedBlock['node'] {
  return { ...node, attrs: { ...node.attrs, aiRun: null } };
}
