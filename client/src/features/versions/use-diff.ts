import type { Diff } from '@hamnevis/core/contract/history';
import { useQuery } from '@tanstack/react-query';
import { request } from '../../lib/http.ts';
import type { DocumentSession } from '../../lib/live/document-session.ts';
import { versionsKey } from '../../lib/use-versions.ts';

/** What I typed a moment ago belongs to "now"; without a connection the server's now is compared. */
const CONFIRM_MS = 3000;
/** While authorship is still worked out on the server. */
const ASK_AGAIN_MS = 3000;

/** One end of a comparison: a version's id, or the text as it is now. */
export type DiffPoint = string | 'now';

export function diffKey(documentId: string, from: DiffPoint, to: DiffPoint) {
  // Below the versions' key: what makes those stale (a restore, a change of status) does the same here.
  return [...versionsKey(documentId), 'diff', from, to] as const;
}

/** The difference between two points of a document's life. */
export function useDiff(documentId: string, from: DiffPoint, to: DiffPoint, session: DocumentSession) {
  return useQuery({
    queryKey: diffKey(documentId, from, to),
    queryFn: async ({ signal }) => {
      if (to === 'now')
        await Promise.race([session.confirmed(), new Promise((resolve) => setTimeout(resolve, CONFIRM_MS))]);
      const query = new URLSearchParams({ from, to });
      return request<Diff>('GET', `/documents/${documentId}/diff?${query}`, { signal });
    },
    refetchInterval: (query) => (query.state.data?.hasAuthors === false ? ASK_AGAIN_MS : false),
    refetchOnWindowFocus: false,
  });
}
