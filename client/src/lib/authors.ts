// How an author is told on every screen: a person by name and colour, the co-writer by its one sign and hatch.
import type { Author } from '@hamnevis/core/contract/history';
import type { CSSProperties } from 'react';
import { personColor } from './person-colors.ts';

/** What a style sheet asks about an author; `unknown` where the log does not say. */
export type AuthorKind = 'person' | 'ai' | 'unknown';

export function authorKind(author: Author | null | undefined): AuthorKind {
  if (!author) return 'unknown';
  return author.runId === null ? 'person' : 'ai';
}

/** The colour that a style sheet draws an author with. */
export function authorColor(author: Author | null | undefined): string {
  switch (authorKind(author)) {
    case 'person':
      return personColor(author?.person.color);
    case 'ai':
      return 'var(--saffron)';
    default:
      return 'var(--ink-2)';
  }
}

/** The colour as the one property that all style sheets of authors read. */
export function authorStyle(author: Author | null | undefined): CSSProperties {
  return { '--person': authorColor(author) } as CSSProperties;
}

/** One key per author as a reader sees them: all runs of the co-writer are one author. */
export function authorKey(author: Author): string {
  return author.runId === null ? author.person.id : 'co-writer';
}
