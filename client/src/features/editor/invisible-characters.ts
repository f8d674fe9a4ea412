// Shows what has no shape of its own: half-spaces, spaces that do not break, spaces at a line's end. Each mark is drawn
// on the character itself, so that no element comes between two letters.
import type { Editor } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { readItem, writeItem } from '../../lib/preferences.ts';

const SHOWN_KEY = 'hamnevis.invisible-characters';
const KEY = new PluginKey<DecorationSet>('invisible-characters');

export type InvisibleKind = 'half-space' | 'no-break' | 'trailing';

/** A character without a shape, as positions in its block. */
export interface Invisible {
  kind: InvisibleKind;
  from: number;
  to: number;
}

const INVISIBLE = /\u200c|[\u00a0\u202f]|[ \t]+(?=\n|$)/g;
const inBlocks = new WeakMap<Node, readonly Invisible[]>();

/** What of a block's text has no shape. */
export function invisiblesIn(text: string): Invisible[] {
  return Array.from(text.matchAll(INVISIBLE), ({ 0: found, index }) => ({
    kind: found === '\u200c' ? 'half-space' : /[\u00a0\u202f]/.test(found) ? 'no-break' : 'trailing',
    from: index,
    to: index + found.length,
  }));
}

export function showsInvisibles(): boolean {
  return readItem(SHOWN_KEY) === 'shown';
}

/** Shows them or no longer, in this editor, and remembers it for this browser. */
export function showInvisibles(editor: Editor, isShown: boolean): void {
  writeItem(SHOWN_KEY, isShown ? 'shown' : null);
  editor.unregisterPlugin(KEY);
  if (isShown) editor.registerPlugin(invisiblesPlugin());
}

function invisiblesPlugin(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key: KEY,
    state: {
      init: (_config, state) => draw(state.doc),
      apply: (transaction, drawn) => (transaction.docChanged ? draw(transaction.doc) : drawn),
    },
    props: {
      decorations: (state) => KEY.getState(state),
    },
  });
}

function draw(article: Node): DecorationSet {
  const decorations: Decoration[] = [];
  article.descendants((node, position) => {
    if (!node.isTextblock) return true;
    let found = inBlocks.get(node);
    if (!found) {
      found = invisiblesIn(node.textBetween(0, node.content.size, undefined, '\n'));
      inBlocks.set(node, found);
    }
    for (const { kind, from, to } of found) {
      const at = position + 1;
      decorations.push(Decoration.inline(at + from, at + to, { class: `invisible invisible-${kind}` }));
    }
    return false;
  });
  return DecorationSet.create(article, decorations);
}
