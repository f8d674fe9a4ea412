import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { redrawnBlocks, type Stretch, wholeOf } from '../drawn-blocks.ts';
import { directedBlocks, directedBlocksIn } from './block-directions.ts';
import type { Direction } from './letters.ts';

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    direction: {
      /** Turns the blocks of the selection the other way, as an explicit choice that is stored. */
      toggleDirection: () => ReturnType;
    };
  }
}

interface DirectionOptions {
  documentDirection: Direction;
}

/** Draws each block's direction, and lets a person choose it with Mod-Shift-X. */
export const DirectionExtension = Extension.create<DirectionOptions>({
  name: 'direction',

  addOptions() {
    return { documentDirection: 'rtl' };
  },

  addCommands() {
    return {
      toggleDirection:
        () =>
        ({ tr, state, dispatch }) => {
          const { documentDirection } = this.options;
          const { from, to } = state.selection;
          const blocks = directedBlocks(state.doc, documentDirection).filter(
            (block) => block.from < to + 1 && block.to > from,
          );
          const turnable = blocks.filter((block) => 'dir' in (state.doc.nodeAt(block.from)?.attrs ?? {}));
          const innermost = turnable.at(-1);
          if (!innermost) return false;
          const direction = innermost.direction === 'rtl' ? 'ltr' : 'rtl';
          if (dispatch) for (const block of turnable) tr.setNodeAttribute(block.from, 'dir', direction);
          return true;
        },
    };
  },

  addProseMirrorPlugins() {
    const draw = (stretch: Stretch) =>
      directedBlocksIn(stretch, this.options.documentDirection).map((block) =>
        Decoration.node(block.from, block.to, { dir: block.direction }),
      );
    return [
      new Plugin<DecorationSet>({
        key: new PluginKey('block-directions'),
        state: {
          init: (_config, { doc }) => DecorationSet.create(doc, draw(wholeOf(doc))),
          apply: (transaction, drawn) =>
            transaction.docChanged ? redrawnBlocks(drawn, transaction, draw) : drawn,
        },
        props: {
          decorations(state) {
            return this.getState(state);
          },
        },
      }),
    ];
  },
});
