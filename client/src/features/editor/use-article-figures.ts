import type { Language } from '@hamnevis/core/contract/shared';
import type { Editor } from '@tiptap/core';
import { useEffect, useState } from 'react';
import { ArticleFigures } from './article-figures.ts';

/** Counts the editor's article for as long as the component stands, without drawing it again: {@link FiguresLine} does. */
export function useArticleFigures(editor: Editor | null, language: Language): ArticleFigures {
  const [figures] = useState(() => new ArticleFigures());
  useEffect(() => (editor ? figures.follow(editor, language) : undefined), [figures, editor, language]);
  return figures;
}
