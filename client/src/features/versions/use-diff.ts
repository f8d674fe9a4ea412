import type { Diff } from '@hamnevis/core/contract/history';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { request } from '../../lib/http.ts';
import type { DocumentSession } from '../../lib/live/document-session.ts';
import { versionsKey } from '../../lib/use-versions.ts';

/** What I typed a moment ago belongs to "now"; without a connection the server's now is compared. */
const CONFIRM_MS = 3000;
/** While authorship is still worked out on the server. */
const ASK_AGAIN_MS = 3000;

/** Whoever writes is followed after a pause of this length, and at the latest after the other. */
const PAUSE_MS = 1200;
const PATIENCE_MS = 6000;

/** One end of a comparison: a version's id, or the text as it is now. */
export type DiffPoint = string | 'now';

export function diffKey(documentId: string, from: DiffPoint, to: DiffPoint) {
  // Below the versions' key: what makes those stale (a restore, a change of status) does the same here.
  return [...versionsKey(documentId), 'diff', from, to] as const;
}

/** The difference between two points of a document's life; one that ends at now goes on with the writing. */
export function useDiff(documentId: string, from: DiffPoint, to: DiffPoint, session: DocumentSession) {
  const query = useQuery({
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
  useFollowing(to === 'now', session, query.refetch);
  return query;
}

/** Asks again when anybody has written: after a pause, and now and then while nobody pauses. */
function useFollowing(isOn: boolean, session: DocumentSession, ask: () => Promise<unknown>): void {
  const { replica } = useSyncExternalStore(session.subscribe, session.getView);
  const article = isOn ? replica?.document : undefined;
  useEffect(() => {
    if (!article) return;
    let pause: ReturnType<typeof setTimeout> | undefined;
    let latest: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      clearTimeout(pause);
      clearTimeout(latest);
      latest = undefined;
    };
    const askNow = () => {
      stop();
      void ask();
    };
    const later = () => {
      clearTimeout(pause);
      pause = setTimeout(askNow, PAUSE_MS);
      latest ??= setTimeout(askNow, PATIENCE_MS);
    };
    article.on('update', later);
    return () => {
      stop();
      article.off('update', later);
    };
  }, [article, ask]);
}
