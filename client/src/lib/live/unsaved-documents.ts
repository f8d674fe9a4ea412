// Which documents hold words of a person that only this browser has.
import { copiesOf, dropCopiesOf, joinedCounts, type LocalCopy, sumOf } from './local-copies.ts';
import { dropRescuesOf, rescuedTitles } from './rescues.ts';

export interface UnsavedDocument {
  documentId: string;
  title: string;
  /** Changes that the server has not confirmed. */
  waiting: number;
  /** Words that were refused and are kept for their author. */
  isRefused: boolean;
}

/** The documents with unsent changes or kept words, in no order. */
export async function unsavedDocuments(personId: string): Promise<UnsavedDocument[]> {
  const copies = new Map<string, LocalCopy[]>();
  for (const copy of copiesOf(personId))
    copies.set(copy.documentId, [...(copies.get(copy.documentId) ?? []), copy]);
  // A browser that keeps no database keeps no words in it either.
  const rescued = new Map(
    (await rescuedTitles(personId).catch(() => [])).map(({ documentId, title }) => [documentId, title]),
  );
  return [...new Set([...copies.keys(), ...rescued.keys()])]
    .map((documentId) => {
      const own = copies.get(documentId) ?? [];
      return {
        documentId,
        title: rescued.get(documentId) ?? own.find(({ title }) => title)?.title ?? '',
        waiting: sumOf(joinedCounts(own)),
        isRefused: rescued.has(documentId),
      };
    })
    .filter(({ waiting, isRefused }) => waiting > 0 || isRefused);
}

/** Deletes every copy and every kept word of a person in this browser. */
export async function giveUpUnsaved(personId: string): Promise<void> {
  await Promise.all([dropCopiesOf(personId), dropRescuesOf(personId).catch(() => undefined)]);
}
