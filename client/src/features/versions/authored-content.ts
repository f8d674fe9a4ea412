// An article whose letters say whose they are: the runs of a moment laid over its nodes as marks of their own.
import type { Author, AuthorshipBlock, AuthorshipRun } from '@hamnevis/core/contract/history';
import type { ArticleJson } from './block-direction.ts';

/** The mark that carries an author through the drawing; no document holds it. */
export const AUTHORED_MARK = 'authored';

/** What {@link AUTHORED_MARK} says of its letters. */
export interface AuthoredMark {
  author: Author;
  how: AuthorshipRun['how'];
  /** Both in words. */
  told: string;
}

interface Authored {
  blocks: readonly AuthorshipBlock[];
  authors: readonly Author[];
}

interface Telling {
  /** Which blocks hold words themselves: those that {@link Authored.blocks} are, in order. */
  isTextblock: (node: ArticleJson) => boolean;
  tell: (author: Author, how: AuthorshipRun['how']) => string;
}

/** The same article with its text cut where the author changes. */
export function authoredContent(
  article: ArticleJson,
  { blocks, authors }: Authored,
  { isTextblock, tell }: Telling,
): ArticleJson {
  let next = 0;
  const visit = (node: ArticleJson): ArticleJson => {
    if (isTextblock(node)) {
      const block = blocks[next];
      next += 1;
      return block ? { ...node, content: cut(node.content ?? [], block, authors, tell) } : node;
    }
    return node.content ? { ...node, content: node.content.map(visit) } : node;
  };
  return { ...article, content: (article.content ?? []).map(visit) };
}

function cut(
  content: readonly ArticleJson[],
  block: AuthorshipBlock,
  authors: readonly Author[],
  tell: Telling['tell'],
): ArticleJson[] {
  const result: ArticleJson[] = [];
  let at = 0;
  for (const node of content) {
    if (node.text === undefined) {
      result.push(node);
      at += 1;
      continue;
    }
    const end = at + node.text.length;
    const start = at;
    const push = (to: number, mark: AuthoredMark | null) => {
      if (to <= at) return;
      const text = node.text?.slice(at - start, to - start) ?? '';
      const marks = mark ? [...(node.marks ?? []), { type: AUTHORED_MARK, attrs: { ...mark } }] : node.marks;
      result.push({ ...node, text, ...(marks ? { marks } : {}) });
      at = to;
    };
    for (const run of block.runs) {
      const author = authors[run.author];
      if (!author || run.to <= at || run.from >= end) continue;
      push(Math.min(run.from, end), null);
      push(Math.min(run.to, end), { author, how: run.how, told: tell(author, run.how) });
    }
    push(end, null);
  }
  return result;
}

/** The first and the last text block that differ between two moments; null when none does. */
export function changedBlocks(
  before: readonly AuthorshipBlock[],
  after: readonly AuthorshipBlock[],
): { from: number; to: number } | null {
  const shorter = Math.min(before.length, after.length);
  const same = (one?: AuthorshipBlock, other?: AuthorshipBlock) =>
    one?.text === other?.text && one?.type === other?.type;
  let from = 0;
  while (from < shorter && same(before[from], after[from])) from += 1;
  let end = 0;
  while (end < shorter - from && same(before.at(-1 - end), after.at(-1 - end))) end += 1;
  if (from === before.length && from === after.length) return null;
  return { from, to: Math.max(from, after.length - end - 1) };
}
