import { editorExtensions } from '@hamnevis/core/document/schema';
import { getSchema } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state';
import { canJoin, canSplit, findWrapping, liftTarget } from '@tiptap/pm/transform';
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPlugin,
  ySyncPluginKey,
  yXmlFragmentToProseMirrorRootNode,
} from '@tiptap/y-tiptap';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { keepNodes } from './kept-nodes.ts';

const schema = getSchema(editorExtensions());
const SEEDS = Number(process.env.KEPT_NODES_SEEDS ?? 40);
const EDITS = 60;
/** 2103: y-tiptap looks for a caret behind the article's end. */
const KEPT_SEEDS = [2103];

/** One replica with its editor's state, without a page. */
class Replica {
  readonly document = new Y.Doc();
  readonly article = this.document.getXmlFragment('default');
  readonly undo = new Y.UndoManager(this.article, {
    trackedOrigins: new Set([ySyncPluginKey]),
    captureTimeout: 0,
  });
  private readonly plugin = ySyncPlugin(this.article);
  state = EditorState.create({ schema, plugins: [this.plugin] });
  private readonly view = {
    get state() {
      return this.read();
    },
    read: () => this.state,
    dispatch: (tr: Transaction) => this.dispatch(tr),
    hasFocus: () => false,
    isDestroyed: false,
  };
  private readonly drawn: { update?: (view: never, before: EditorState) => void };

  constructor(start: Uint8Array, client: number) {
    this.document.clientID = client;
    Y.applyUpdate(this.document, start);
    this.drawn = this.plugin.spec.view?.(this.view as never) as typeof this.drawn;
    keepNodes(this.state);
  }

  dispatch(tr: Transaction): void {
    const before = this.state;
    this.state = this.state.apply(tr);
    this.drawn?.update?.(this.view as never, before);
  }
}

function randomOf(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0;
    return state % below;
  };
}

/** One edit as editors make them; nothing where it does not fit. */
function edit({ state }: Replica, random: (below: number) => number): Transaction | null {
  const { tr, doc } = state;
  const at = TextSelection.near(doc.resolve(random(doc.content.size + 1))).$from;
  const index = random(doc.childCount);
  let from = 0;
  for (let n = 0; n < index; n += 1) from += doc.child(n).nodeSize;
  const block = doc.child(index);
  switch (random(9)) {
    case 0:
    case 1:
      return at.parent.isTextblock ? tr.insertText('می‌نویسم '.slice(0, 1 + random(8)), at.pos) : null;
    case 2: {
      const end = Math.min(at.end(), at.pos + 1 + random(6));
      return end > at.pos ? tr.delete(at.pos, end) : null;
    }
    case 3:
      return canSplit(doc, at.pos) ? tr.split(at.pos) : null;
    case 4:
      return from > 0 && block.type === doc.child(index - 1).type && canJoin(doc, from)
        ? tr.join(from)
        : null;
    case 5: {
      // A block is dragged to another place.
      if (doc.childCount < 2) return null;
      const moved = tr.delete(from, from + block.nodeSize);
      const to = random(moved.doc.childCount);
      let place = 0;
      for (let n = 0; n < to; n += 1) place += moved.doc.child(n).nodeSize;
      return moved.insert(place, block);
    }
    case 6: {
      const range = at.blockRange();
      const wish = [schema.nodes.bulletList, schema.nodes.blockquote][random(2)];
      const wrapping = range && wish ? findWrapping(range, wish) : null;
      return range && wrapping ? tr.wrap(range, wrapping) : null;
    }
    case 7: {
      const range = at.blockRange();
      const target = range ? liftTarget(range) : null;
      return range && target !== null ? tr.lift(range, target) : null;
    }
    default:
      return at.parent.type.name === 'paragraph' && at.depth === 1 && schema.nodes.heading
        ? tr.setBlockType(at.pos, at.pos, schema.nodes.heading, { level: 2 })
        : null;
  }
}

function mappingOf(state: EditorState): unknown {
  const mapping: unknown = ySyncPluginKey.getState(state)?.binding?.mapping;
  if (!mapping) throw new Error('the editor is bound to no article');
  return mapping;
}

/** Every element of the article is known by a node that says the same as the one that stands in its place. */
function expectKept({ article, state }: Replica, hint: string): void {
  const mapping = mappingOf(state) as Map<unknown, Node>;
  const look = (element: Y.XmlFragment, node: Node) => {
    const children = element.toArray().filter((child) => child instanceof Y.XmlElement);
    if (children.length === 0 || node.isTextblock) return;
    expect(children.length, hint).toBe(node.childCount);
    children.forEach((child, n) => {
      const known = mapping.get(child);
      expect(known?.eq(node.child(n)), `${hint}: ${child.nodeName} ${n}`).toBe(true);
      look(child as Y.XmlElement, node.child(n));
    });
  };
  look(article, state.doc);
  expect(state.doc.eq(yXmlFragmentToProseMirrorRootNode(article, schema)), hint).toBe(true);
}

/** Places go into the article and come back as they were. */
function expectPlaces({ article, state, document }: Replica, hint: string): void {
  const mapping = mappingOf(state) as never;
  state.doc.descendants((node, position) => {
    if (!node.isTextblock || node.content.size === 0) return;
    const place = position + 1 + Math.floor(node.content.size / 2);
    const relative = absolutePositionToRelativePosition(place, article, mapping);
    expect(relativePositionToAbsolutePosition(document, article, relative, mapping), hint).toBe(place);
  });
}

const start = () => {
  const document = new Y.Doc();
  document.clientID = 1;
  const paragraph = (text: string) => {
    const element = new Y.XmlElement('paragraph');
    element.insert(0, [new Y.XmlText(text)]);
    return element;
  };
  document
    .getXmlFragment('default')
    .insert(0, ['سلام به دشت', 'The second one', 'سومین بند', 'چهارم', 'five'].map(paragraph));
  return Y.encodeStateAsUpdate(document);
};

describe('nodes that are kept', () => {
  it('are the same objects where a change from elsewhere did not touch them', () => {
    const bytes = start();
    const [one, other] = [new Replica(bytes, 2), new Replica(bytes, 3)];
    const before = one.state.doc;
    other.dispatch(other.state.tr.insertText('!', 3));
    Y.applyUpdate(one.document, Y.encodeStateAsUpdate(other.document));
    expect(one.state.doc.child(0).textContent).toBe('سل!ام به دشت');
    for (const n of [1, 2, 3, 4]) expect(one.state.doc.child(n)).toBe(before.child(n));
  });

  it(`say what stands in the article through random edits of two people, moves and undo among them`, () => {
    for (const seed of [...Array.from({ length: SEEDS }, (_, n) => n + 1), ...KEPT_SEEDS]) {
      const random = randomOf(seed);
      const bytes = start();
      const replicas = [new Replica(bytes, 2), new Replica(bytes, 3)] as const;
      for (let n = 0; n < EDITS; n += 1) {
        const mine = replicas[random(2)] as Replica;
        const hint = `seed ${seed}, edit ${n}`;
        const made = random(12) === 0 ? null : edit(mine, random);
        if (made?.docChanged) mine.dispatch(made);
        else if (random(3) === 0) mine.undo.undo();
        if (random(3) > 0) continue;
        for (const [to, from] of [replicas, [...replicas].reverse()] as Replica[][]) {
          if (!to || !from) continue;
          Y.applyUpdate(to.document, Y.encodeStateAsUpdate(from.document, Y.encodeStateVector(to.document)));
          expectKept(to, hint);
          expectPlaces(to, hint);
        }
      }
    }
  }, 120_000);
});
