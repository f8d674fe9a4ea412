// What comes out of a clipboard, on its way into the article.
import type { Editor } from '@tiptap/core';
import { Fragment, Node, Slice } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { isTooMuchToPaste } from './paste-bound.ts';
import { cleanPastedHtml, isOwnHtml } from './paste-html.ts';
import { readPastedText } from './paste-text.ts';
import type { PictureElsewhere } from './pictures-elsewhere.ts';
import { withinBounds } from './within-bounds.ts';

const KEY = new PluginKey('clean-paste');

/** Who hears of what a clipboard held beside the text. */
export interface PasteHooks {
  /** Images that lie in the clipboard itself. */
  onImages: (images: File[]) => void;
  /** Pictures of other sites, which became links. */
  onElsewhere: (pictures: PictureElsewhere[]) => void;
  /** A paste that would hold the page up was refused before it was read. */
  onTooMuch: () => void;
}

/** Cleans everything that is pasted and dropped. The answer ends it. */
export function cleanPaste(editor: Editor, { onImages, onElsewhere, onTooMuch }: PasteHooks): () => void {
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
          const { images, elsewhere } = cleaned;
          if (images.length > 0) queueMicrotask(() => onImages(images));
          if (elsewhere.length > 0) queueMicrotask(() => onElsewhere(elsewhere));
          return cleaned.html;
        },
        transformPasted: (slice) => new Slice(withinBounds(slice.content), slice.openStart, slice.openEnd),
        clipboardTextParser(text, $context, plain, view) {
          const { schema } = view.state;
          const read = readPastedText(text, plain);
          if (read.elsewhere.length > 0) queueMicrotask(() => onElsewhere(read.elsewhere));
          const blocks = read.blocks.flatMap((block) => {
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
