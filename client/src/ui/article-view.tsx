import type { Language } from '@hamnevis/core/contract/shared';
import { editorExtensions } from '@hamnevis/core/document/schema';
import { Editor } from '@tiptap/core';
import { useEffect, useRef } from 'react';
import { DirectionExtension } from '../lib/directions/direction-extension.ts';
import { directionOf } from '../lib/preferences.ts';
import '../styles/article.css';

interface ArticleViewProps {
  content: Record<string, unknown>;
  language: Language;
  label: string;
}

/** An article that is only read, such as a version; drawn by the same schema as the editor. */
export function ArticleView({ content, language, label }: ArticleViewProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const editor = new Editor({
      element: host.current,
      injectCSS: false,
      editable: false,
      extensions: [
        ...editorExtensions(),
        DirectionExtension.configure({ documentDirection: directionOf(language) }),
      ],
      content,
      editorProps: {
        attributes: {
          role: 'document',
          'aria-label': label,
          class: 'article article-short',
          dir: directionOf(language),
          lang: language,
        },
      },
    });
    return () => editor.destroy();
  }, [content, label, language]);
  return <div ref={host} />;
}
