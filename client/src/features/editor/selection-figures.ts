import type { Language } from '@hamnevis/core/contract/shared';
import { countWords } from '@hamnevis/core/document/words';
import type { EditorState } from '@tiptap/pm/state';

export interface SelectionFigures {
  words: number;
  /** As a reader counts them: a letter with its marks is one, spaces count, half-spaces and line ends do not. */
  characters: number;
}

/** How much is selected; null when nothing is. */
export function selectionFigures(
  { doc, selection }: Pick<EditorState, 'doc' | 'selection'>,
  language: Language,
): SelectionFigures | null {
  const text = selection.ranges
    .map(({ $from, $to }) => doc.textBetween($from.pos, $to.pos, '\n', '\n'))
    .join('\n');
  const visible = text.replace(/[\n\u200c\u200e\u200f]/g, '');
  if (visible === '') return null;
  const letters = new Intl.Segmenter(language, { granularity: 'grapheme' });
  return { words: countWords(text, language), characters: [...letters.segment(visible)].length };
}
