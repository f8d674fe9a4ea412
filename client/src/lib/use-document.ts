import type { DocumentDetail } from '@hamnevis/core/contract/documents';
import { useQuery } from '@tanstack/react-query';
import { requestTagged, type Tagged } from './http.ts';

export function documentKey(documentId: string) {
  return ['documents', documentId] as const;
}

export type TaggedDocument = Tagged<DocumentDetail>;

export function fetchDocument(documentId: string, signal?: AbortSignal): Promise<TaggedDocument> {
  return requestTagged<DocumentDetail>('GET', `/documents/${documentId}`, { signal });
}

/** What stands beside the text: title, status, the steps I may take, with the ETag for changing it. */
export function useDocument(documentId: string) {
  return useQuery({
    queryKey: documentKey(documentId),
    queryFn: ({ signal }) => fetchDocument(documentId, signal),
  });
}
