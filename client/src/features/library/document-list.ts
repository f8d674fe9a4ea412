// Lists of documents as the API gives them, a page at a time.
import type { DocumentSummary } from '@hamnevis/core/contract/documents';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { request } from '../../lib/http.ts';

interface DocumentPage {
  items: DocumentSummary[];
  nextCursor: string | null;
}

/** What a list of documents is asked for; empty wishes are left out. */
type DocumentWish = Readonly<Record<string, string | undefined>>;

/** Every list of documents begins with this key, so that one call makes them all fresh. */
export const DOCUMENT_LISTS = ['document-lists'] as const;

/** The documents at an address of the API (`/projects/{id}/documents`), as the wish says. */
export function useDocumentList(path: string | undefined, wish: DocumentWish, limit = 50) {
  const query = useInfiniteQuery({
    queryKey: [...DOCUMENT_LISTS, path, wish, limit],
    enabled: path !== undefined,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: String(limit) });
      for (const [name, value] of Object.entries(wish)) if (value) search.set(name, value);
      if (pageParam) search.set('cursor', pageParam);
      return request<DocumentPage>('GET', `${path}?${search}`, { signal });
    },
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
  return { ...query, rows: query.data?.pages.flatMap((page) => page.items) };
}

export type DocumentList = ReturnType<typeof useDocumentList>;
