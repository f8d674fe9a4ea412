import { useQuery } from '@tanstack/react-query';
import { documentKey, fetchDocument } from './documents.ts';

/** What stands beside the text: title, status, the steps I may take. */
export function useDocument(documentId: string) {
  return useQuery({
    queryKey: documentKey(documentId),
    queryFn: ({ signal }) => fetchDocument(documentId, signal),
  });
}
