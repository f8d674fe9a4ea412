// What comes out of a clipboard, on its way into the article.
import type { Editor } from '@tiptap/core';
import { Fragment, Node, Slice } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { isTooMuchToPaste } from './paste-bound.ts';
import { cleanPastedHtml, isOwnHtml } from './paste-html.ts';
import { blocksOfText } from './paste-text.ts';

const KEY = new PluginKey('clean-paste');

/**
 * Cleans everything that is pasted and dropped; images that lie in the clipboard are handed to `onImages`. A paste that
 * would hold the page up is refused before it is read, and told by `onTooMuch`.
 */
export function cleanPaste(
  editor: Editor,
  onImages: (images: File[]) => void,
  onTooMuch: () => void,
): () => void {
  editor.registerPlugin(
    new Plugin({
      key: KEY,
      props: {
        handleDOMEvents: {
          paste(_view, event) {
            const { clipboardData } = event;
            if (!clipboardData) return false;
            const [text, html] = [clipboardData.getData('text/plain'), clipboardData.getData('text/html')];
            if (!isTooMuchToPaste(text, html)) return false;
            event.preventDefault();
            onTooMuch();
            return true;
          },
        },
        transformPastedHTML(html) {
          if (isOwnHtml(html)) return html;
          const cleaned = cleanPastedHtml(html);
          if (cleaned.images.length > 0) queueMicrotask(() => onImages(cleaned.images));
          return cleaned.html;
        },
        clipboardTextParser(text, $context, plain, view) {
          const { schema } = view.state;
          const blocks = blocksOfText(text, plain).flatMap((block) => {
            try {
              const node = Node.fromJSON(schema, block);
              node.check();
              return [node];
            } catch {
              return [];
            }
          });
          const [first] = blocks;
          // One line goes into the line that one writes in, under the marks that are on there.
          if (blocks.length === 1 && first?.type.name === 'paragraph') {
            const marks = $context.marks();
            const inline: Node[] = [];
            first.content.forEach((node) => {
              inline.push(node.isText ? node.mark([...marks, ...node.marks]) : node);
            });
            return new Slice(Fragment.from(schema.nodes.paragraph?.create(null, inline)), 1, 1);
          }
          const isText = (node: Node | undefined) => (node?.type.name === 'paragraph' ? 1 : 0);
          return new Slice(Fragment.from(blocks), isText(first), isText(blocks.at(-1)));
        },
      },
    }),
    (plugin, others) => [plugin, ...others],
  );
  return () => {
    if (!editor.isDestroyed) editor.unregisterPlugin(KEY);
  };
}
