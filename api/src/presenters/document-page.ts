import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { DocumentFilter, DocumentPlace, ListedDocument } from '@hamnevis/db/queries/document-lists';
import { presentDocument } from './documents.ts';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const BY_ID = new RegExp(`^(?<id>${UUID})$`, 'i');
/** Microseconds and id; a year of five digits is not reached. */
const BY_CHANGE = new RegExp(`^(?<micros>\\d{1,17})\\.(?<id>${UUID})$`, 'i');

/** One page of a list of documents, whose cursor fits the order. */
export function presentDocumentPage(
  rows: readonly ListedDocument[],
  { sort, limit }: Pick<DocumentFilter, 'sort' | 'limit'>,
): { items: DocumentSummary[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const cursor =
    last && (sort === 'updated' ? `${last.updatedMicros}.${last.document.id}` : last.document.id);
  return { items: shown.map(presentDocument), nextCursor: cursor ?? null };
}

/** What a cursor of such a page says. Throws `invalid` for one that was not given out for this order. */
export function readDocumentCursor(
  cursor: string | undefined,
  sort: DocumentFilter['sort'],
): DocumentPlace | undefined {
  if (cursor === undefined) return undefined;
  const parts = (sort === 'updated' ? BY_CHANGE : BY_ID).exec(cursor)?.groups;
  if (!parts?.id)
    throw new Problem('invalid', { issues: [{ path: 'cursor', message: 'not a cursor of this list' }] });
  return { id: parts.id, updatedMicros: parts.micros ?? null };
}
