import type { HomelessWords } from '@hamnevis/core/contract/homeless';
import { useQuery } from '@tanstack/react-query';
import { request } from './http.ts';

export function homelessKey(documentId: string) {
  return ['documents', documentId, 'homeless-words'] as const;
}

/** Words of mine that lost their place in a document; the server says on the socket when there are more. */
export function useHomeless(documentId: string) {
  return useQuery({
    queryKey: homelessKey(documentId),
    queryFn: ({ signal }) =>
      request<HomelessWords>('GET', `/documents/${documentId}/homeless-words`, { signal }),
    select: ({ items }) => items,
  });
}
