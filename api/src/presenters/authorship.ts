import type { Authorship as AuthorshipAnswer } from '@hamnevis/core/contract/history';
import { type Attribution, type Label, sharesOf } from '@hamnevis/core/history/attribution';
import { blockElements, blockText, isTextblock } from '@hamnevis/core/history/document-text';
import type * as Y from 'yjs';
import type { NameAuthor } from './authors.ts';

interface AuthoredText {
  document: Y.Doc;
  sequence: number;
  attribution: Attribution;
  language: 'fa' | 'en';
}

/** Who wrote what, block by block, with everybody's share. */
export function presentAuthorship(text: AuthoredText, nameAuthor: NameAuthor): AuthorshipAnswer {
  const { document, sequence, attribution, language } = text;
  const shares = sharesOf(document, attribution, language);
  const indexes = new Map(shares.authors.map((share, index) => [keyOf(share), index]));
  const runs = Map.groupBy(attribution.runs, (run) => run.block);
  const blocks: AuthorshipAnswer['blocks'] = [];
  for (const element of blockElements(document)) {
    if (!isTextblock(element)) continue;
    blocks.push({
      type: element.nodeName,
      text: blockText(element),
      runs: (runs.get(blocks.length) ?? []).map(({ from, to, label }) => {
        const { how, ...key } = attribution.labels[label] as Label;
        return { from, to, author: indexes.get(keyOf(key)) as number, how };
      }),
    });
  }
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

function keyOf({ personId, runId }: { personId: string; runId: string | null }): string {
  return `${personId} ${runId}`;
}
