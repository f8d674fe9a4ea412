import type { Replay, ReplayMoment } from '@hamnevis/core/contract/replay';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { request } from '../../lib/http.ts';
import type { DocumentSession } from '../../lib/live/document-session.ts';

/** What I typed a moment ago is the end of the line; without a connection the server's end is. */
const CONFIRM_MS = 3000;
/** Moments that are asked for before one comes to them. */
const MOMENTS_AHEAD = 3;

/** The life of a document in at most so many points. */
export function useReplay(documentId: string, points: number, session: DocumentSession) {
  return useQuery({
    queryKey: ['documents', documentId, 'replay', points],
    queryFn: async ({ signal }) => {
      await Promise.race([session.confirmed(), new Promise((resolve) => setTimeout(resolve, CONFIRM_MS))]);
      return request<Replay>('GET', `/documents/${documentId}/replay?points=${points}`, { signal });
    },
    // Each time it is opened it ends at now; while it is open, the line under one's hand stays as it is.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function momentOptions(documentId: string, sequence: number) {
  return {
    queryKey: ['documents', documentId, 'replay-moment', sequence],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      request<ReplayMoment>('GET', `/documents/${documentId}/replay/${sequence}`, { signal }),
    // What was, stays; unless its authors were not known yet.
    staleTime: Number.POSITIVE_INFINITY,
  };
}

/** The text at one moment, and the moment before on the screen until it comes. `next` are asked for meanwhile. */
export function useReplayMoment(documentId: string, sequence: number, next: readonly number[]) {
  const queryClient = useQueryClient();
  const moment = useQuery({
    ...momentOptions(documentId, sequence),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.hasAuthors === false ? CONFIRM_MS : false),
  });
  const { isPlaceholderData } = moment;
  const ahead = next.slice(0, MOMENTS_AHEAD).join();
  useEffect(() => {
    if (isPlaceholderData || !ahead) return;
    for (const one of ahead.split(','))
      void queryClient.prefetchQuery(momentOptions(documentId, Number(one)));
  }, [queryClient, documentId, ahead, isPlaceholderData]);
  return moment;
}
