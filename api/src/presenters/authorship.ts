import type { Authorship as AuthorshipAnswer } from '@hamnevis/core/contract/history';
import { type Attribution, sharesOf } from '@hamnevis/core/history/attribution';
import type * as Y from 'yjs';
import { presentAuthoredBlocks } from './authored-blocks.ts';
import type { NameAuthor } from './authors.ts';

interface AuthoredText {
  document: Y.Doc;
  sequence: number;
  attribution: Attribution;
  language: 'fa' | 'en';
}

/** Who wrote what, block by block, with everybody's share. */
export function presentAuthorship(text: AuthoredText, nameAuthor: NameAuthor): AuthorshipAnswer {
  const { document, sequence, language } = text;
  const attribution = underOneName(text.attribution, nameAuthor);
  const shares = sharesOf(document, attribution, language);
  const indexes = new Map(shares.authors.map((share, index) => [keyOf(share), index]));
  const blocks = presentAuthoredBlocks(document, attribution, (label) => indexes.get(keyOf(label)) as number);
  return {
    sequence,
    characters: shares.characters,
    words: shares.words,
    ai: shares.ai,
    authors: shares.authors.map(({ characters, words, how, ...key }) => ({
      ...nameAuthor(key),
      characters,
      words,
      how,
    })),
    blocks,
  };
}

/** Two identities that became one person are one author, in words that both of them wrote too. */
function underOneName(attribution: Attribution, nameAuthor: NameAuthor): Attribution {
  const labels = attribution.labels.map((label) => ({ ...label, personId: nameAuthor(label).person.id }));
  return { ...attribution, labels };
}

function keyOf({ personId, runId }: { personId: string; runId: string | null }): string {
  return `${personId} ${runId}`;
}
