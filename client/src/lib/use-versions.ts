import type { Version } from '@hamnevis/core/contract/versions';
import { useInfiniteQuery } from '@tanstack/react-query';
import { request } from './http.ts';

interface VersionPage {
  items: Version[];
  nextCursor: string | null;
}

export function versionsKey(documentId: string) {
  return ['documents', documentId, 'versions'] as const;
}

/** While the size of the newest is still counted on the server. */
const ASK_AGAIN_MS = 4000;

/** A document's versions, newest first, by pages. */
export function useVersions(documentId: string) {
  return useInfiniteQuery({
    queryKey: [...versionsKey(documentId), 'list'],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`;
      return request<VersionPage>('GET', `/documents/${documentId}/versions?limit=100${cursor}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    select: ({ pages }) => pages.flatMap((page) => page.items),
    refetchInterval: (query) =>
      query.state.data?.pages[0]?.items.some((version) => version.changes === null) ? ASK_AGAIN_MS : false,
  });
}
