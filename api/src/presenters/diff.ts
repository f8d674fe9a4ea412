import type { Author, DiffBlock, DiffPart } from '@hamnevis/core/contract/history';
import type { AuthoredPart, ChangeAuthor } from '@hamnevis/core/history/article-places';
import type { BlockChange } from '@hamnevis/core/history/compare';
import { AuthorList } from './author-list.ts';
import type { NameAuthor } from './authors.ts';

/** Changes of blocks, and the authors that they name by index. */
export interface PresentedChanges {
  blocks: DiffBlock[];
  authors: Author[];
}

/** Says changes in the contract's words. */
export function presentChanges(changes: readonly BlockChange[], nameAuthor: NameAuthor): PresentedChanges {
  const authors = new AuthorList(nameAuthor);
  const indexOf: IndexOf = (author) => (author ? authors.indexOf(author) : null);
  const blocks = changes.map((change) => presentBlock(change, indexOf));
  return { blocks, authors: authors.named };
}

type IndexOf = (author: ChangeAuthor | undefined) => number | null;

function presentBlock(change: BlockChange, indexOf: IndexOf): DiffBlock {
  const blank = { older: null, newer: null, author: null, attributes: [], parts: [], children: [] };
  const block = { ...change.block };
  switch (change.kind) {
    case 'same':
    case 'moved': {
      const { kind, older, newer } = change;
      return { ...blank, kind, older, newer, moved: kind === 'moved', block };
    }
    case 'added':
    case 'removed': {
      const at = change.kind === 'added' ? { newer: change.newer } : { older: change.older };
      return {
        ...blank,
        ...at,
        kind: change.kind,
        moved: false,
        block,
        author: indexOf(change.author),
        parts: change.parts.map((part) => presentPart(part, indexOf)),
        children: change.children.map((child) => presentBlock(child, indexOf)),
      };
    }
    case 'changed': {
      const { kind, older, newer, moved } = change;
      return {
        ...blank,
        kind,
        older,
        newer,
        moved,
        block,
        attributes: change.attributes.map(({ author, ...attribute }) => ({
          ...attribute,
          author: indexOf(author),
        })),
        parts: change.parts.map((part) => presentPart(part, indexOf)),
        children: change.children.map((child) => presentBlock(child, indexOf)),
      };
    }
    default:
      return change satisfies never;
  }
}

function presentPart(part: AuthoredPart, indexOf: IndexOf): DiffPart {
  const { kind, text, marks } = part;
  const said: DiffPart = { kind, text, marks, author: indexOf(part.author) };
  if (part.kind === 'marks') said.marksBefore = part.marksBefore;
  else if (part.node) said.node = { ...part.node };
  return said;
}
