import { countLetters, type Direction, majorityOf } from '../../lib/directions/letters.ts';

/** A node of the article as JSON. */
export interface ArticleJson {
  type?: string;
  text?: string;
  attrs?: Record<string, unknown>;
  marks?: { type: string; attrs?: Record<string, unknown> }[];
  content?: ArticleJson[];
}

/** Which way a block runs, by the rule of the editor: the choice made for it, else its letters, else the document. */
export function blockDirection(block: ArticleJson, documentDirection: Direction): Direction {
  if (block.type === 'codeBlock') return 'ltr';
  const chosen = block.attrs?.dir;
  if (chosen === 'rtl' || chosen === 'ltr') return chosen;
  return majorityOf(countLetters(textOf(block))) ?? documentDirection;
}

function textOf(node: ArticleJson): string {
  if (node.text !== undefined) return node.text;
  return (node.content ?? [])
    .filter((child) => child.type !== 'codeBlock')
    .map(textOf)
    .join(' ');
}
