import { editorExtensions } from '@hamnevis/core/document/schema';
import { Editor } from '@tiptap/core';
import { useEffect, useRef } from 'react';

/** An article that is only read, such as a version; drawn by the same schema as the editor. */
export function ArticleView({ content, label }: { content: Record<string, unknown>; label: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const editor = new Editor({
      element: host.current,
      injectCSS: false,
      editable: false,
      extensions: editorExtensions(),
      content,
      editorProps: {
        attributes: { role: 'document', 'aria-label': label, class: 'article article-short', dir: 'auto' },
      },
    });
    return () => editor.destroy();
  }, [content, label]);
  return <div ref={host} />;
}
