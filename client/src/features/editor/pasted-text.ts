// Tells the replica which of the editor's changes were pasted or dropped: nobody else can know, and authorship tells such
// text from what was typed.
import { Extension } from '@tiptap/core';
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';

const KEY = new PluginKey<boolean>('pasted-text');

/** Marks a change of the article by a program that brings words from elsewhere, such as those that were kept. */
export function asPasted(tr: Transaction): Transaction {
  return tr.setMeta(KEY, true);
}

interface PastedTextOptions {
  document: Y.Doc | null;
  /** Called with the transaction that writes a pasted change into the document, before it is sent anywhere. */
  onPasted: (transaction: Y.Transaction) => void;
}

export const PastedText = Extension.create<PastedTextOptions>({
  name: 'pastedText',

  addOptions() {
    return { document: null, onPasted: () => undefined };
  },

  addProseMirrorPlugins() {
    const { document, onPasted } = this.options;
    return [
      new Plugin({
        key: KEY,
        state: {
          init: () => false,
          // What is added to a paste belongs to it.
          apply: (tr, was) => isPaste(tr) || (was && tr.getMeta('appendedTransaction') !== undefined),
        },
        view: (view) => {
          // The binding writes a change into the document as soon as the view shows it.
          const look = (transaction: Y.Transaction) => {
            if (transaction.origin === ySyncPluginKey && KEY.getState(view.state)) onPasted(transaction);
          };
          document?.on('afterTransaction', look);
          return { destroy: () => document?.off('afterTransaction', look) };
        },
      }),
    ];
  },
});

function isPaste(tr: Transaction): boolean {
  const event: unknown = tr.getMeta('uiEvent');
  return event === 'paste' || event === 'drop' || tr.getMeta(KEY) === true;
}
