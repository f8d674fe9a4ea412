import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { Problem } from '@hamnevis/core/problems/catalogue';
import type { DocumentOrder, DocumentPlace, ListedDocument } from '@hamnevis/db/queries/document-lists';
import { z } from 'zod';
import { presentDocument } from './documents.ts';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const BY_ID = new RegExp(`^(?<id>${UUID})$`, 'i');
/** Microseconds and id; a year of five digits is not reached. */
const BY_CHANGE = new RegExp(`^(?<micros>\\d{1,17})\\.(?<id>${UUID})$`, 'i');
/** A day, or none, and id. */
const BY_DUE = new RegExp(`^(?<day>\\d{4}-\\d\\d-\\d\\d)?\\.(?<id>${UUID})$`, 'i');

/** One page of a list of documents, whose cursor fits the order. */
export function presentDocumentPage(
  rows: readonly ListedDocument[],
  { sort, limit }: { sort: DocumentOrder; limit: number },
): { items: DocumentSummary[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(presentDocument), nextCursor: last ? cursorOf(last, sort) : null };
}

/** What a cursor of such a page says. Throws `invalid` for one that was not given out for this order. */
export function readDocumentCursor(
  cursor: string | undefined,
  sort: DocumentOrder,
): DocumentPlace | undefined {
  if (cursor === undefined) return undefined;
  const place = placeOf(cursor, sort);
  if (!place)
    throw new Problem('invalid', { issues: [{ path: 'cursor', message: 'not a cursor of this list' }] });
  return place;
}

function cursorOf({ document, updatedMicros }: ListedDocument, sort: DocumentOrder): string {
  switch (sort) {
    case 'created':
      return document.id;
    case 'updated':
      return `${updatedMicros}.${document.id}`;
    case 'due':
      return `${document.dueOn ?? ''}.${document.id}`;
    default:
      throw new TypeError(`no such order: ${sort satisfies never}`);
  }
}

function placeOf(cursor: string, sort: DocumentOrder): DocumentPlace | undefined {
  switch (sort) {
    case 'created': {
      const { id } = BY_ID.exec(cursor)?.groups ?? {};
      return id ? { sort, id } : undefined;
    }
    case 'updated': {
      const { id, micros } = BY_CHANGE.exec(cursor)?.groups ?? {};
      return id && micros ? { sort, id, updatedMicros: micros } : undefined;
    }
    case 'due': {
      const { id, day } = BY_DUE.exec(cursor)?.groups ?? {};
      if (!id || (day !== undefined && !isDay(day))) return undefined;
      return { sort, id, dueOn: day ?? null };
    }
    default:
      throw new TypeError(`no such order: ${sort satisfies never}`);
  }
}

/** Postgres throws at a 30th of February. */
function isDay(day: string): boolean {
  return z.iso.date().safeParse(day).success;
}
