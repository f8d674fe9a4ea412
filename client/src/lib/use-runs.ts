import type { AiRun } from '@hamnevis/core/contract/ai-runs';
import { useQuery } from '@tanstack/react-query';
import { request } from './http.ts';

export function runsKey(documentId: string) {
  return ['documents', documentId, 'ai-runs'] as const;
}

/** True while the co-writer may still type. */
export function isRunning(run: AiRun): boolean {
  return run.status === 'queued' || run.status === 'writing';
}

/**
 * The co-writer's runs in a document, newest first. The server announces changes on the socket; the light poll
 * while one is running covers a lost announcement.
 */
export function useRuns(documentId: string) {
  return useQuery({
    queryKey: runsKey(documentId),
    queryFn: ({ signal }) =>
      request<{ items: AiRun[] }>('GET', `/documents/${documentId}/ai-runs?limit=50`, { signal }),
    select: (page) => page.items,
    refetchInterval: (query) => (query.state.data?.items.some(isRunning) ? 3000 : false),
  });
}
