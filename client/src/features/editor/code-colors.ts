// The colours of code. The grammars are fetched when an article has a block whose language is told; until then, and
// in a language that is not known, code has the ink's colour.
import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type { CodeToken } from '../../lib/code-tokens.ts';

type Tokenize = (language: string, code: string) => readonly CodeToken[];

const KEY = new PluginKey<DecorationSet>('code-colors');
/** Longer code is read without colours: colouring must not be felt while typing. */
const LONGEST_CODE = 20_000;
const drawn = new WeakMap<Node, readonly CodeToken[]>();
let tokenize: Tokenize | null = null;

export const CodeColors = Extension.create({
  name: 'codeColors',

  addProseMirrorPlugins() {
    return [
      new Plugin<DecorationSet>({
        key: KEY,
        state: {
          init: (_config, state) => colored(state.doc),
          apply: (transaction, set) =>
            transaction.docChanged || transaction.getMeta(KEY) ? colored(transaction.doc) : set,
        },
        props: {
          decorations(state) {
            return this.getState(state);
          },
        },
        view: (view) => {
          let asked = false;
          const look = (article: Node) => {
            if (asked || !hasCode(article)) return;
            asked = true;
            void loadTokenizer().then(() => {
              if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta(KEY, true));
            });
          };
          look(view.state.doc);
          return { update: ({ state }) => look(state.doc) };
        },
      }),
    ];
  },
});

async function loadTokenizer(): Promise<void> {
  // The article is there before what asks again for parts is.
  const { persistently } = await import('../../lib/persistently.ts');
  tokenize = (await persistently(() => import('../../lib/code-tokens.ts'))).codeTokens;
}

function hasCode(article: Node): boolean {
  for (let index = 0; index < article.childCount; index += 1) {
    const block = article.child(index);
    if (block.type.name === 'codeBlock' && block.attrs.language) return true;
  }
  return false;
}

function colored(article: Node): DecorationSet {
  if (!tokenize) return DecorationSet.empty;
  const decorations: Decoration[] = [];
  article.forEach((block, at) => {
    if (block.type.name !== 'codeBlock' || !block.attrs.language) return;
    for (const { from, to, kind } of tokensOf(block))
      decorations.push(Decoration.inline(at + 1 + from, at + 1 + to, { class: `code-${kind}` }));
  });
  return decorations.length > 0 ? DecorationSet.create(article, decorations) : DecorationSet.empty;
}

function tokensOf(block: Node): readonly CodeToken[] {
  const known = drawn.get(block);
  if (known) return known;
  const code = block.textContent;
  const tokens = code.length > LONGEST_CODE ? [] : (tokenize?.(String(block.attrs.language), code) ?? []);
  drawn.set(block, tokens);
  return tokens;
}
