import { type Editor, isTextSelection } from '@tiptap/core';
import { BubbleMenuPlugin } from '@tiptap/extension-bubble-menu';
import { PluginKey } from '@tiptap/pm/state';
import { CellSelection } from '@tiptap/pm/tables';
import { useEffect, useRef } from 'react';
import { directionOf } from '../../lib/preferences.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { FormatBar } from './format-bar.tsx';

const KEY = new PluginKey('format-bubble');

/** The format bar above a selection of text or cells; not over nodes or a text that may only be read. */
export function BubbleMenu({ editor }: { editor: Editor }) {
  const element = useRef<HTMLDivElement>(null);
  const language = useLanguage();
  useEffect(() => {
    const bubble = element.current;
    if (!bubble) return;
    editor.registerPlugin(
      BubbleMenuPlugin({
        editor,
        pluginKey: KEY,
        element: bubble,
        updateDelay: 150,
        options: { placement: 'top', offset: 8, flip: {}, shift: { padding: 8 } },
        shouldShow: ({ state, from, to, view, element: menu }) => {
          const focused = view.hasFocus() || menu.contains(document.activeElement);
          const isText =
            (isTextSelection(state.selection) && state.doc.textBetween(from, to).length > 0) ||
            state.selection instanceof CellSelection;
          return focused && isText && editor.isEditable && !editor.isActive('codeBlock');
        },
      }),
    );
    return () => {
      editor.unregisterPlugin(KEY);
    };
  }, [editor]);
  // The plugin takes its element to the article and away from there: what stands before this in the page needs a
  // neighbour that stays, or React puts it in front of one that is gone and the whole screen fails.
  return (
    <div style={{ display: 'contents' }}>
      {/* Its buttons stand in the order of the interface, whichever way the article runs. */}
      <div
        ref={element}
        dir={directionOf(language)}
        style={{ visibility: 'hidden', position: 'absolute', inlineSize: 'max-content', zIndex: 50 }}
      >
        <FormatBar editor={editor} />
      </div>
    </div>
  );
}
