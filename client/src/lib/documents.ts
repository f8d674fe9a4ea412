import type { DocumentDetail } from '@hamnevis/core/contract/documents';
import { requestTagged, type Tagged } from './http.ts';

export function documentKey(documentId: string) {
  return ['documents', documentId] as const;
}

/** What stands beside the text, with the ETag for changing it. */
export type TaggedDocument = Tagged<DocumentDetail>;

export function fetchDocument(documentId: string, signal?: AbortSignal): Promise<TaggedDocument> {
  return requestTagged<DocumentDetail>('GET', `/documents/${documentId}`, { signal });
}
