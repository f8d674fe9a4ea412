import type { Version } from '@hamnevis/core/contract/versions';
import { useQuery } from '@tanstack/react-query';
import { request } from './http.ts';

export function versionsKey(documentId: string) {
  return ['documents', documentId, 'versions'] as const;
}

/** A document's versions, newest first. */
export function useVersions(documentId: string) {
  return useQuery({
    queryKey: versionsKey(documentId),
    queryFn: ({ signal }) =>
      request<{ items: Version[] }>('GET', `/documents/${documentId}/versions?limit=100`, { signal }),
    select: (page) => page.items,
  });
}
